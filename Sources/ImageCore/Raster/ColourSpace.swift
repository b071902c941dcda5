/// What the numbers of a raster mean.
package enum ColourSpace: Hashable, Sendable {
  case sRGB
  /// An embedded ICC profile, as the file carried it and unverified.
  case profile([UInt8])
}
