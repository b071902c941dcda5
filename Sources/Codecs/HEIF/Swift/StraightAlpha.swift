/// Turns RGBA whose colours are multiplied by alpha into straight RGBA.
enum StraightAlpha {
  /// Rounds to the nearest level; colours that exceed their alpha become full, and those under no alpha black.
  static func restore(_ pixels: inout MutableSpan<UInt8>) {
    var index = 0
    while index + 4 <= pixels.count {
      let alpha = Int(pixels[index + 3])
      if alpha < 255 {
        for channel in index..<(index + 3) {
          pixels[channel] = alpha == 0 ? 0 : UInt8(min(255, (Int(pixels[channel]) * 255 + alpha / 2) / alpha))
        }
      }
      index += 4
    }
  }

  /// Restores samples of 16 bits in the machine's byte order.
  static func restoreDeep(_ pixels: inout MutableSpan<UInt8>) {
    var index = 0
    while index + 8 <= pixels.count {
      let alpha = sample(pixels, at: index + 6)
      if alpha < 65_535 {
        for channel in 0..<3 {
          let offset = index + 2 * channel
          let value = alpha == 0 ? 0 : min(65_535, (sample(pixels, at: offset) * 65_535 + alpha / 2) / alpha)
          let isLittle = 1.littleEndian == 1
          pixels[offset] = UInt8(truncatingIfNeeded: isLittle ? value : value >> 8)
          pixels[offset + 1] = UInt8(truncatingIfNeeded: isLittle ? value >> 8 : value)
        }
      }
      index += 8
    }
  }

  private static func sample(_ pixels: borrowing MutableSpan<UInt8>, at offset: Int) -> Int {
    let first = Int(pixels[offset])
    let second = Int(pixels[offset + 1])
    return 1.littleEndian == 1 ? first | second << 8 : first << 8 | second
  }
}
