import Diagnostics

/// A value of our JSON output; members keep the order in which they are written, so the same value always gives the same text.
indirect enum JSONValue {
  case null
  case flag(Bool)
  case integer(Int)
  case text(String)
  case array([JSONValue])
  case object([(name: String, value: JSONValue)])

  static func optional(_ text: String?) -> JSONValue { text.map { .text($0) } ?? .null }

  /// One line.
  var line: String {
    switch self {
    case .null: "null"
    case .flag(let flag): flag ? "true" : "false"
    case .integer(let number): String(number)
    case .text(let text): JSONString.quoted(text)
    case .array(let values): "[\(values.map(\.line).joined(separator: ","))]"
    case .object(let members): "{\(members.map { "\(JSONString.quoted($0.name)):\($0.value.line)" }.joined(separator: ","))}"
    }
  }

  /// Several lines, for files that people look at; what is short stays on one.
  func text(indentedBy depth: Int = 0) -> String {
    let line = line
    if line.utf8.count <= 100 { return line }
    let (outer, inner) = (String(repeating: "  ", count: depth), String(repeating: "  ", count: depth + 1))
    switch self {
    case .array(let values):
      return "[\n\(values.map { inner + $0.text(indentedBy: depth + 1) }.joined(separator: ",\n"))\n\(outer)]"
    case .object(let members):
      let texts = members.map { "\(inner)\(JSONString.quoted($0.name)): \($0.value.text(indentedBy: depth + 1))" }
      return "{\n\(texts.joined(separator: ",\n"))\n\(outer)}"
    case .null, .flag, .integer, .text: return line
    }
  }

  /// The members of an object; none of anything else.
  var members: [(name: String, value: JSONValue)] {
    if case .object(let members) = self { members } else { [] }
  }
}
