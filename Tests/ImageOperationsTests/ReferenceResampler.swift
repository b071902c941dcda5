import Glibc
import ImageCore

@testable import ImageOperations

/// Lanczos-3 by its definition, in 64-bit floating point and without any table: what the kernels are scored against.
enum ReferenceResampler {
  /// Red, green, blue and alpha of each pixel in levels, not rounded, clamped to 0...255; all 0 where alpha rounds to 0.
  static func levels(of picture: Raster, in size: PixelSize, light: ResamplingLight) -> [[Double]] {
    let columns = weights(from: picture.size.width, to: size.width)
    let rows = weights(from: picture.size.height, to: size.height)
    let narrow = (0..<picture.size.height).map { y in
      let row = (0..<picture.size.width).map { premultiplied(picture.pixel($0, y), light: light) }
      return columns.map { sum($0, of: row) }
    }
    return (0..<size.height).flatMap { y in
      (0..<size.width).map { x in straight(sum(rows[y], of: narrow.map { $0[x] }), light: light) }
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

  private static func premultiplied(_ pixel: [UInt8], light: ResamplingLight) -> [Double] {
    let alpha = Double(pixel[3]) / 255
    return pixel.prefix(3).map { level in
      let value = Double(level) / 255
      guard light == .linear else { return value * alpha }
      return (value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)) * alpha
    } + [alpha]
  }

  private static func straight(_ sums: [Double], light: ResamplingLight) -> [Double] {
    let alpha = min(max(sums[3], 0), 1) * 255
    guard alpha.rounded() > 0 else { return [0, 0, 0, 0] }
    return sums.prefix(3).map { sum in
      let value = min(max(sum / sums[3], 0), 1)
      return 255 * (light == .encoded ? value : value <= 0.0031308 ? value * 12.92 : 1.055 * pow(value, 1 / 2.4) - 0.055)
    } + [alpha]
  }
}
