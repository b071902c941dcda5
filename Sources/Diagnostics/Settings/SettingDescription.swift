/// A setting as help, schemas and messages describe it. Made by the same call that reads the setting.
package struct SettingDescription: Hashable, Sendable {
  package indirect enum Kind: Hashable, Sendable {
    case text
    case integer(ClosedRange<Int>)
    case flag
    /// One of these words.
    case choice([String])
    /// Text of a form that `expected` names, for example `a ratio such as 16:9`.
    case formatted(expected: String)
    case list(Kind)
    /// A list of mappings with these settings each.
    case entries([SettingDescription])
    /// One mapping with these settings.
    case settings([SettingDescription])
    /// A mapping from names of the user's own to values of this kind.
    case names(Kind)
    /// In one of these forms.
    case either([Kind])
  }

  /// Empty for the stage's own value, as in `decode: result`.
  package let key: String
  package let kind: Kind
  package let isRequired: Bool
  /// As it would be written in the file, or `nil` if there is none.
  package let defaultText: String?
  package let documentation: String
}

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
