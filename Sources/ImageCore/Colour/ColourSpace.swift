/// The colour space of a raster's samples.
package enum ColourSpace: Hashable, Sendable {
  case sRGB
  /// An embedded ICC profile, as the file carried it and unverified.
  case profile([UInt8])
  /// Numbers out of a published table instead of a profile: cICP in PNG, `nclx` in HEIF.
  case codePoints(ColourCodePoints)
  /// Measured primaries and a power curve: gAMA and cHRM in PNG.
  case calibrated(ColourCalibration)
}

extension ColourSpace {
  /// The name of the colour space for a person; a profile states its own.
  package var name: String {
    switch self {
    case .sRGB: "sRGB"
    case .profile(let bytes):
      ICCProfile(bytes.span).map { $0.profileDescription ?? "unnamed \($0.colourSpace) profile" } ?? "unreadable profile"
    case .codePoints(let points): points.name
    case .calibrated(let calibration): calibration.name
    }
  }
}
