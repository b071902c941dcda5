#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A picture in about 30 characters: the lowest frequencies of a cosine transform of its linear light
/// (https://github.com/woltapp/blurhash/blob/master/Algorithm.md).
enum BlurHash {
  private static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~")

  /// Returns the hash of pixels in RGBA, whose alpha is not looked at.
  /// - Precondition: there are four bytes a pixel, and 1 to 9 components in each direction.
  static func of(width: Int, height: Int, rgba: [UInt8], across: Int, down: Int) -> String {
    precondition(rgba.count == width * height * 4 && (1...9).contains(across) && (1...9).contains(down), "a hash has 1 to 9 components")
    let light = (0..<256).map { linear(Double($0) / 255) }
    var factors: [(Double, Double, Double)] = []
    for j in 0..<down {
      for i in 0..<across {
        let columns = (0..<width).map { cos(Double.pi * Double(i) * Double($0) / Double(width)) }
        var (r, g, b) = (0.0, 0.0, 0.0)
        for y in 0..<height {
          let row = cos(Double.pi * Double(j) * Double(y) / Double(height))
          for x in 0..<width {
            let (basis, pixel) = (columns[x] * row, (y * width + x) * 4)
            r += basis * light[Int(rgba[pixel])]
            g += basis * light[Int(rgba[pixel + 1])]
            b += basis * light[Int(rgba[pixel + 2])]
          }
        }
        let scale = (i == 0 && j == 0 ? 1.0 : 2.0) / Double(width * height)
        factors.append((r * scale, g * scale, b * scale))
      }
    }
    var hash = encoded(across - 1 + (down - 1) * 9, 1)
    let waves = factors.dropFirst()
    let largest = waves.reduce(0.0) { max($0, abs($1.0), abs($1.1), abs($1.2)) }
    let quantised = waves.isEmpty ? 0 : max(0, min(82, Int((largest * 166 - 0.5).rounded(.down))))
    let maximum = waves.isEmpty ? 1 : Double(quantised + 1) / 166
    hash += encoded(quantised, 1)
    let average = factors[0]
    hash += encoded(level(average.0) << 16 | level(average.1) << 8 | level(average.2), 4)
    for wave in waves {
      let steps = [wave.0, wave.1, wave.2].map { step($0 / maximum) }
      hash += encoded(steps[0] * 19 * 19 + steps[1] * 19 + steps[2], 2)
    }
    return hash
  }

  private static func step(_ value: Double) -> Int {
    let root = abs(value).squareRoot() * (value < 0 ? -1 : 1)
    return max(0, min(18, Int((root * 9 + 9.5).rounded(.down))))
  }

  private static func linear(_ value: Double) -> Double { value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4) }

  private static func level(_ light: Double) -> Int {
    let value = max(0, min(1, light))
    return Int((value <= 0.0031308 ? value * 12.92 * 255 + 0.5 : (1.055 * pow(value, 1 / 2.4) - 0.055) * 255 + 0.5).rounded(.down))
  }

  private static func encoded(_ value: Int, _ length: Int) -> String {
    var text = ""
    var divisor = (1..<length).reduce(1) { power, _ in power * 83 }
    for _ in 0..<length {
      text.append(digits[value / divisor % 83])
      divisor = max(1, divisor / 83)
    }
    return text
  }
}
