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
}
