import ImageCore
import Testing

@testable import ImageOperations

/// A picture drawn by a formula: `(x, y)` to red, green, blue, alpha.
func drawn(
  _ width: Int, _ height: Int, colourSpace: ColourSpace = .sRGB, _ formula: (Int, Int) -> [UInt8]
) throws -> Raster {
  var pixels: [UInt8] = []
  for y in 0..<height {
    for x in 0..<width { pixels += formula(x, y) }
  }
  return Raster(
    layout: try #require(RasterLayout(size: PixelSize(width, height), format: .rgba8)), pixels: pixels, colourSpace: colourSpace)
}

/// Noise that is the same each time; `mask` is or-ed into alpha, so 255 makes it opaque.
func noise(_ width: Int, _ height: Int, alphaMask mask: UInt8 = 0) throws -> Raster {
  var state: UInt64 = 42
  return try drawn(width, height) { _, _ in
    (0..<4).map { channel in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56) | (channel == 3 ? mask : 0)
    }
  }
}

extension Raster {
  /// Red, green, blue, alpha of one pixel.
  func pixel(_ x: Int, _ y: Int) -> [UInt8] {
    let start = (y * size.width + x) * 4
    return Array(pixels[start..<start + 4])
  }
}
