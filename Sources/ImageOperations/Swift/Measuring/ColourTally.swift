import CImageKernels
package import ImageCore

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
