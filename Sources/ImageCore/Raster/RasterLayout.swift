/// The size and pixel format of a block of pixels: rows from the top, packed without padding.
package struct RasterLayout: Hashable, Sendable {
  package let size: PixelSize
  package let format: PixelFormat
  /// Bytes in the whole block.
  package let byteCount: Int

  /// Creates a layout, or returns `nil` if the number of bytes does not fit in an `Int`.
  package init?(size: PixelSize, format: PixelFormat) {
    guard let pixels = size.pixelCount else { return nil }
    let (bytes, overflow) = pixels.multipliedReportingOverflow(by: format.bytesPerPixel)
    guard !overflow else { return nil }
    self.size = size
    self.format = format
    self.byteCount = bytes
  }

  package var bytesPerRow: Int { size.width * format.bytesPerPixel }
}
