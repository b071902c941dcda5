package import JSON

/// JSON as protocol buffers accept it.
extension JSONValue {
  /// Returns a member by its camelCase name, or by the same name in snake_case, or `nil` if it is missing or null.
  subscript(field name: String) -> JSONValue? {
    let other = JSONValue.snakeCase(name)
    for member in members where member.name == name || member.name == other {
      if case .null = member.value { continue }
      return member.value
    }
    return nil
  }

  /// A whole number, written as a number or as a string.
  package var wholeNumber: Int? {
    guard let text = scalarText else { return nil }
    if let value = Int(text) { return value }
    guard let value = Double(text), value == value.rounded(), abs(value) < 1e15 else { return nil }
    return Int(value)
  }

  package static func snakeCase(_ name: String) -> String {
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
  package var inSnakeCase: JSONValue {
    switch self {
    case .object(let members): .object(members.map { (JSONValue.snakeCase($0.name), $0.value.inSnakeCase) })
    case .array(let elements): .array(elements.map(\.inSnakeCase))
    default: self
    }
  }
}
