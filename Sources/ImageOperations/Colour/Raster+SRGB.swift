import CImageKernels
package import ImageCore

extension Raster {
  /// Returns the picture in sRGB, with a note if its profile could not be applied.
  ///
  /// Relative colorimetric; a profile made of tables also with black point compensation. Alpha is copied. If the profile's primaries and
  /// curves are those of sRGB, the pixels stay as they are. Inks become `rgba8`; other formats stay.
  /// - Precondition: the format is `rgba8`, `rgba16` or `cmyk8`.
  package func convertedToSRGB() -> (raster: Raster, note: ColourNote?) {
    let kind = deviceLayout
    switch colourSpace {
    case .sRGB:
      return (takenAsSRGB, nil)
    case .profile(let profile):
      return unsafe converted { conversion, message in
        // The capacities passed are those of the arrays.
        unsafe colour_conversion_make(profile, profile.count, kind, &conversion, &message, message.count)
      }
    case .codePoints(let points):
      guard let definition = points.definition else { return (takenAsSRGB, .unknownCodePoints(name: points.name)) }
      let (raster, note) = unsafe converted { conversion, message in
        // The capacity passed is that of the array.
        unsafe colour_conversion_make_defined(definition, kind, &conversion, &message, message.count)
      }
      return (raster, note ?? (points.isHighDynamicRange ? .highDynamicRange(name: points.name) : nil))
    case .calibrated(let calibration):
      let definition = calibration.definition
      return unsafe converted { conversion, message in
        // The capacity passed is that of the array.
        unsafe colour_conversion_make_defined(definition, kind, &conversion, &message, message.count)
      }
    }
  }

  private func converted(
    _ make: (inout OpaquePointer?, inout [CChar]) -> colour_outcome
  ) -> (raster: Raster, note: ColourNote?) {
    var conversion: OpaquePointer?
    var message = [CChar](repeating: 0, count: 256)
    let outcome = unsafe make(&conversion, &message)
    // Freed here and nowhere else; null is allowed.
    defer { unsafe colour_conversion_free(conversion) }
    let text = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)

    switch outcome {
    case COLOUR_CONVERTS:
      guard let conversion = unsafe conversion else { return (takenAsSRGB, .unreadableProfile(detail: text)) }
      if unsafe colour_conversion_channels(conversion) == COLOUR_GREY && !isGrey {
        return (takenAsSRGB, .inapplicableProfile(space: "GRAY"))
      }
      let isInk = format == .cmyk8
      guard let target = RasterLayout(size: size, format: isInk ? .rgba8 : format) else {
        preconditionFailure("as many bytes as the picture has can be counted")
      }
      // Inks have no alpha to copy.
      var result = [UInt8](repeating: isInk ? 255 : 0, count: pixels.count)
      let tables = TransferTables.linear
      // Both arrays have `bytesPerPixel` bytes for each pixel, as the conversion's layout; the tables have the sizes the header asks for.
      unsafe colour_conversion_apply(
        conversion, pixels, 0, pixels.count / format.bytesPerPixel, tables.buckets, tables.thresholds, &result)
      return (Raster(layout: target, pixels: result), nil)
    case COLOUR_IS_SRGB: return (takenAsSRGB, nil)
    case COLOUR_INAPPLICABLE: return (takenAsSRGB, .inapplicableProfile(space: text))
    default: return (takenAsSRGB, .unreadableProfile(detail: text))
    }
  }

  private var deviceLayout: colour_layout {
    switch format {
    case .rgba8: COLOUR_LAYOUT_RGBA8
    case .rgba16: COLOUR_LAYOUT_RGBA16
    case .cmyk8: COLOUR_LAYOUT_CMYK8
    case .grey8, .greyAlpha8, .rgb8, .grey16, .greyAlpha16, .rgb16: preconditionFailure("operations work on RGBA")
    }
  }

  /// The same numbers as sRGB; inks hold light back in proportion.
  private var takenAsSRGB: Raster {
    guard format == .cmyk8 else { return colourSpace == .sRGB ? self : Raster(layout: layout, pixels: pixels) }
    guard let target = RasterLayout(size: size, format: .rgba8) else { preconditionFailure("as many bytes can be counted") }
    var result = [UInt8](repeating: 255, count: target.byteCount)
    let source = pixels.span
    var bytes = result.mutableSpan
    for start in stride(from: 0, to: bytes.count, by: 4) {
      let light = 255 - Int(source[start + 3])
      for channel in start..<start + 3 { bytes[channel] = UInt8(((255 - Int(source[channel])) * light + 127) / 255) }
    }
    return Raster(layout: target, pixels: result)
  }

  /// Indicates whether every pixel has the same amount of red, green and blue.
  private var isGrey: Bool {
    let bytes = pixels.span
    let width = format.bytesPerChannel
    for start in stride(from: 0, to: bytes.count, by: format.bytesPerPixel) {
      for index in start..<start + width
      where bytes[index] != bytes[index + width] || bytes[index] != bytes[index + 2 * width] { return false }
    }
    return true
  }
}
