/// Lossy quality on one documented scale: 0 (smallest) to 100 (best), the dial of libjpeg. Each codec maps it to its own.
package struct Quality: Hashable, Sendable, CustomStringConvertible {
  package let value: Int

  /// Creates a quality from 0 to 100, or returns `nil` for other values.
  package init?(_ value: Int) {
    guard (0...100).contains(value) else { return nil }
    self.value = value
  }

  /// The quality of renditions and prepared inputs unless set otherwise.
  package static let standard = Quality(unchecked: 82)

  private init(unchecked value: Int) { self.value = value }

  package var description: String { String(value) }
}

/// Options of encoding. Each codec has its own, which it makes itself and no other understands.
package protocol EncodeSettings: Sendable {
  /// Indicates whether every sample is kept, so that a quality has no meaning.
  var isLossless: Bool { get }

  /// Two of the options that exclude each other, or `nil` where they go together: one of them, and what is wrong.
  var contradiction: (key: String, message: String)? { get }
}

extension EncodeSettings {
  package var contradiction: (key: String, message: String)? { nil }
}

/// The encode options that every format has, on scales that belong to no format.
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
