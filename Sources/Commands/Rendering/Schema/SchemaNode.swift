import Diagnostics
import JSON

/// One node of a JSON Schema.
///
/// The program reads every scalar from its text, whatever its type in YAML; so a text may be a number to YAML, and a number may stand in
/// quotes or come from a template.
struct SchemaNode {
  typealias Member = (name: String, value: JSONValue)

  private let members: [Member]

  init(_ members: [Member]) { self.members = members }

  var value: JSONValue { .object(members) }

  func described(_ documentation: String, default fallback: JSONValue? = nil) -> SchemaNode {
    var first: [Member] = documentation.isEmpty ? [] : [("description", .text(documentation))]
    if let fallback { first.append(("default", fallback)) }
    return SchemaNode(first + members)
  }

  // MARK: values

  static var text: [Member] { [("type", .array([.text("string"), .text("number"), .text("boolean")]))] }

  /// A template, which stands for a value of any kind.
  private static var template: JSONValue { .object([("type", .text("string")), ("pattern", .text(#"\$\{"#))]) }

  static var amount: [Member] {
    [
      (
        "anyOf",
        .array([
          .object([("type", .text("number")), ("minimum", .integer(0))]),
          .object([("type", .text("string")), ("pattern", .text("^[0-9]+(\\.[0-9]+)?$"))]),
        ])
      )
    ]
  }

  /// Returns one of these words; those that look like numbers or flags may be either.
  static func words(_ words: [String], allowsTemplate: Bool = true) -> [Member] {
    let spellings = words.flatMap { word -> [JSONValue] in
      if let number = Int(word) { return [.integer(number), .text(word)] }
      if word == "true" || word == "false" { return [.flag(word == "true"), .text(word)] }
      return [.text(word)]
    }
    let enumeration: [Member] = [("enum", .array(spellings))]
    return allowsTemplate ? [("anyOf", .array([.object(enumeration), template]))] : enumeration
  }

  /// Returns a schema for any text, for which editors offer these words.
  static func suggestions(_ words: [String]) -> [Member] {
    [("anyOf", .array([.object([("enum", .array(words.map { .text($0) }))]), .object(text)]))]
  }

  /// Returns a list, or one element alone.
  static func listable(_ element: [Member]) -> [Member] {
    [("anyOf", .array([.object(element), .object([("type", .text("array")), ("items", .object(element))])]))]
  }

  static func names(_ value: [Member]) -> [Member] {
    [("type", .text("object")), ("additionalProperties", .object(value))]
  }

  static func settings(_ descriptions: [SettingDescription]) -> [Member] {
    var members: [Member] = [("type", .text("object")), ("additionalProperties", .flag(false))]
    let required = descriptions.filter(\.isRequired)
    if !required.isEmpty { members.append(("required", .array(required.map { .text($0.key) }))) }
    members.append(("properties", .object(descriptions.map { ($0.key, property($0)) })))
    return members
  }

  static func kind(_ kind: SettingDescription.Kind) -> [Member] {
    switch kind {
    case .text, .formatted: text
    case .integer(let range): integer(range)
    case .flag: words(["true", "false"])
    case .choice(let words): self.words(words)
    case .list(let element): listable(self.kind(element))
    case .entries(let descriptions): [("type", .text("array")), ("items", .object(settings(descriptions)))]
    case .settings(let descriptions): settings(descriptions)
    case .names(let value): names(self.kind(value))
    case .either(let forms): [("anyOf", .array(forms.map { .object(self.kind($0)) }))]
    }
  }

  private static func integer(_ range: ClosedRange<Int>) -> [Member] {
    let number: JSONValue = .object([
      ("type", .text("integer")), ("minimum", .integer(range.lowerBound)), ("maximum", .integer(range.upperBound)),
    ])
    return [("anyOf", .array([number, .object([("type", .text("string")), ("pattern", .text(#"^[-+]?[0-9]+$|\$\{"#))])]))]
  }

  private static func property(_ setting: SettingDescription) -> JSONValue {
    var documentation = setting.documentation
    if let expected = expected(setting.kind) {
      let end = documentation.last.map { ".;:".contains($0) } ?? true
      documentation += "\(end ? "" : ".") Expected: \(expected)."
    }
    return SchemaNode(kind(setting.kind)).described(documentation, default: fallback(of: setting)).value
  }

  private static func expected(_ kind: SettingDescription.Kind) -> String? {
    switch kind {
    case .formatted(let expected): expected
    case .list(let element): expected(element)
    default: nil
    }
  }

  private static func fallback(of setting: SettingDescription) -> JSONValue? {
    guard let text = setting.defaultText else { return nil }
    switch setting.kind {
    case .integer: return Int(text).map { .integer($0) }
    case .flag: return .flag(text == "true")
    case .text, .choice, .formatted: return .text(text)
    case .list, .entries, .settings, .names, .either: return nil
    }
  }
}
