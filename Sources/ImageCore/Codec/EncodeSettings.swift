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

/// How codecs write pictures. Each has settings of its own, which it makes itself and no other understands.
package protocol EncodeSettings: Sendable {
  /// Whether every sample is kept, so that a quality has no meaning.
  var isLossless: Bool { get }
}

/// What every format is asked for, on scales that are no format's own.
package struct Fidelity: EncodeSettings, Hashable {
  /// Of lossy coding.
  package var quality: Quality
  /// Keep every sample exactly, in formats that can do both.
  package var isLossless: Bool

  package init(quality: Quality = .standard, isLossless: Bool = false) {
    self.quality = quality
    self.isLossless = isLossless
  }
}
