import CImageKernels
package import ImageCore

extension Raster {
  /// Returns the picture upright, from pixels stored with an EXIF orientation. Exact.
  ///
  /// - Precondition: the format is `rgba8` or `rgba16`.
  package func upright(from orientation: Orientation) -> Raster {
    guard orientation != .upright else { return self }
    var result = PixelBuffer(size: orientation.uprightSize(of: size), of: self)
    // The target has as many pixels as the source: only the sides may be exchanged.
    if format == .rgba16 {
      unsafe deep_pixels_set_upright(pixels, size.width, size.height, Int32(orientation.rawValue), &result.pixels)
    } else {
      unsafe pixels_set_upright(pixels, size.width, size.height, Int32(orientation.rawValue), &result.pixels)
    }
    return result.raster
  }
}
