/// A JSON value whose strings still are the bytes they were read from, so that a picture in base64 is never copied into a `String`.
indirect enum JSONValue: Sendable {
  case null
  case bool(Bool)
  /// The number's own text.
  case number(String)
  case string(JSONText)
  case array([JSONValue])
  case object([(key: String, value: JSONValue)])

  /// The value under the first of these names that is there and not null.
  subscript(names: String...) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    for name in names {
      for member in members where member.key == name {
        if case .null = member.value { continue }
        return member.value
      }
    }
    return nil
  }

  var array: [JSONValue]? {
    if case .array(let items) = self { items } else { nil }
  }

  var isObject: Bool {
    if case .object = self { true } else { false }
  }

  /// The bytes of a string; nil for any other value.
  var text: JSONText? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The text of a string, number or truth value; nil for any other value.
  var scalarText: String? {
    switch self {
    case .string(let text): text.string
    case .number(let text): text
    case .bool(let value): String(value)
    default: nil
    }
  }

  /// A whole number, also where a relay writes it as text or with a fraction; nil for what is none or does not fit.
  var integer: Int? {
    switch self {
    case .number(let text): Self.integer(text)
    case .string(let text): text.count <= 40 ? Self.integer(text.string) : nil
    default: nil
    }
  }

  private static func integer(_ text: String) -> Int? {
    if let exact = Int(text) { return exact }
    guard let value = Double(text), value.isFinite, abs(value) < 9e15 else { return nil }
    return Int(value.rounded())
  }

  /// Whether a flag is set, in any of the ways it is written.
  var isTrue: Bool {
    switch self {
    case .bool(let value): value
    case .string(let text): text.count == 4 && text.string.lowercased() == "true"
    case .number(let text): text == "1"
    default: false
    }
  }
}

extension JSONValue {
  /// The names of an object's members, empty ones included; none for other values.
  var memberNames: [String] {
    guard case .object(let members) = self else { return [] }
    return members.map(\.key)
  }

  /// Returns the value under the first of these names that is there and not null.
  func first(_ names: [String]) -> JSONValue? {
    for name in names {
      if let value = self[name] { return value }
    }
    return nil
  }
}
