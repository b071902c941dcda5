import CImageKernels
package import ImageCore

/// The conversion of a row's bytes to light, and of that from a picture's own primaries to sRGB.
///
/// Resampling mixes light linearly, and so does the change of primaries: their order makes no difference but that the colours outside of
/// sRGB are cut off once, at the end, and that far fewer pixels are changed.
package struct RowColour: Sendable {
  /// The light of each byte of red, green and blue; none if the curve is sRGB's.
  let curves: [Float]
  /// Nine numbers, row by row; none if the primaries are sRGB's, or are kept.
  let primaries: [Float]
  /// The colour space of the result.
  let colourSpace: ColourSpace

  /// The curves of a profile that is kept, both ways, or `nil` if they are sRGB's, or if colours are converted.
  let kept: ProfileCurves?

  /// Creates the conversion to sRGB, or returns `nil` if it is more than curves and a matrix, or needs a note to a person.
  package init?(converting source: ColourSpace) {
    colourSpace = .sRGB
    kept = nil
    var conversion: OpaquePointer?
    var message = [CChar](repeating: 0, count: 256)
    // Freed here and nowhere else; null is allowed.
    defer { unsafe colour_conversion_free(conversion) }
    let outcome: colour_outcome
    switch source {
    case .sRGB:
      outcome = COLOUR_IS_SRGB
    case .profile(let profile):
      // The capacities passed are those of the arrays.
      outcome = unsafe colour_conversion_make(profile, profile.count, COLOUR_LAYOUT_RGBA8, &conversion, &message, message.count)
    case .calibrated(let calibration):
      // The capacity passed is that of the array.
      outcome = unsafe colour_conversion_make_defined(
        calibration.definition, COLOUR_LAYOUT_RGBA8, &conversion, &message, message.count)
    case .codePoints:
      return nil
    }
    switch outcome {
    case COLOUR_IS_SRGB:
      curves = []
      primaries = []
    case COLOUR_CONVERTS:
      guard let conversion = unsafe conversion else { return nil }
      var curves = [Float](repeating: 0, count: 3 * 256)
      var primaries = [Float](repeating: 0, count: 9)
      // The arrays have as many entries as the header says.
      guard unsafe colour_conversion_parts(conversion, &curves, &primaries) else { return nil }
      self.curves = KeptProfile.isStandard(curves) ? [] : curves
      self.primaries = primaries
    default:
      return nil
    }
  }

  /// Creates the colours of pixels in this format as they are, or returns `nil` if they cannot be kept, or need a note to a person. See
  /// ``ImageCore/Raster/keepingColour()``.
  package init?(keeping source: ColourSpace, format: PixelFormat) {
    switch source {
    case .sRGB: kept = nil
    case .profile(let bytes):
      switch KeptProfile(bytes, format: format)?.light {
      case .standard?: kept = nil
      case .curves(let curves)?: kept = curves
      case .encoded?, nil: return nil
      }
    case .codePoints, .calibrated: return nil
    }
    curves = []
    primaries = []
    colourSpace = source
  }

  /// Returns the light of each sample of pixels in this format; none if the curve is sRGB's.
  func light(for format: PixelFormat) -> [Float] { kept?.light(for: format) ?? curves }

  /// Indicates whether colours keep their meaning.
  var isIdentity: Bool { curves.isEmpty && primaries.isEmpty }
}
