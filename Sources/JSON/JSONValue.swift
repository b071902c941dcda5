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

extension JSONValue {
  /// Reads the only value of `bytes`.
  package static func read(_ bytes: [UInt8], _ rules: JSONRules) throws(JSONError) -> JSONValue {
    var builder = JSONValueBuilder()
    try JSONReader.read(bytes, rules, into: &builder)
    guard let value = builder.values.first else { throw .malformed(.endsEarly, offset: bytes.count) }
    return value
  }

  /// Reads the values of a text, or of its events or lines, up to the first that cannot be read, and returns them with that error.
  package static func available(_ reader: JSONReader) throws(UnreadableBody) -> (
    values: [JSONValue], fault: (fault: JSONError.Fault, offset: Int)?
  ) {
    var reader = reader
    var builder = JSONValueBuilder()
    do throws(JSONError) {
      try reader.sequence(&builder)
      return (builder.values, nil)
    } catch {
      switch error {
      case .malformed(let fault, let offset): return (builder.values, (fault, offset))
      case .unreadable(let cause): throw cause
      }
    }
  }
}

/// Builds values from what a reader reports.
private struct JSONValueBuilder: JSONVisitor {
  /// A container whose end has not come yet.
  private struct Open {
    var elements: [JSONValue] = []
    var members: [(name: String, value: JSONValue)] = []
    /// Of the member whose value comes next.
    var name = ""
    let isObject: Bool
  }

  /// Those that are whole and inside of nothing.
  private(set) var values: [JSONValue] = []
  private var open: [Open] = []

  mutating func beginObject() { open.append(Open(isObject: true)) }

  mutating func name(_ name: JSONText) -> Bool {
    open[open.count - 1].name = name.string
    return true
  }

  mutating func endObject() { add(.object(open.removeLast().members)) }

  mutating func beginArray() { open.append(Open(isObject: false)) }

  mutating func endArray() { add(.array(open.removeLast().elements)) }

  mutating func string(_ text: JSONText) { add(.string(text)) }

  mutating func number(_ text: String) { add(.number(text)) }

  mutating func bool(_ value: Bool) { add(.bool(value)) }

  mutating func null() { add(.null) }

  private mutating func add(_ value: JSONValue) {
    guard let last = open.indices.last else { return values.append(value) }
    if open[last].isObject {
      open[last].members.append((open[last].name, value))
    } else {
      open[last].elements.append(value)
    }
  }
}
