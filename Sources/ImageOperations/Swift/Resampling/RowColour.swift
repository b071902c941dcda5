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

  /// Light that differs less is the same: a hundredth of the narrowest level.
  private static let tolerance: Float = 3e-6

  /// The way to sRGB; nil where it is more than curves and a matrix, or a person has to be told something about it.
  package init?(converting source: ColourSpace) {
    colourSpace = .sRGB
    var conversion: OpaquePointer?
    var message = [CChar](repeating: 0, count: 256)
    // Freed here and nowhere else; null is allowed.
    defer { unsafe colour_conversion_free(conversion) }
    let outcome: colour_outcome
    switch source {
    case .sRGB:
      outcome = COLOUR_IS_SRGB
    case .profile(let profile):
      guard profile.count <= Raster.largestProfile else { return nil }
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
      let standard = TransferTables.linear.levels
      let isStandard = curves.indices.allSatisfy { abs(curves[$0] - standard[$0 % 256]) <= RowColour.tolerance }
      self.curves = isStandard ? [] : curves
      self.primaries = primaries
    default:
      return nil
    }
  }

  /// The numbers as they are; nil where they cannot be kept as they are. See ``ImageCore/Raster/keepingColour()``.
  package init?(keeping source: ColourSpace) {
    switch source {
    case .sRGB: break
    case .profile(let bytes):
      guard bytes.count <= Raster.largestProfile, let profile = ICCProfile(bytes.span), profile.colourSpace == "RGB" else { return nil }
    case .codePoints, .calibrated: return nil
    }
    curves = []
    primaries = []
    colourSpace = source
  }

  /// Whether nothing is done to colours.
  var isIdentity: Bool { curves.isEmpty && primaries.isEmpty }
}
