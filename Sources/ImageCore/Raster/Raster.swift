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

extension Raster {
  /// Returns the picture with 8 bits a sample, each rounded to the nearest level; unchanged if it has 8 already.
  ///
  /// - Precondition: the format has 8 bits a sample or is `rgba16`.
  package func roundedToBytes() -> Raster {
    guard format.bytesPerChannel == 2 else { return self }
    precondition(format == .rgba16, "deep pictures are RGBA")
    guard let target = RasterLayout(size: size, format: .rgba8) else { preconditionFailure("half of the bytes can be counted") }
    var result = [UInt8](repeating: 0, count: target.byteCount)
    let source = pixels.span
    var bytes = result.mutableSpan
    for index in bytes.indices {
      // Two bytes for each of the target's; the machine's byte order, as `PixelFormat` says.
      let sample = UInt32(source[2 * index + deepLowByte]) | UInt32(source[2 * index + 1 - deepLowByte]) << 8
      // 257 levels of 16 bits for one of 8; halves go up.
      bytes[index] = UInt8((sample + 128) / 257)
    }
    return Raster(layout: target, pixels: result, colourSpace: colourSpace)
  }
}

/// The offset of the low byte in a 16-bit sample.
private let deepLowByte = 1.littleEndian == 1 ? 0 : 1
