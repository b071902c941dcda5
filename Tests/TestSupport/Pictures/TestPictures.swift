package import ImageCore

/// Pictures drawn by code.
package enum TestPictures {
  /// A raster whose pixel at `x`, `y` is what `colour` answers, as RGBA.
  package static func raster(_ size: PixelSize, _ colour: (_ x: Int, _ y: Int) -> [UInt8]) -> Raster {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(size.width * size.height * 4)
    for y in 0..<size.height {
      for x in 0..<size.width { pixels += colour(x, y) }
    }
    guard let layout = RasterLayout(size: size, format: .rgba8) else { preconditionFailure("a test's picture is small") }
    return Raster(layout: layout, pixels: pixels)
  }

  /// Soft ramps in every channel, opaque.
  package static func gradient(_ size: PixelSize) -> Raster {
    raster(size) { x, y in
      [UInt8(x * 255 / max(1, size.width - 1)), UInt8(y * 255 / max(1, size.height - 1)), UInt8((x + y) * 3 % 200), 255]
    }
  }

  /// Like ``gradient(_:)``, with alpha from 0 to 255 and colour under alpha 0.
  package static func translucentGradient(_ size: PixelSize) -> Raster {
    raster(size) { x, y in
      [UInt8(x * 255 / max(1, size.width - 1)), UInt8(y * 255 / max(1, size.height - 1)), 90, UInt8((x * 37 + y * 11) % 256)]
    }
  }

  /// Grey ramps, opaque.
  package static func greyRamp(_ size: PixelSize) -> Raster {
    raster(size) { x, y in
      let level = UInt8((x * 5 + y * 3) % 256)
      return [level, level, level, 255]
    }
  }

  /// Opaque noise, the same for the same seed.
  package static func noise(_ size: PixelSize, seed: UInt64) -> Raster {
    var generator = SeededGenerator(seed: seed)
    return raster(size) { _, _ in
      let value = generator.next()
      return [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value >> 16), 255]
    }
  }
}
