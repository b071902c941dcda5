package import Storage

/// The fields that identify a paid request; their digest is the key under which answers are kept.
///
/// Deliberately excluded: gateway, API key, time, paths, renditions, stage revisions, library versions, the attempt's number. Settings that
/// the file does not give are left out, so that a later version with more settings finds the same key.
package struct ExchangeIdentity: Hashable, Sendable {
  package struct Field: Hashable, Sendable {
    package let name: String
    package let value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Raised only if the same fields come to mean another request; every answer would have to be paid again.
  private static let version = 1

  /// Sorted by name.
  package let fields: [Field]
  package let key: Digest

  package init(fields: [Field]) {
    let sorted = fields.sorted { $0.name < $1.name }
    var builder = KeyBuilder("exchange", version: Self.version)
    for field in sorted { builder.add(field.name, field.value) }
    self.fields = sorted
    key = builder.digest()
  }

  private static let answerName = "input.exchange"
  private static let pictureName = "input.original"

  /// Returns the identity of the same request about a picture that is there: its bytes decide, whichever call and variant it came from. That of a
  /// request about a source stays as it is.
  package func about(original: Digest) -> ExchangeIdentity {
    guard fields.contains(where: { $0.name == Self.answerName }) else { return self }
    return ExchangeIdentity(
      fields: fields.filter { $0.name != Self.answerName && $0.name != "variant" }
        + [Field(name: Self.pictureName, value: original.hex)])
  }

  /// Returns the fields in which this request differs from an earlier one.
  /// - Parameter spoken: returns the display name of a field.
  package func changes(since earlier: [Field], spoken: (String) -> String = { $0 }) -> [PlannedChange] {
    [PlannedChange](
      from: Dictionary(earlier.map { ($0.name, $0.value) }) { first, _ in first },
      to: Dictionary(fields.map { ($0.name, $0.value) }) { first, _ in first }, spoken: spoken)
  }
}
