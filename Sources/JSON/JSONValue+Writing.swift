extension JSONValue {
  /// Returns the value as JSON without spaces.
  package func encoded(_ style: JSONStyle) -> [UInt8] {
    var writer = JSONWriter(style)
    writer.value(self)
    return writer.bytes
  }

  /// One line, for output.
  package var line: String { String(decoding: encoded(.display), as: UTF8.self) }

  /// Returns the value on several lines, for files that people read; a value of at most 100 bytes stays on one line.
  package func text(indentedBy depth: Int = 0) -> String {
    let line = line
    if line.utf8.count <= 100 { return line }
    let (outer, inner) = (String(repeating: "  ", count: depth), String(repeating: "  ", count: depth + 1))
    switch self {
    case .array(let values):
      return "[\n\(values.map { inner + $0.text(indentedBy: depth + 1) }.joined(separator: ",\n"))\n\(outer)]"
    case .object(let members):
      let texts = members.map { "\(inner)\(JSONEscapes.quoted($0.name, .display)): \($0.value.text(indentedBy: depth + 1))" }
      return "{\n\(texts.joined(separator: ",\n"))\n\(outer)}"
    case .null, .bool, .number, .string: return line
    }
  }
}
