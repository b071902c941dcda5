/// A JSON value. Strings still are the bytes they were read from, so that a picture in base64 is never copied into a `String`; members keep the order in
/// which they stand, so the same value always gives the same text.
package enum JSONValue: Sendable {
  case null
  case bool(Bool)
  /// The number's own text.
  case number(String)
  case string(JSONText)
  case array([JSONValue])
  case object([(name: String, value: JSONValue)])

  // MARK: making

  package static func integer(_ value: Int) -> JSONValue { .number(String(value)) }

  package static func flag(_ value: Bool) -> JSONValue { .bool(value) }

  package static func text(_ text: String) -> JSONValue { .string(JSONText(text)) }

  /// Returns a string, or null if there is none.
  package static func optional(_ text: String?) -> JSONValue { text.map { .text($0) } ?? .null }

  /// Returns an object of the members that have a value.
  package static func members(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
    .object(members.compactMap { name, value in value.map { (name, $0) } })
  }

  // MARK: looking

  /// Returns the value under the first of these names that is there and not null.
  package subscript(names: String...) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    for name in names {
      for member in members where member.name == name {
        if case .null = member.value { continue }
        return member.value
      }
    }
    return nil
  }

  /// The members of an object; none of anything else.
  package var members: [(name: String, value: JSONValue)] {
    if case .object(let members) = self { members } else { [] }
  }

  package var array: [JSONValue]? {
    if case .array(let items) = self { items } else { nil }
  }

  package var isObject: Bool {
    if case .object = self { true } else { false }
  }

  /// The bytes of a string; `nil` for any other value.
  package var text: JSONText? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The text of a string, of one that was left in a file only the beginning; `nil` for any other value.
  package var string: String? { text?.string }

  /// The text of a string, number or truth value; `nil` for any other value.
  package var scalarText: String? {
    switch self {
    case .string(let text): text.string
    case .number(let text): text
    case .bool(let value): String(value)
    default: nil
    }
  }
}
