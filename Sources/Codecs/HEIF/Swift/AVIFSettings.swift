package import Diagnostics
package import ImageCore

/// How an AVIF is written.
package struct AVIFSettings: EncodeSettings, Hashable {
  /// How much of the colour is kept.
  package enum Chroma: String, CaseIterable, Sendable {
    /// In every pixel from quality 90 on, halved below.
    case automatic = "auto"
    /// Colour for every second pixel of every second row.
    case halved = "4:2:0"
    /// Colour for every pixel.
    case full = "4:4:4"
  }

  /// libaom's own effort: as good as slower ones for pictures of a page, in a tenth of their time.
  package static let standardSpeed = 6

  package var quality: Quality
  package var isLossless: Bool
  package var chroma = Chroma.automatic
  /// 0 (smallest) to 9 (fastest).
  package var speed = AVIFSettings.standardSpeed

  package init(_ fidelity: Fidelity = Fidelity()) {
    quality = fidelity.quality
    isLossless = fidelity.isLossless
  }

  /// From this quality on colour is kept in every pixel.
  private static let fullColourQuality = 90

  package var contradiction: (key: String, message: String)? {
    guard isLossless, chroma == .halved else { return nil }
    return ("chroma", "'4:2:0' halves the colour, and 'lossless' keeps every pixel of it; leave one of them out")
  }

  var keepsColourResolution: Bool {
    if isLossless { return true }
    switch chroma {
    case .automatic: return quality.value >= Self.fullColourQuality
    case .halved: return false
    case .full: return true
    }
  }
}

extension AVIF {
  package func encodeSettings(for fidelity: Fidelity) -> any EncodeSettings { AVIFSettings(fidelity) }

  package func encodeSettings(for fidelity: Fidelity, from reader: inout SettingsReader) -> any EncodeSettings {
    var settings = AVIFSettings(fidelity)
    settings.chroma =
      reader.choice(
        "chroma", default: AVIFSettings.Chroma.automatic,
        "AVIF: colour for every pixel (`4:4:4`), for every fourth (`4:2:0`), or by the quality (`auto`: `4:4:4` from 90 on).") ?? .automatic
    settings.speed = reader.omittingDefaults {
      $0.integer("speed", default: AVIFSettings.standardSpeed, in: 0...9, "AVIF: effort, from 0 (smallest) to 9 (fastest).")
        ?? AVIFSettings.standardSpeed
    }
    return settings
  }
}
