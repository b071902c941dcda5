package import Diagnostics
package import ImageCore

/// Encode options of a PNG, which is always lossless.
package struct PNGSettings: EncodeSettings, Hashable {
  /// libdeflate's level. Photographs came out a tenth smaller than with zlib's level 3 and the Sub filter, in 0.6 of its time; level 6 would
  /// make them 1.5 % smaller for half as much time again.
  package static let standardLevel = 4

  /// 0 (stored) to 9 (smallest).
  package var compressionLevel = PNGSettings.standardLevel
  /// A palette if the picture has at most 256 colours.
  package var usesPalette = false

  package var isLossless: Bool { true }

  package init() {}
}

extension PNG {
  package func encodeSettings(for fidelity: Fidelity) -> any EncodeSettings { PNGSettings() }

  package func encodeSettings(for fidelity: Fidelity, from reader: inout SettingsReader) -> any EncodeSettings {
    var settings = PNGSettings()
    settings.compressionLevel =
      reader.integer("level", in: 0...9, "PNG: the level of compression, from 0 (none) to 9 (smallest).") ?? PNGSettings.standardLevel
    settings.usesPalette = reader.flag(
      "palette", default: true, "PNG: a palette where the picture has at most 256 colours; pixels stay exact.")
    return settings
  }
}
