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
