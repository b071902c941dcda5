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
}
