/// JSON as the emulator reads and writes it; the other side of the wire has a reader of its own, so that neither hides the other's mistakes.
enum JSONValue: Sendable {
  struct Member: Sendable {
    var name: String
    var value: JSONValue
  }

  case null
  case bool(Bool)
  /// The number as it was written.
  case number(String)
  case string(String)
  /// Text that needs no escaping, such as base64.
  case verbatim(String)
  case array([JSONValue])
  case object([Member])

  static func integer(_ value: Int) -> JSONValue { .number(String(value)) }

  static func members(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
    .object(members.compactMap { name, value in value.map { Member(name: name, value: $0) } })
  }

  /// A member by its camelCase name, or by the same name in snake_case; nil where it is missing or null.
  subscript(_ name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    let other = JSONValue.snakeCase(name)
    for member in members where member.name == name || member.name == other {
      if case .null = member.value { continue }
      return member.value
    }
    return nil
  }

  var elements: [JSONValue]? {
    if case .array(let elements) = self { return elements }
    return nil
  }

  var isObject: Bool {
    if case .object = self { return true }
    return false
  }

  var text: String? {
    switch self {
    case .string(let text), .verbatim(let text): text
    default: nil
    }
  }

  /// A string, a number or a truth value as text: protocol buffers' JSON takes numbers as strings.
  var scalarText: String? {
    switch self {
    case .string(let text), .verbatim(let text), .number(let text): text
    case .bool(let value): value ? "true" : "false"
    case .null, .array, .object: nil
    }
  }

  /// A whole number, written as a number or as a string.
  var wholeNumber: Int? {
    guard let text = scalarText else { return nil }
    if let value = Int(text) { return value }
    guard let value = Double(text), value == value.rounded(), abs(value) < 1e15 else { return nil }
    return Int(value)
  }

  static func snakeCase(_ name: String) -> String {
    var result = ""
    for letter in name {
      if letter.isUppercase {
        result.append("_")
        result.append(contentsOf: letter.lowercased())
      } else {
        result.append(letter)
      }
    }
    return result
  }

  /// The same value with every member's name in snake_case.
  var inSnakeCase: JSONValue {
    switch self {
    case .object(let members):
      .object(members.map { Member(name: JSONValue.snakeCase($0.name), value: $0.value.inSnakeCase) })
    case .array(let elements): .array(elements.map(\.inSnakeCase))
    default: self
    }
  }
}
