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
