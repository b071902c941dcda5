import ImageCore
import TestSupport
import Testing

@testable import ImageOperations

@Suite struct RowScalerTests {
  /// The rows of a picture, some at a time, through a scaler.
  private func scaled(
    _ stored: Raster, _ scalings: [PictureScaling], of fullSize: PixelSize, orientation: Orientation = .upright, colour: RowColour,
    region: ReducedRaster.Region? = nil, band: Int = 3
  ) throws -> ScaledPictures {
    let region =
      region ?? ReducedRaster.Region(x: 0, y: 0, width: Double(stored.size.width), height: Double(stored.size.height))
    var scaler = try #require(
      RowScaler(scalings, of: fullSize, orientation: orientation, layout: stored.layout, region: region, colour: colour))
    let pixels = stored.pixels.span
    for first in stride(from: 0, to: stored.size.height, by: band) {
      let end = min(first + band, stored.size.height)
      scaler.take(pixels.extracting(first * stored.layout.bytesPerRow..<end * stored.layout.bytesPerRow))
    }
    return scaler.finish()
  }

  private func scalings(of size: PixelSize) -> [PictureScaling] {
    let targets: [FitTarget] = [.longest(40), .longest(13), .width(90), .box(PixelSize(17, 23), .cover), .box(PixelSize(1, 1), .cover)]
    return ResamplingSpace.allCases.flatMap { light in
      targets.map { FitPlan(source: size, target: $0, enlarge: true).scaling(light: light) }
    }
  }

  @Test(arguments: [UInt8(0), 255]) func `several sizes of one pass are those made one by one`(_ alphaMask: UInt8) throws {
    let picture = try noise(75, 61, alphaMask: alphaMask)
    let wanted = scalings(of: picture.size)
    let pictures = try scaled(picture, wanted, of: picture.size, colour: #require(RowColour(converting: .sRGB)))
    #expect(pictures.fullSize == picture.size)
    for scaling in wanted {
      let alone = try picture.resampled(from: scaling.part, to: scaling.size, light: scaling.light) { false }
      // Only sums of weights of an opaque row may differ in their last bits: its alpha is exact where the part was looked at alone.
      #expect(try #require(RasterComparison(pictures[scaling], alone)).maximumError <= (alphaMask == 255 ? 0 : 1), "\(scaling)")
    }
  }

  @Test(arguments: Orientation.allCases) func `turning afterwards is turning before`(_ orientation: Orientation) throws {
    let stored = try noise(75, 61)
    let upright = stored.upright(from: orientation)
    let wanted = scalings(of: upright.size)
    let pictures = try scaled(
      stored, wanted, of: upright.size, orientation: orientation, colour: #require(RowColour(converting: .sRGB)))
    for scaling in wanted {
      let direct = try upright.resampled(from: scaling.part, to: scaling.size, light: scaling.light) { false }
      #expect(pictures[scaling].size == scaling.size)
      #expect(try #require(RasterComparison(pictures[scaling], direct)).maximumError <= 1, "\(scaling)")
    }
  }

  @Test(arguments: Orientation.allCases) func `a reduced picture gives what it gives in memory`(_ orientation: Orientation) throws {
    let stored = try noise(52, 35, alphaMask: 255)
    let fullSize = orientation.uprightSize(of: PixelSize(205, 139))
    let region = ReducedRaster.Region(x: 0, y: 0, width: 205.0 / 4, height: 139.0 / 4)
    let plan = FitPlan(source: fullSize, target: .box(PixelSize(11, 9), .cover), enlarge: false)
    let scaling = plan.scaling(light: .linear)
    let pictures = try scaled(
      stored, [scaling], of: fullSize, orientation: orientation, colour: #require(RowColour(converting: .sRGB)), region: region)
    let reduced = ReducedRaster(raster: stored, fullSize: PixelSize(205, 139), region: region).upright(from: orientation)
    #expect(try #require(RasterComparison(pictures[scaling], reduced.scaled(plan))).maximumError <= 1)
  }

  @Test func `deep samples stay deep until the end`() throws {
    let shallow = try noise(40, 30, alphaMask: 255)
    let layout = try #require(RasterLayout(size: shallow.size, format: .rgba16))
    let deep = Raster(layout: layout, pixels: shallow.pixels.flatMap { [$0, $0] })
    let scaling = PictureScaling(part: PixelRectangle(whole: deep.size), size: PixelSize(11, 7), light: .linear)
    let pictures = try scaled(deep, [scaling], of: deep.size, colour: #require(RowColour(converting: .sRGB)))
    #expect(pictures[scaling] == (try deep.resampled(to: PixelSize(11, 7)) { false }))
  }

  /// Noise in the middle of the range, so that nothing lies outside of sRGB and is cut off.
  private func soft(_ width: Int, _ height: Int, _ colourSpace: ColourSpace) throws -> Raster {
    let picture = try noise(width, height, alphaMask: 255)
    return Raster(
      layout: picture.layout, pixels: picture.pixels.enumerated().map { $0.offset % 4 == 3 ? 255 : 110 + $0.element / 8 },
      colourSpace: colourSpace)
  }

  @Test(arguments: ResamplingTests.Pattern.allCases, ResamplingSpace.allCases)
  func `one pass over the rows rounds what the definition gives`(_ pattern: ResamplingTests.Pattern, _ light: ResamplingSpace) throws {
    for (source, target) in ResamplingTests.changes {
      let picture = try pattern.picture(source)
      let levels = ReferenceResampler.levels(of: picture, in: target, light: light)
      let expected = try ReferenceResampler.picture(levels, size: target)
      let scaling = PictureScaling(part: PixelRectangle(whole: source), size: target, light: light)
      // Bands that groups of rows fit into, and that they do not.
      for band in [1, 7, 8] {
        let result = try scaled(picture, [scaling], of: source, colour: #require(RowColour(converting: .sRGB)), band: band)[scaling]
        let comparison = try #require(RasterComparison(result, expected))
        #expect(comparison.maximumError <= 1, "\(source) to \(target)")
        #expect(comparison.peakSignalToNoiseRatio >= 50, "\(source) to \(target)")
        #expect(ReferenceResampler.largestExcess(of: result, from: levels) <= 0.02, "\(source) to \(target)")
      }
    }
  }

  @Test func `primaries are changed after scaling to what the definition gives`() throws {
    let spaces: [(ColourSpace, ReferenceResampler.Colour)] = [
      (.profile(ICCProfiles.displayP3()), .displayP3),
      (.calibrated(ColourCalibration(gamma: 55_556, primaries: nil)), .power(100_000.0 / 55_556)),
    ]
    for (space, definition) in spaces {
      let picture = try soft(64, 48, space)
      let scaling = PictureScaling(part: PixelRectangle(whole: picture.size), size: PixelSize(20, 15), light: .linear)
      let colour = try #require(RowColour(converting: space))
      #expect(!colour.isIdentity)
      let result = try scaled(picture, [scaling], of: picture.size, colour: colour)[scaling]
      #expect(result.colourSpace == .sRGB)
      let levels = ReferenceResampler.levels(of: picture, in: scaling.size, light: .linear, colour: definition)
      let exact = try #require(RasterComparison(result, ReferenceResampler.picture(levels, size: scaling.size)))
      #expect(exact.maximumError <= 1)
      #expect(exact.peakSignalToNoiseRatio > 50)
      // Numbers of a profile are rounded to 1/65536.
      #expect(ReferenceResampler.largestExcess(of: result, from: levels) <= 0.1)
      // Converting first rounds every source pixel, so that this way is less exact; it is off by no more than that.
      let (converted, note) = picture.convertedToSRGB()
      #expect(note == nil)
      let direct = try converted.resampled(to: scaling.size) { false }
      #expect(try #require(RasterComparison(result, direct)).peakSignalToNoiseRatio > 50)
    }
  }

  @Test func `one colour is converted to the same bytes as alone`() throws {
    let space = ColourSpace.profile(ICCProfiles.displayP3())
    let colour = try #require(RowColour(converting: space))
    for level in stride(from: UInt8(0), through: 250, by: 25) {
      let picture = try drawn(24, 24, colourSpace: space) { _, _ in [level, 255 - level, level / 2, 255] }
      let scaling = PictureScaling(part: PixelRectangle(whole: picture.size), size: PixelSize(7, 7), light: .linear)
      let result = try scaled(picture, [scaling], of: picture.size, colour: colour)[scaling]
      #expect(try #require(RasterComparison(result, picture.convertedToSRGB().raster.cropped(to: scaling.crop7))).maximumError <= 1)
    }
  }

  @Test func `what has to be in memory is told`() throws {
    let size = PixelSize(30, 20)
    let layout = try #require(RasterLayout(size: size, format: .rgba8))
    let region = ReducedRaster.Region(x: 0, y: 0, width: 30, height: 20)
    let smaller = PictureScaling(part: PixelRectangle(whole: size), size: PixelSize(9, 6), light: .encoded)
    let same = PictureScaling(part: PixelRectangle(whole: size), size: size, light: .linear)
    func scaler(_ scalings: [PictureScaling], _ colour: RowColour) -> RowScaler? {
      RowScaler(scalings, of: size, orientation: .upright, layout: layout, region: region, colour: colour)
    }
    let plain = try #require(RowColour(converting: .sRGB))
    let wide = try #require(RowColour(converting: .profile(ICCProfiles.displayP3())))
    #expect(scaler([smaller], plain) != nil)
    #expect(scaler([smaller, same], plain) == nil)
    #expect(scaler([], plain) == nil)
    // Encoded values can only be averaged once they are sRGB's.
    #expect(scaler([smaller], wide) == nil)
    #expect(RowColour(converting: .profile([1, 2, 3])) == nil)
    #expect(RowColour(keeping: .profile([1, 2, 3]), format: .rgba8) == nil)
    #expect(RowColour(keeping: .profile(ICCProfiles.displayP3()), format: .rgba8)?.isIdentity == true)
  }
}

extension PictureScaling {
  /// The first pixels of a picture of one colour, as many as the result has.
  fileprivate var crop7: PixelRectangle { PixelRectangle(x: 0, y: 0, size: size) }
}
