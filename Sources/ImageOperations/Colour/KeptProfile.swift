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

/// A remark for a person about the colours of a picture that was converted: mostly why its profile was not applied, and its pixels taken as
/// sRGB.
package enum ColourNote: Hashable, Sendable, CustomStringConvertible {
  /// Carries the colour library's own words, if it had any.
  case unreadableProfile(detail: String)
  /// The profile is for colours of another kind than the pixels; named as in the profile, such as `CMYK`.
  case inapplicableProfile(space: String)
  /// Numbers of ITU-T H.273 that are not known here.
  case unknownCodePoints(name: String)
  /// The colours were converted, and light above the standard range was rolled off.
  case highDynamicRange(name: String)
  /// Colours were to be kept, and had to be converted to sRGB all the same.
  case convertedAnyway(space: String)
  /// The profile is kept, and does not define the light of single channels.
  case averagedAsEncoded(name: String)

  package var description: String {
    switch self {
    case .unreadableProfile(let detail):
      "profile could not be read; taken as sRGB" + (detail.isEmpty ? "" : " (\(detail))")
    case .inapplicableProfile(let space):
      "profile is for \(space), which these pixels are not; taken as sRGB"
    case .unknownCodePoints(let name):
      "colours in \(name) are not known; taken as sRGB"
    case .highDynamicRange(let name):
      "high dynamic range (\(name)) was mapped to the standard range with the curve of ITU-R BT.2390 (EETF)"
    case .convertedAnyway(let space):
      "colours in \(space) cannot be kept in a written picture; converted to sRGB"
    case .averagedAsEncoded(let name):
      "profile '\(name)' has no curves of its own to tell light by; where the picture is scaled, its encoded values are averaged"
    }
  }
}
