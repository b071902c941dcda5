import CImageKernels
package import ImageCore

extension Raster {
  /// Returns the picture laid over one colour, in encoded values as browsers do it; opaque if the colour is.
  ///
  /// - Precondition: the format is `rgba8` or `rgba16`.
  package func flattened(onto colour: Colour) -> Raster {
    precondition(isWorkable, "operations work on RGBA")
    guard hasTransparency else { return self }
    return padded(CanvasPlacement(centring: size, on: size), onto: colour)
  }

  /// Returns the picture laid over a canvas of one colour: transparent parts show the canvas, unless the colour is transparent too.
  ///
  /// - Precondition: the format is `rgba8` or `rgba16` and the placement was made for a picture of this size.
  package func padded(_ placement: CanvasPlacement, onto colour: Colour) -> Raster {
    var result = PixelBuffer(size: placement.canvas, of: self)
    precondition(
      PixelRectangle(x: placement.x, y: placement.y, size: size).fits(in: placement.canvas), "a canvas holds the whole picture")
    let sample = colour.bytes
    if colour != .transparent && placement.canvas != size { result.fill(with: sample) }
    for row in 0..<size.height {
      let target = (placement.y + row) * placement.canvas.width + placement.x
      // The row lies inside the picture, and its place inside the canvas (checked above); the colour has four bytes.
      if format == .rgba16 {
        unsafe deep_pixels_lay_over(pixels, row * size.width, size.width, sample, &result.pixels, target)
      } else {
        unsafe pixels_lay_over(pixels, row * size.width, size.width, sample, &result.pixels, target)
      }
    }
    return result.raster
  }
}

extension PixelBuffer {
  fileprivate mutating func fill(with sample: [UInt8]) {
    // A byte twice is its level in 16 bits.
    let shift = layout.format == .rgba16 ? 1 : 0
    var bytes = pixels.mutableSpan
    for index in bytes.indices { bytes[index] = sample[index >> shift & 3] }
  }
}
