import CImageKernels
package import ImageCore

extension Raster {
  /// The largest colour profile that is looked at, in bytes. Table profiles of printers have 0.5 to 3 MB.
  package static let largestProfile = 8 << 20

  /// The picture in sRGB, with a note where its profile could not be applied.
  ///
  /// Relative colorimetric; a profile made of tables also with black point compensation. Alpha is copied. Where the profile's
  /// primaries and curves are those of sRGB, the pixels stay as they are.
  /// - Precondition: the format is `rgba8`.
  package func convertedToSRGB() -> (raster: Raster, note: ColourNote?) {
    precondition(format == .rgba8, "operations work on rgba8")
    guard case .profile(let profile) = colourSpace else { return (self, nil) }
    let asSRGB = Raster(layout: layout, pixels: pixels)
    guard profile.count <= Raster.largestProfile else {
      return (asSRGB, .oversizedProfile(bytes: profile.count, allowed: Raster.largestProfile))
    }
    var conversion: OpaquePointer?
    var message = [CChar](repeating: 0, count: 256)
    // The capacities passed are those of the arrays.
    let outcome = unsafe colour_conversion_make(profile, profile.count, &conversion, &message, message.count)
    // Freed here and nowhere else; null is allowed.
    defer { unsafe colour_conversion_free(conversion) }
    let text = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)

    switch outcome {
    case COLOUR_CONVERTS:
      guard let conversion = unsafe conversion else { return (asSRGB, .unreadableProfile(detail: text)) }
      if unsafe colour_conversion_channels(conversion) == COLOUR_GREY && !isGrey {
        return (asSRGB, .inapplicableProfile(space: "GRAY"))
      }
      var result = [UInt8](repeating: 0, count: pixels.count)
      let tables = TransferTables.linear
      // Both arrays have four bytes for each pixel; the tables have the sizes the header asks for.
      unsafe colour_conversion_apply(conversion, pixels, 0, pixels.count / 4, tables.buckets, tables.thresholds, &result)
      return (Raster(layout: layout, pixels: result), nil)
    case COLOUR_IS_SRGB: return (asSRGB, nil)
    case COLOUR_INAPPLICABLE: return (asSRGB, .inapplicableProfile(space: text))
    default: return (asSRGB, .unreadableProfile(detail: text))
    }
  }

  /// Whether every pixel has the same amount of red, green and blue.
  private var isGrey: Bool {
    let bytes = pixels.span
    for start in stride(from: 0, to: bytes.count, by: 4)
    where bytes[start] != bytes[start + 1] || bytes[start] != bytes[start + 2] { return false }
    return true
  }
}
