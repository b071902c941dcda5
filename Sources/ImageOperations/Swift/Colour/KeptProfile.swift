import CImageKernels
import ImageCore

/// A profile that pixels keep: whether it can be written with them, and how their samples become linear light.
struct KeptProfile: Sendable {
  enum Light: Sendable {
    /// Its curves are sRGB's.
    case standard
    case curves(ProfileCurves)
    /// It is made of tables, which say nothing about single channels: the encoded values are averaged.
    case encoded
  }

  let light: Light

  /// Reads a profile, or returns `nil` if it is for other colours than RGB, or cannot be read: a reader of the written file could not
  /// either.
  init?(_ profile: [UInt8], format: PixelFormat) {
    guard let facts = ICCProfile(profile.span), facts.colourSpace == "RGB", KeptProfile.isUsable(profile) else { return nil }
    light = KeptProfile.light(of: profile, format: format)
  }

  /// Returns the transfer curves of pixels with this profile.
  static func light(of profile: [UInt8], format: PixelFormat) -> Light {
    guard let curves = ProfileCurves(profile, isDeep: format == .rgba16) else { return .encoded }
    return isStandard(curves.levels) ? .standard : .curves(curves)
  }

  /// Returns whether the light of each byte, 3 * 256 entries, is that of the sRGB curve, to a hundredth of a level: profiles round the
  /// numbers of their curves to 1/65536.
  static func isStandard(_ levels: [Float]) -> Bool {
    let standard = TransferTables.linear.levels
    // The narrowest level is 0.0003 wide, and no level is narrower than 0.009 of its own light.
    return levels.indices.allSatisfy { abs(levels[$0] - standard[$0 % 256]) <= 3e-6 + 9e-5 * standard[$0 % 256] }
  }

  private static func isUsable(_ profile: [UInt8]) -> Bool {
    var conversion: OpaquePointer?
    var message = [CChar](repeating: 0, count: 256)
    // Freed here and nowhere else; null is allowed.
    defer { unsafe colour_conversion_free(conversion) }
    // The capacities passed are those of the arrays.
    let outcome = unsafe colour_conversion_make(
      profile, profile.count, COLOUR_LAYOUT_RGBA8, &conversion, &message, message.count)
    return outcome == COLOUR_CONVERTS || outcome == COLOUR_IS_SRGB
  }
}
