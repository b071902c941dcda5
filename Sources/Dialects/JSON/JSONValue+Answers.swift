import JSON

/// Values that gateways write in more than one way.
extension JSONValue {
  /// An integer, also if a relay writes it as text or with a fraction; `nil` if it is none or does not fit.
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

  /// Indicates whether a flag is set, in any of the ways it is written.
  var isTrue: Bool {
    switch self {
    case .bool(let value): value
    case .string(let text): text.count == 4 && text.string.lowercased() == "true"
    case .number(let text): text == "1"
    default: false
    }
  }

  /// The names of an object's members, empty ones included; none for other values.
  var memberNames: [String] { members.map(\.name) }

  /// Returns the value under the first of these names that is there and not null.
  func first(_ names: [String]) -> JSONValue? {
    for name in names {
      if let value = self[name] { return value }
    }
    return nil
  }
}
