import CImageKernels
package import ImageCore

/// Converts the rows of a picture to sRGB as they come, so that its pixels are never there twice. What comes of them is what
/// ``ImageCore/Raster/convertedToSRGB()`` makes of the whole, and ``ImageCore/Raster/roundedToBytes()`` of that where 8 bits are enough.
@safe package final class SRGBRows {
  /// What a person should know about the conversion.
  package let note: ColourNote?
  private let layout: RasterLayout
  /// Of what is made.
  private let target: RasterLayout
  /// Nil where the numbers stay as they are.
  private let conversion: OpaquePointer?
  private var pixels: [UInt8] = []

  /// Nil where the picture has to be there as a whole, or where a person has to be told that its colours could not be read.
  /// - Parameter rounds: whether deep samples become bytes.
  package init?(converting source: ColourSpace, layout: RasterLayout, rounds: Bool) {
    guard layout.format == .rgba8 || layout.format == .rgba16,
      let target = RasterLayout(size: layout.size, format: rounds ? .rgba8 : layout.format)
    else { return nil }
    self.layout = layout
    self.target = target
    let kind = layout.format == .rgba16 ? COLOUR_LAYOUT_RGBA16 : COLOUR_LAYOUT_RGBA8
    var made: OpaquePointer?
    var message = [CChar](repeating: 0, count: 256)
    let outcome: colour_outcome
    switch source {
    case .sRGB:
      outcome = COLOUR_IS_SRGB
      note = nil
    case .profile(let profile):
      // The capacities passed are those of the arrays.
      outcome = unsafe colour_conversion_make(profile, profile.count, kind, &made, &message, message.count)
      note = nil
    case .codePoints(let points):
      guard let definition = points.definition else { return nil }
      // The capacity passed is that of the array.
      outcome = unsafe colour_conversion_make_defined(definition, kind, &made, &message, message.count)
      note = points.isHighDynamicRange ? .highDynamicRange(name: points.name) : nil
    case .calibrated(let calibration):
      // The capacity passed is that of the array.
      outcome = unsafe colour_conversion_make_defined(calibration.definition, kind, &made, &message, message.count)
      note = nil
    }
    unsafe conversion = made
    switch outcome {
    case COLOUR_IS_SRGB: break
    // A grey profile is for grey pixels, which is known of a whole picture only.
    case COLOUR_CONVERTS where unsafe made.map { unsafe colour_conversion_channels($0) != COLOUR_GREY } ?? false: break
    default: return nil
    }
    pixels.reserveCapacity(target.byteCount)
  }

  /// Takes whole rows, from the top on.
  package func take(_ rows: Span<UInt8>) {
    var bytes = [UInt8](repeating: 0, count: rows.count)
    if let conversion = unsafe conversion {
      let tables = TransferTables.linear
      // Both have `bytesPerPixel` bytes for each pixel, as the conversion's layout; the tables have the sizes the header asks for.
      unsafe rows.withUnsafeBufferPointer { source in
        guard let start = source.baseAddress else { return }
        unsafe colour_conversion_apply(
          conversion, start, 0, source.count / layout.format.bytesPerPixel, tables.buckets, tables.thresholds, &bytes)
      }
    } else {
      for index in rows.indices { bytes[index] = rows[index] }
    }
    let height = rows.count / layout.bytesPerRow
    if target.format != layout.format, height > 0,
      let part = RasterLayout(size: PixelSize(layout.size.width, height), format: layout.format)
    {
      bytes = Raster(layout: part, pixels: bytes).roundedToBytes().pixels
    }
    pixels += bytes
  }

  /// - Precondition: all rows were taken.
  package func finish() -> Raster { Raster(layout: target, pixels: pixels) }

  deinit {
    // Freed here and nowhere else; null is allowed.
    unsafe colour_conversion_free(conversion)
  }
}
