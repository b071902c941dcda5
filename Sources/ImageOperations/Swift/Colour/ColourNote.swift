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
