package import Diagnostics
package import ImageCore

/// Encode options of a WebP.
package struct WebPSettings: EncodeSettings, Hashable {
  /// libwebp's own effort.
  package static let standardMethod = 4

  package var quality: Quality
  package var isLossless: Bool
  /// Lossless coding of pixels that are changed to be smaller: how close they stay, 0 to 100; `nil` or 100 keeps them exactly.
  package var nearLossless: Int? {
    didSet { isLossless = isLossless || nearLossless != nil }
  }
  /// Effort, 0 (fastest) to 6 (smallest).
  package var method = WebPSettings.standardMethod
  /// Keeps the colour of wholly transparent pixels; `nil` keeps it in lossless coding only.
  package var isExact: Bool?

  package init(_ fidelity: Fidelity = Fidelity()) {
    quality = fidelity.quality
    isLossless = fidelity.isLossless
  }
}

extension WebP {
  package func encodeSettings(for fidelity: Fidelity) -> any EncodeSettings { WebPSettings(fidelity) }

  package func encodeSettings(for fidelity: Fidelity, from reader: inout SettingsReader) -> any EncodeSettings {
    var settings = WebPSettings(fidelity)
    settings.nearLossless = reader.integer(
      "nearLossless", in: 0...100, "WebP: lossless coding of pixels changed a little to be smaller, from 0 (most) to 100 (not at all).")
    settings.method = reader.integer("method", in: 0...6, "WebP: effort, from 0 (fastest) to 6 (smallest).") ?? WebPSettings.standardMethod
    settings.isExact = reader.flag("exact", default: settings.isLossless, "WebP: keep the colour of wholly transparent pixels.")
    return settings
  }
}
