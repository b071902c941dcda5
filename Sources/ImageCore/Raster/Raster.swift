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

  /// Whether any pixel is not fully opaque.
  package var hasTransparency: Bool {
    guard format.hasAlpha else { return false }
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
}
