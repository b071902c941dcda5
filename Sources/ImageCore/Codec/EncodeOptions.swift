/// Lossy quality on one documented scale: 0 (smallest) to 100 (best), the dial of libjpeg. Each codec maps it to its own.
package struct Quality: Hashable, Sendable, CustomStringConvertible {
  package let value: Int

  /// Nil outside 0...100.
  package init?(_ value: Int) {
    guard (0...100).contains(value) else { return nil }
    self.value = value
  }

  /// What renditions and prepared inputs use unless told otherwise.
  package static let standard = Quality(unchecked: 82)

  private init(unchecked value: Int) { self.value = value }

  package var description: String { String(value) }
}

/// How much of the colour a lossy encoding keeps.
package enum ChromaSampling: String, CaseIterable, Sendable {
  /// In every pixel from quality 90 on, halved below.
  case automatic = "auto"
  /// Colour for every second pixel of every second row.
  case halved = "4:2:0"
  /// Colour for every pixel.
  case full = "4:4:4"
}

/// What a person may choose about an encoding; what a format has no use for is refused when the plan is made.
package struct EncodeOptions: Hashable, Sendable {
  package var quality: Quality
  /// Keep every sample exactly, in formats that can do both.
  package var lossless: Bool
  /// JPEG: several scans, from coarse to fine.
  package var progressive = false
  /// JPEG.
  package var chroma = ChromaSampling.automatic
  /// PNG: deflate's level, 0 (stored) to 9 (smallest); nil leaves it to the codec.
  package var compressionLevel: Int?
  /// PNG: a palette where the picture has at most 256 colours and is so written exactly.
  package var usesPalette = false
  /// WebP, lossless coding: how close pixels stay to the original, 0 to 100; nil or 100 keeps them exactly.
  package var nearLossless: Int?
  /// WebP: effort, 0 (fastest) to 6 (smallest); nil leaves it to the codec.
  package var method: Int?
  /// WebP: keep the colour of wholly transparent pixels; nil keeps it in lossless coding only.
  package var exact: Bool?

  package init(quality: Quality = .standard, lossless: Bool = false) {
    self.quality = quality
    self.lossless = lossless
  }
}
