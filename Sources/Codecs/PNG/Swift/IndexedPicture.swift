import ImageCore

/// A picture as indices into its few colours, exactly.
struct IndexedPicture {
  /// RGBA; the colours that are not opaque come first, and otherwise those that appear earlier.
  let palette: [UInt8]
  /// One for each pixel.
  let indices: [UInt8]

  /// Creates the indices and the palette, or returns `nil` if there are more than `mostColours` colours (at most 256), or the picture is
  /// not `rgb8` or `rgba8`.
  init?(_ image: Raster, maximumColours: Int) {
    guard image.format == .rgba8 || image.format == .rgb8 else { return nil }
    let hasAlpha = image.format.hasAlpha
    let step = image.format.bytesPerPixel
    let pixels = image.pixels.span
    var table = ColourTable()
    var found: [UInt8] = []
    found.reserveCapacity(pixels.count / step)
    var index = 0
    while index < pixels.count {
      let alpha = hasAlpha ? UInt32(pixels[index + 3]) : 255
      let colour = UInt32(pixels[index]) << 24 | UInt32(pixels[index + 1]) << 16 | UInt32(pixels[index + 2]) << 8 | alpha
      guard let number = table.number(of: colour, most: maximumColours) else { return nil }
      found.append(number)
      index += step
    }
    let order =
      table.colours.indices.filter { table.colours[$0] & 255 != 255 } + table.colours.indices.filter { table.colours[$0] & 255 == 255 }
    var places = [UInt8](repeating: 0, count: order.count)
    for (place, number) in order.enumerated() { places[number] = UInt8(place) }
    palette = order.flatMap { number in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: table.colours[number] >> $0) } }
    indices = found.map { places[Int($0)] }
  }
}

/// Colours by their number, found by hashing with open addresses.
private struct ColourTable {
  private(set) var colours: [UInt32] = []
  /// One more than a colour's number; 0 is free. Never more than a quarter full.
  private var slots = [UInt16](repeating: 0, count: 1024)
  private var last: (colour: UInt32, number: UInt8)?

  /// Returns the number of a colour, which is added if it is new, or `nil` if it would be one too many.
  mutating func number(of colour: UInt32, most: Int) -> UInt8? {
    if let last, last.colour == colour { return last.number }
    var slot = Int((colour &* 0x9E37_79B1) >> 22)
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      if colours[number] == colour {
        last = (colour, UInt8(number))
        return UInt8(number)
      }
      slot = (slot + 1) & 1023
    }
    guard colours.count < min(most, 256) else { return nil }
    colours.append(colour)
    slots[slot] = UInt16(colours.count)
    last = (colour, UInt8(colours.count - 1))
    return UInt8(colours.count - 1)
  }
}
