package import Diagnostics
package import ImageCore

/// The share of the colour that a JPEG keeps.
package enum ChromaSampling: String, CaseIterable, Sendable {
  /// In every pixel from quality 90 on, halved below.
  case automatic = "auto"
  /// Colour for every second pixel of every second row.
  case halved = "4:2:0"
  /// Colour for every pixel.
  case full = "4:4:4"
}

/// Encode options of a JPEG.
package struct JPEGSettings: EncodeSettings, Hashable {
  package var quality: Quality
  /// Refused: lossless JPEG has no decoder in most programs.
  package var isLossless: Bool
  /// In several scans, from coarse to fine.
  package var isProgressive = false
  package var chroma = ChromaSampling.automatic

  package init(_ fidelity: Fidelity = Fidelity()) {
    quality = fidelity.quality
    isLossless = fidelity.isLossless
  }

  /// From this quality on colour is kept in every pixel.
  private static let fullColourQuality = 90

  var keepsColourResolution: Bool {
    switch chroma {
    case .automatic: quality.value >= Self.fullColourQuality
    case .halved: false
    case .full: true
    }
  }
}

extension JPEG {
  package func encodeSettings(for fidelity: Fidelity) -> any EncodeSettings { JPEGSettings(fidelity) }

  package func encodeSettings(for fidelity: Fidelity, from reader: inout SettingsReader) -> any EncodeSettings {
    var settings = JPEGSettings(fidelity)
    settings.isProgressive = reader.flag("progressive", default: false, "JPEG: from coarse to fine, in several scans.")
    settings.chroma =
      reader.choice(
        "chroma", default: ChromaSampling.automatic,
        "JPEG: colour for every pixel (`4:4:4`), for every fourth (`4:2:0`), or by the quality (`auto`: `4:4:4` from 90 on).") ?? .automatic
    return settings
  }
}
