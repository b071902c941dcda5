import ImageCore

/// A picture in the making: Display P3, alpha premultiplied, transparent at first.
struct Canvas {
  enum Space {
    case sRGB
    case displayP3(profile: [UInt8])
  }

  let size: PixelSize
  private var pixels: [SIMD4<Float>]

  init(_ width: Int, _ height: Int) {
    size = PixelSize(width, height)
    pixels = [SIMD4<Float>](repeating: .zero, count: width * height)
  }

  mutating func fill(_ mask: Mask, _ paint: Paint, opacity: Float = 1) {
    let columns = max(0, mask.left)..<max(0, min(size.width, mask.left + mask.width), mask.left)
    for y in max(0, mask.top)..<max(0, min(size.height, mask.top + mask.height), mask.top) {
      for x in columns where x < size.width {
        let coverage = mask[x, y] * opacity
        guard coverage > 0 else { continue }
        let ink = paint.ink(Point(Float(x) + 0.5, Float(y) + 0.5))
        let amount = coverage * ink.opacity
        let source = SIMD4(ink.red * amount, ink.green * amount, ink.blue * amount, amount)
        pixels[y * size.width + x] = source + pixels[y * size.width + x] * (1 - amount)
      }
    }
  }

  mutating func fill(_ path: Path, _ paint: Paint) { fill(Mask(path), paint) }

  mutating func fill(_ mask: Mask, _ ink: Ink) { fill(mask, .flat(ink)) }

  mutating func fill(_ path: Path, _ ink: Ink) { fill(Mask(path), .flat(ink)) }

  mutating func fillAll(_ paint: Paint) {
    fill(Mask(.rectangle(Point(0, 0), width: Float(size.width), height: Float(size.height))), paint)
  }

  /// The picture in 8 bits a sample and straight alpha.
  func raster(_ space: Space = .sRGB) -> Raster {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(pixels.count * 4)
    for pixel in pixels {
      let alpha = min(1, pixel.w)
      // Colour under no alpha is nothing to keep.
      var values = pixel.w < 0.5 / 255 ? [0, 0, 0] : (0..<3).map { min(1, max(0, pixel[$0] / pixel.w)) }
      if case .sRGB = space { values = Ink.sRGB(fromDisplayP3: values) }
      for value in values + [alpha] { bytes.append(UInt8(value * 255 + 0.5)) }
    }
    guard let layout = RasterLayout(size: size, format: .rgba8) else { preconditionFailure("a sample is small") }
    switch space {
    case .sRGB: return Raster(layout: layout, pixels: bytes)
    case .displayP3(let profile): return Raster(layout: layout, pixels: bytes, colourSpace: .profile(profile))
    }
  }
}
