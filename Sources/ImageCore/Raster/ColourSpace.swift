/// What the numbers of a raster mean.
package enum ColourSpace: Hashable, Sendable {
  case sRGB
  /// An embedded ICC profile, as the file carried it and unverified.
  case profile([UInt8])
  /// Numbers out of a published table instead of a profile: cICP in PNG, `nclx` in HEIF.
  case codePoints(ColourCodePoints)
  /// Measured primaries and a power curve: gAMA and cHRM in PNG.
  case calibrated(ColourCalibration)
}
