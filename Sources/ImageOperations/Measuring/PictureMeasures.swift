import CImageKernels
package import ImageCore

/// What can be said of a picture without knowing what it shows.
package struct PictureMeasures: Hashable, Sendable {
  /// The widest range of a channel that holds 99 of 100 visible pixels, in levels of 0...255.
  package let range: Int
  /// What share of a strong edge's height is reached within one pixel, 0 to 1; 1 where there are no edges, or they were not looked for.
  package let sharpness: Double
  /// The share of visible pixels that are wholly black or wholly white, 0 to 1.
  package let clipped: Double
  /// The pixels of one colour, from each side inward, that end in a straight edge: top, bottom, left, right; 0 where there are none.
  package let bars: [Int]
  /// The share of pixels with alpha below 128, 0 to 1.
  package let transparent: Double

  /// - Parameter isFull: whether edges and bars are looked for, which takes the longest.
  /// - Precondition: the format is `rgba8` or `rgba16`.
  package init(of raster: Raster, isFull: Bool) {
    let bytes = raster.roundedToBytes()
    // The bytes are four for each pixel of the size.
    let found = unsafe pictures_measure(bytes.pixels, bytes.size.width, bytes.size.height, isFull ? 1 : 0)
    range = Int(found.range)
    sharpness = Double(found.sharpness)
    clipped = Double(found.clipped)
    bars = [found.bars.0, found.bars.1, found.bars.2, found.bars.3].map { Int($0) }
    transparent = Double(found.transparent)
  }
}

extension Raster {
  /// The share of pixels, 0 to 1, that are at most `difference` (CIEDE2000) off one of some colours; transparent pixels are not counted.
  ///
  /// - Precondition: the picture is sRGB, of the format `rgba8` or `rgba16`.
  package func share(of palette: [Colour], within difference: Double) -> Double {
    let bytes = roundedToBytes()
    let cells = Int(palette_cells)
    var counts = [UInt64](repeating: 0, count: cells)
    var sums = [UInt64](repeating: 0, count: 3 * cells)
    let colours = palette.flatMap { [$0.red, $0.green, $0.blue] }
    // The counts given are those of the arrays, whose sizes are as the header asks for.
    return unsafe pictures_share_of_palette(
      bytes.pixels, bytes.pixels.count / 4, colours, palette.count, difference, TransferTables.linear.levels, &counts, &sums)
  }
}

/// The colours that pictures have, counted, to find one that none of them has.
package struct ColourTally: Sendable {
  private var counts = [UInt64](repeating: 0, count: Int(tally_cells))

  package init() {}

  /// Adds the pixels of a picture that are more opaque than transparent.
  ///
  /// - Precondition: the picture is sRGB, of the format `rgba8` or `rgba16`.
  package mutating func add(_ raster: Raster) {
    let bytes = raster.roundedToBytes()
    // The bytes are four for each pixel, and the counts as many as the header asks for.
    unsafe pictures_tally(bytes.pixels, bytes.pixels.count / 4, &counts)
  }

  /// Returns the first of some colours that is farthest (CIEDE2000) from the nearest colour that the pictures have.
  ///
  /// - Precondition: there is one at least.
  package func farthest(among colours: [Colour]) -> Colour {
    precondition(!colours.isEmpty, "one of some colours is asked for")
    var best = colours[0]
    var most = -1.0
    for colour in colours {
      // As above; the colour is three bytes.
      let distance = unsafe tally_distance([colour.red, colour.green, colour.blue], counts, TransferTables.linear.levels)
      // The earlier one where it makes no difference that anybody sees.
      if distance > most + 1 { (best, most) = (colour, distance) }
    }
    return best
  }
}
