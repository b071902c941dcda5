import CImageKernels
package import ImageCore

/// How a result lies over the source that it was made from, and what differs where nothing was edited.
///
/// Both are brought to one grid, at the result's size but no larger than ``longestSide``. The placing (shift, a scale for each axis, turn) and a gain
/// and a lift for each channel are found together, by gradients, on a pyramid in linear light; pixels that differ by much count for nothing, so that
/// the part that was meant to change has no say.
package struct Registration: Sendable {
  /// How far the middle was moved, in pixels of the result.
  package let shift: Double
  /// The larger change of scale of the two axes, as a share: 0.01 is 1 %, whichever way.
  package let zoom: Double
  /// How far it was turned, in degrees, whichever way.
  package let turn: Double
  /// The median CIEDE2000 over what was not edited.
  package let colour: Double
  /// The mean structural similarity inside the region, -1 to 1; `nil` where nothing of the region can be seen in both.
  package let likeness: Double?
  /// The share of the result that shows the source unedited, 0 to 1.
  package let unedited: Double
  /// How far a corner may be off, in pixels of the result: the larger of what noise allows, and what two halves of the pixels differ by.
  package let uncertainty: Double
  /// Whether the placing can be relied on.
  package let isSure: Bool
  /// Where the middle of the result lies, and the pixels of the source to one of the result, on the common grid; for tests against known placings.
  package let placing: Placing
  /// What the colours of the source have become where nothing was edited.
  package let cast: ColourCast
  /// Black where both are the same and white where they are far apart, on the common grid; transparent where there is nothing to compare with.
  package let difference: Raster

  package struct Placing: Hashable, Sendable {
    package let shiftX: Double
    package let shiftY: Double
    package let scaleX: Double
    package let scaleY: Double
    /// Radians.
    package let turn: Double
    /// The size of the source on the common grid.
    package let source: PixelSize
    /// The size of the result on the common grid.
    package let result: PixelSize

    package init(
      shiftX: Double, shiftY: Double, scaleX: Double, scaleY: Double, turn: Double, source: PixelSize, result: PixelSize
    ) {
      self.shiftX = shiftX
      self.shiftY = shiftY
      self.scaleX = scaleX
      self.scaleY = scaleY
      self.turn = turn
      self.source = source
      self.result = result
    }
  }

  /// The longest side of the common grid, in pixels.
  package static let longestSide = 2_048

  /// Returns the bytes that registering a result of this size takes at most, beside the two pictures.
  package static func workingBytes(on size: PixelSize) -> Int {
    let side = min(size.longestSide, longestSide)
    let pixels = max(1, size.width * side / size.longestSide) * max(1, size.height * side / size.longestSide)
    // Two pictures of four numbers each on all levels, which add a third; two numbers to measure by; pixels on the grid, and their differences.
    return pixels * 64
  }

  /// Corners that may be off by more are not sure, in pixels of the common grid.
  private static let maximumUncertainty = 0.2
  /// Less of the result than this shows the source.
  private static let minimumUnedited = 0.25
  /// What was not edited agrees in its detail at least so well.
  private static let minimumDetail = 0.8

  /// Registers a result to its source.
  ///
  /// - Parameters:
  ///   - region: the part of the result in which structure is compared; `nil` for all of it.
  ///   - mask: of the source's size; structure is compared where it is white, too. `nil` for everywhere.
  /// - Precondition: both are sRGB, of the format `rgba8` or `rgba16`, and the region lies inside the result.
  /// - Returns: `nil` where a side of either is too short for anything to be told.
  /// - Throws: `CancellationError` when the task is cancelled while the pictures are scaled.
  package init?(of result: Raster, to source: Raster, region: PixelRectangle? = nil, mask: PictureMask? = nil) throws(CancellationError) {
    let full = result.size
    let side = min(full.longestSide, Self.longestSide)
    let (target, known) = (try result.onGrid(longest: side), try source.onGrid(longest: side))
    guard min(target.size.width, target.size.height) >= 8, min(known.size.width, known.size.height) >= 8 else { return nil }
    let factor = Double(full.longestSide) / Double(target.size.longestSide)
    var targetPlanes = target.planes
    var knownPlanes = known.planes
    var outcome = registration_outcome()
    var measures = registration_measures()
    let part = Self.part(region, of: full, on: target.size)
    let wanted = try mask.map { mask throws(CancellationError) in try mask.shares(of: source.size, on: known.size) }
    var shown = PixelBuffer(size: target.size, format: .rgba8, colourSpace: .sRGB)
    let isDone = unsafe targetPlanes.withPlane(of: target.size) { targetPlane in
      unsafe knownPlanes.withPlane(of: known.size) { knownPlane in
        // The planes have the numbers that their sizes ask for, the part lies inside the result's, and so does the picture of differences.
        var (one, two) = unsafe (knownPlane, targetPlane)
        guard unsafe registration_align(&one, &two, &outcome) != 0 else { return false }
        if let wanted {
          return unsafe registration_measure(&one, &two, &outcome, part, wanted, &measures, &shown.pixels) != 0
        }
        return unsafe registration_measure(&one, &two, &outcome, part, nil, &measures, &shown.pixels) != 0
      }
    }
    precondition(isDone, "no memory is left to register with")
    let found = outcome.placing
    placing = Placing(
      shiftX: found.shift_x, shiftY: found.shift_y, scaleX: found.scale_x, scaleY: found.scale_y, turn: found.turn, source: known.size,
      result: target.size)
    // A source of another shape fills the result, or lies whole inside of it.
    let bases = [Double(known.size.width) / Double(target.size.width), Double(known.size.height) / Double(target.size.height)]
    let zooms = bases.map { max(abs(found.scale_x / $0 - 1), abs(found.scale_y / $0 - 1)) }
    zoom = zooms.min() ?? 0
    shift = (found.shift_x * found.shift_x + found.shift_y * found.shift_y).squareRoot() / max(0.1, found.scale_x) * factor
    turn = abs(found.turn) * 180 / .pi
    colour = measures.colour
    likeness = measures.windows > 0 ? measures.likeness : nil
    cast = ColourCast(
      gain: [outcome.gain.0, outcome.gain.1, outcome.gain.2], lift: [outcome.lift.0, outcome.lift.1, outcome.lift.2])
    difference = shown.raster
    unedited = outcome.agreeing
    let corners = max(outcome.disagreement, outcome.uncertainty)
    uncertainty = corners * factor
    isSure =
      corners <= Self.maximumUncertainty && outcome.agreeing >= Self.minimumUnedited && outcome.likeness >= Self.minimumDetail
      && outcome.spread.isFinite
  }

  /// Returns left, top, width and height of a region on the common grid, at least one window wide and high where the grid is.
  private static func part(_ region: PixelRectangle?, of full: PixelSize, on grid: PixelSize) -> [Int] {
    guard let region else { return [0, 0, grid.width, grid.height] }
    let x = region.x * grid.width / full.width
    let y = region.y * grid.height / full.height
    let right = min(grid.width, ((region.x + region.size.width) * grid.width + full.width - 1) / full.width)
    let bottom = min(grid.height, ((region.y + region.size.height) * grid.height + full.height - 1) / full.height)
    return [x, y, max(0, right - x), max(0, bottom - y)]
  }
}

extension PictureMask {
  /// Returns the mask as numbers from 0 to 1 on the grid of its picture.
  ///
  /// - Precondition: the mask has the size of the picture.
  fileprivate func shares(of picture: PixelSize, on grid: PixelSize) throws(CancellationError) -> [Float] {
    precondition(picture == size, "a mask has the size of its picture")
    return try scaled(to: grid).levels.map { Float($0) / 255 }
  }
}

extension Raster {
  /// The picture with 8 bits a sample, so scaled that its longest side is `longest`.
  fileprivate func onGrid(longest: Int) throws(CancellationError) -> Raster {
    try resampled(to: FitPlan(source: size, target: .longest(longest), enlarge: true).scaled).roundedToBytes()
  }

  /// Three planes of linear light, then one of alpha.
  fileprivate var planes: RegistrationPlanes {
    let count = size.width * size.height
    var planes = RegistrationPlanes(numbers: [Float](repeating: 0, count: 4 * count))
    var weights = [Float](repeating: 0, count: count)
    // The pixels are four bytes each, and the two have three numbers and one for each pixel.
    unsafe registration_fill(pixels, count, TransferTables.linear.levels, &planes.numbers, &weights)
    planes.numbers.replaceSubrange(3 * count..<4 * count, with: weights)
    return planes
  }
}

/// The numbers of a picture on the common grid.
private struct RegistrationPlanes {
  var numbers: [Float]

  mutating func withPlane<Result>(of size: PixelSize, _ body: (registration_plane) -> Result) -> Result {
    let count = size.width * size.height
    return unsafe numbers.withUnsafeMutableBufferPointer { buffer in
      // Four numbers for each pixel: the weights begin after three.
      guard let base = buffer.baseAddress, buffer.count == 4 * count else { preconditionFailure("planes have the size of their picture") }
      return unsafe body(registration_plane(light: base, weight: base + 3 * count, width: size.width, height: size.height))
    }
  }
}
