/// Why a picture's colour profile was not applied; its pixels were then taken as sRGB.
package enum ColourNote: Hashable, Sendable, CustomStringConvertible {
  /// With the colour library's own words, where it had any.
  case unreadableProfile(detail: String)
  case oversizedProfile(bytes: Int, allowed: Int)
  /// The profile is for colours of another kind than the pixels; named as in the profile, such as `CMYK`.
  case inapplicableProfile(space: String)

  package var description: String {
    switch self {
    case .unreadableProfile(let detail):
      "profile could not be read; taken as sRGB" + (detail.isEmpty ? "" : " (\(detail))")
    case .oversizedProfile(let bytes, let allowed):
      "profile has \(bytes) bytes, more than the \(allowed) allowed; taken as sRGB"
    case .inapplicableProfile(let space):
      "profile is for \(space), which these pixels are not; taken as sRGB"
    }
  }
}
