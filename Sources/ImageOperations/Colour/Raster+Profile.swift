import CImageKernels
package import ImageCore

extension Raster {
  /// Returns the picture with its pixels as they are and a profile that every format can carry; sRGB stays as it is.
  ///
  /// Colours that only a conversion makes usable (inks, a grey or broken profile, light above reference white) are converted to sRGB,
  /// with a note.
  /// - Precondition: the format is `rgba8`, `rgba16` or `cmyk8`.
  package func keepingColour() -> (raster: Raster, note: ColourNote?) {
    let definition: colour_definition?
    switch colourSpace {
    case .sRGB: return (self, nil)
    case .profile(let bytes):
      guard format != .cmyk8, let profile = KeptProfile(bytes, format: .rgba8) else {
        let (converted, note) = convertedToSRGB()
        return (converted, note ?? .convertedAnyway(space: colourSpace.name))
      }
      if case .encoded = profile.light { return (self, .averagedAsEncoded(name: colourSpace.name)) }
      return (self, nil)
    case .codePoints(let points): definition = points.isHighDynamicRange ? nil : points.definition
    case .calibrated(let calibration): definition = calibration.definition
    }
    guard let definition, let profile = Raster.profile(of: definition) else {
      let (converted, note) = convertedToSRGB()
      return (converted, note ?? .convertedAnyway(space: colourSpace.name))
    }
    return (Raster(layout: layout, pixels: pixels, colourSpace: .profile(profile)), nil)
  }

  private static func profile(of definition: colour_definition) -> [UInt8]? {
    let count = colour_definition_write(definition, nil, 0)
    guard count > 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: count)
    // The count is that of the array.
    return unsafe colour_definition_write(definition, &bytes, bytes.count) == count ? bytes : nil
  }
}
