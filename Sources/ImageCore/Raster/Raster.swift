/// Decoded pixels: immutable, straight alpha, rows from the top.
///
/// Copies share storage, so a raster can be handed to several tasks at no cost.
package struct Raster: Hashable, Sendable {
  package let layout: RasterLayout
  /// Exactly `layout.byteCount` bytes.
  package let pixels: [UInt8]
  package let colourSpace: ColourSpace

  /// - Precondition: `pixels` has exactly the bytes the layout asks for.
  package init(layout: RasterLayout, pixels: [UInt8], colourSpace: ColourSpace = .sRGB) {
    precondition(pixels.count == layout.byteCount, "a raster's bytes equal its layout")
    self.layout = layout
    self.pixels = pixels
    self.colourSpace = colourSpace
  }

  package var size: PixelSize { layout.size }
  package var format: PixelFormat { layout.format }

  /// Indicates whether any pixel is not fully opaque.
  package var hasTransparency: Bool {
    guard format.hasAlpha else { return false }
    // Bytes are bytes: none of them are padding.
    if format == .rgba8 { return Raster.hasTransparency(unsafe pixels.span.bytes) }
    let bytes = pixels.span
    let step = format.bytesPerPixel
    let width = format.bytesPerChannel
    var index = step - width
    while index < bytes.count {
      for offset in 0..<width where bytes[index + offset] != 255 { return true }
      index += step
    }
    return false
  }

  /// Returns whether any pixel of four bytes is not fully opaque, looking at two at a time: every rendition asks, so the answer has to be
  /// cheap.
  private static func hasTransparency(_ bytes: RawSpan) -> Bool {
    let opaque: UInt64 = 0xFF00_0000_FF00_0000
    let chunk = 4096
    var start = 0
    while start < bytes.byteCount {
      let end = min(start + chunk, bytes.byteCount)
      var common = UInt64.max
      var offset = start
      while offset + 8 <= end {
        // The eight bytes end at `end` at the latest.
        common &= UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
        offset += 8
      }
      if common & opaque != opaque { return true }
      // The last of an odd number of pixels; its alpha is its fourth byte.
      if offset + 4 <= end, unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset + 3, as: UInt8.self) != 255 { return true }
      start = end
    }
    return false
  }
}
