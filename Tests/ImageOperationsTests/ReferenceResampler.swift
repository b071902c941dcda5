import Glibc
import ImageCore

@testable import ImageOperations

/// Lanczos-3 by its definition, in 64-bit floating point and without any table: what the kernels are scored against.
enum ReferenceResampler {
  /// How the encoded values of a picture become the light that is averaged, and that light sRGB's.
  struct Colour: Sendable {
    /// From 0...1 to 0...1.
    let light: @Sendable (Double) -> Double
    /// Three rows of three; what the averaged light is multiplied by.
    var primaries = [[1.0, 0, 0], [0, 1, 0], [0, 0, 1]]
    /// From light to what is written; nil for sRGB's curve.
    var encoded: (@Sendable (Double) -> Double)?

    static let encoded = Colour { $0 }
    static let standard = Colour { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
    /// The curve of sRGB with the primaries of SMPTE EG 432-1 and white D65.
    static let displayP3 = Colour(
      light: standard.light,
      primaries: [
        [1.2249401763, -0.2249401763, 0], [-0.0420569547, 1.0420569547, 0], [-0.0196375546, -0.0786360456, 1.0982736001],
      ])

    static func power(_ exponent: Double) -> Colour { Colour { pow($0, exponent) } }
  }

  /// Red, green, blue and alpha of each pixel in levels, not rounded, clamped to 0...255; all 0 where alpha rounds to 0.
  static func levels(of picture: Raster, in size: PixelSize, light: ResamplingSpace, colour: Colour? = nil) -> [[Double]] {
    let colour = colour ?? (light == .linear ? .standard : .encoded)
    let columns = weights(from: picture.size.width, to: size.width)
    let rows = weights(from: picture.size.height, to: size.height)
    let narrow = (0..<picture.size.height).map { y in
      let row = (0..<picture.size.width).map { premultiplied(picture.pixel($0, y), colour) }
      return columns.map { sum($0, of: row) }
    }
    return (0..<size.height).flatMap { y in
      (0..<size.width).map { x in straight(sum(rows[y], of: narrow.map { $0[x] }), light: light, colour) }
    }
  }

  /// The levels rounded to a picture.
  static func picture(_ levels: [[Double]], size: PixelSize) throws -> Raster {
    try drawn(size.width, size.height) { x, y in levels[y * size.width + x].map { UInt8($0.rounded()) } }
  }

  private static func sum(_ weights: [Double], of values: [[Double]]) -> [Double] {
    var total = [0.0, 0, 0, 0]
    for (weight, value) in zip(weights, values) where weight != 0 {
      for channel in 0..<4 { total[channel] += weight * value[channel] }
    }
    return total
  }

  private static func weights(from source: Int, to target: Int) -> [[Double]] {
    let scale = Double(source) / Double(target)
    return (0..<target).map { index in
      let centre = (Double(index) + 0.5) * scale
      let all = (0..<source).map { lanczos((Double($0) + 0.5 - centre) / max(1, scale)) }
      let total = all.reduce(0, +)
      return all.map { $0 / total }
    }
  }

  private static func lanczos(_ x: Double) -> Double {
    abs(x) >= 3 ? 0 : sinc(x) * sinc(x / 3)
  }

  private static func sinc(_ x: Double) -> Double {
    x == 0 ? 1 : sin(.pi * x) / (.pi * x)
  }

  private static func premultiplied(_ pixel: [UInt8], _ colour: Colour) -> [Double] {
    let alpha = Double(pixel[3]) / 255
    return pixel.prefix(3).map { colour.light(Double($0) / 255) * alpha } + [alpha]
  }

  private static func straight(_ sums: [Double], light: ResamplingSpace, _ colour: Colour) -> [Double] {
    let alpha = min(max(sums[3], 0), 1) * 255
    guard alpha.rounded() > 0 else { return [0, 0, 0, 0] }
    return colour.primaries.map { row in
      let value = min(max(zip(row, sums).reduce(0) { $0 + $1.0 * $1.1 } / sums[3], 0), 1)
      if light == .linear, let encoded = colour.encoded { return 255 * encoded(value) }
      return 255 * (light == .encoded ? value : value <= 0.0031308 ? value * 12.92 : 1.055 * pow(value, 1 / 2.4) - 0.055)
    } + [alpha]
  }

  /// How much further than rounding explains a picture is from exact levels; colours count by their alpha.
  static func largestExcess(of picture: Raster, from levels: [[Double]]) -> Double {
    var largest = 0.0
    for (index, exact) in levels.enumerated() {
      for channel in 0..<4 {
        let error = abs(Double(picture.pixels[index * 4 + channel]) - exact[channel]) - 0.5
        largest = max(largest, error * (channel == 3 ? 1 : exact[3] / 255))
      }
    }
    return largest
  }
}
