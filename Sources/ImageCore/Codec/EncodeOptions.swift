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

/// What a person may choose about an encoding; what a format has no use for is refused when the plan is made.
package struct EncodeOptions: Hashable, Sendable {
  package var quality: Quality
  /// Keep every sample exactly, in formats that can do both.
  package var lossless: Bool

  package init(quality: Quality = .standard, lossless: Bool = false) {
    self.quality = quality
    self.lossless = lossless
  }
}
