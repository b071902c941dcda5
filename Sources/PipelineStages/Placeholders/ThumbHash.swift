#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A picture in about 25 bytes: its proportions, its average colour, and the lowest frequencies of a cosine transform
/// (https://evanw.github.io/thumbhash/).
enum ThumbHash {
  /// The longest side that the transform is worth.
  static let longestSide = 100

  private struct Channel {
    var average = 0.0
    var waves: [Double] = []
    var scale = 0.0
  }

  /// Returns the hash of pixels in RGBA, straight alpha.
  /// - Precondition: both sides are at most ``longestSide``, and there are four bytes a pixel.
  static func of(width: Int, height: Int, rgba: [UInt8]) -> [UInt8] {
    precondition(width <= longestSide && height <= longestSide && rgba.count == width * height * 4, "a thumbnail is small")
    let count = width * height
    var (red, green, blue, opacity) = (0.0, 0.0, 0.0, 0.0)
    for pixel in 0..<count {
      let alpha = Double(rgba[pixel * 4 + 3]) / 255
      red += alpha / 255 * Double(rgba[pixel * 4])
      green += alpha / 255 * Double(rgba[pixel * 4 + 1])
      blue += alpha / 255 * Double(rgba[pixel * 4 + 2])
      opacity += alpha
    }
    if opacity > 0 { (red, green, blue) = (red / opacity, green / opacity, blue / opacity) }
    let hasAlpha = opacity < Double(count)
    let limit = hasAlpha ? 5 : 7
    let longest = max(width, height)
    let across = max(1, rounded(Double(limit * width) / Double(longest)))
    let down = max(1, rounded(Double(limit * height) / Double(longest)))
    // Luminance, yellow against blue, red against green, and alpha, over the average colour.
    var (light, yellow, redness, alphas) = ([Double](), [Double](), [Double](), [Double]())
    for pixel in 0..<count {
      let alpha = Double(rgba[pixel * 4 + 3]) / 255
      let r = red * (1 - alpha) + alpha / 255 * Double(rgba[pixel * 4])
      let g = green * (1 - alpha) + alpha / 255 * Double(rgba[pixel * 4 + 1])
      let b = blue * (1 - alpha) + alpha / 255 * Double(rgba[pixel * 4 + 2])
      light.append((r + g + b) / 3)
      yellow.append((r + g) / 2 - b)
      redness.append(r - g)
      alphas.append(alpha)
    }
    let l = channel(light, width, height, max(3, across), max(3, down))
    let p = channel(yellow, width, height, 3, 3)
    let q = channel(redness, width, height, 3, 3)
    let a = hasAlpha ? channel(alphas, width, height, 5, 5) : Channel()
    let isLandscape = width > height
    let header =
      rounded(63 * l.average) | rounded(31.5 + 31.5 * p.average) << 6 | rounded(31.5 + 31.5 * q.average) << 12
      | rounded(31 * l.scale) << 18 | (hasAlpha ? 1 : 0) << 23
    let further =
      (isLandscape ? down : across) | rounded(63 * p.scale) << 3 | rounded(63 * q.scale) << 9 | (isLandscape ? 1 : 0) << 15
    var hash = [header, header >> 8, header >> 16, further, further >> 8].map { UInt8(truncatingIfNeeded: $0) }
    if hasAlpha { hash.append(UInt8(truncatingIfNeeded: rounded(15 * a.average) | rounded(15 * a.scale) << 4)) }
    var isLow = true
    for wave in l.waves + p.waves + q.waves + a.waves {
      let digit = UInt8(truncatingIfNeeded: rounded(15 * wave))
      if isLow { hash.append(digit) } else { hash[hash.count - 1] |= digit << 4 }
      isLow.toggle()
    }
    return hash
  }

  private static func channel(_ values: [Double], _ width: Int, _ height: Int, _ across: Int, _ down: Int) -> Channel {
    var channel = Channel()
    for cy in 0..<down {
      var cx = 0
      while cx * down < across * (down - cy) {
        let columns = (0..<width).map { cos(Double.pi / Double(width) * Double(cx) * (Double($0) + 0.5)) }
        var sum = 0.0
        for y in 0..<height {
          let row = cos(Double.pi / Double(height) * Double(cy) * (Double(y) + 0.5))
          for x in 0..<width { sum += values[x + y * width] * columns[x] * row }
        }
        sum /= Double(width * height)
        if cx > 0 || cy > 0 {
          channel.waves.append(sum)
          channel.scale = max(channel.scale, abs(sum))
        } else {
          channel.average = sum
        }
        cx += 1
      }
    }
    if channel.scale > 0 { channel.waves = channel.waves.map { 0.5 + 0.5 / channel.scale * $0 } }
    return channel
  }

  /// Halves are rounded up, as the description has it.
  private static func rounded(_ value: Double) -> Int { Int((value + 0.5).rounded(.down)) }
}
