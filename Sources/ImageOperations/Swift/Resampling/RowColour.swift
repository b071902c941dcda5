import CImageKernels
package import ImageCore

/// How the bytes of rows become light, and the light of a picture's own primaries that of sRGB.
///
/// Resampling mixes light linearly, and so does the change of primaries: which of them comes first makes no difference but that the
/// colours outside of sRGB are cut off once, at the end, and that far fewer pixels are changed.
package struct RowColour: Sendable {
  /// The light of each byte of red, green and blue; none where the curve is sRGB's.
  let curves: [Float]
  /// Nine numbers, row by row; none where the primaries are sRGB's, or are kept.
  let primaries: [Float]
  /// The colour space of what is made.
  let colourSpace: ColourSpace

  /// The curves of a profile that is kept, both ways; nil where they are sRGB's, and where colours are converted.
  let kept: ProfileCurves?

  /// The way to sRGB; nil where it is more than curves and a matrix, or a person has to be told something about it.
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

  /// The numbers as they are, of pixels in this format; nil where they cannot be kept, or a person has to be told something about it. See
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

  /// The light of each sample of pixels in this format; none where the curve is sRGB's.
  func light(for format: PixelFormat) -> [Float] { kept?.light(for: format) ?? curves }

  /// Whether colours mean what they meant.
  var isIdentity: Bool { curves.isEmpty && primaries.isEmpty }
}
