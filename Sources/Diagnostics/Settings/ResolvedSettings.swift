/// The settings of one stage as they were read: the text of the file, and the resolved value.
package struct ResolvedSettings: Hashable, Sendable {
  package struct Setting: Hashable, Sendable {
    package let key: String
    /// The text in the file after template replacement, or `nil` if the file is silent.
    package let given: String?
    /// The value in force.
    package let value: String
    /// Whether keys that change with the meaning hold it: not at a default that earlier versions did not know.
    package let isInKeys: Bool

    package init(key: String, given: String?, value: String, isInKeys: Bool = true) {
      self.key = key
      self.given = given
      self.value = value
      self.isInKeys = isInKeys
    }
  }

  /// Sorted by key.
  package let settings: [Setting]

  package init(_ settings: [Setting]) { self.settings = settings.sorted { $0.key < $1.key } }

  /// The values in force by key, as files write them; for people and records, never for keys.
  package var shown: [String: String] { Dictionary(settings.map { ($0.key, ListText.shown($0.value)) }) { first, _ in first } }

  package subscript(key: String) -> Setting? { settings.first { $0.key == key } }

  /// Pairs for a key that must only change when the file does: missing settings are `default`.
  package var asGiven: [(key: String, value: String)] {
    settings.map { ($0.key, $0.given.map { "=" + $0 } ?? "default") }
  }

  /// Pairs for a key that must change when the meaning does.
  package var asResolved: [(key: String, value: String)] { settings.filter(\.isInKeys).map { ($0.key, $0.value) } }
}
