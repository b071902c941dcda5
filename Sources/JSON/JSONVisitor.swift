/// Receives the content of a JSON text value by value, so that it is never held as a whole.
package protocol JSONVisitor {
  mutating func beginObject()
  /// Takes the name of the member whose value comes next.
  /// - Returns: `true` if the value is wanted; otherwise it is skipped.
  mutating func name(_ name: JSONText) -> Bool
  mutating func endObject()
  mutating func beginArray()
  mutating func endArray()
  mutating func string(_ text: JSONText)
  /// Takes a number as it stands in the text.
  mutating func number(_ text: String)
  mutating func bool(_ value: Bool)
  mutating func null()
}

extension JSONReader {
  /// Reports the next value and all that is inside it to `visitor`.
  package mutating func visit(_ visitor: inout some JSONVisitor) throws(JSONError) {
    switch try kind() {
    case .object:
      begin()
      visitor.beginObject()
      while let name = try nextName() {
        if visitor.name(name) { try visit(&visitor) } else { try skip() }
      }
      visitor.endObject()
    case .array:
      begin()
      visitor.beginArray()
      while try nextElement() { try visit(&visitor) }
      visitor.endArray()
    case .string: visitor.string(try string())
    case .number: visitor.number(try number())
    case .bool: visitor.bool(try bool())
    case .null:
      try null()
      visitor.null()
    }
  }

  /// Skips the next value and all that is inside it.
  package mutating func skip() throws(JSONError) {
    switch try kind() {
    case .object:
      begin()
      while try passName() != nil { try skip() }
    case .array:
      begin()
      while try nextElement() { try skip() }
    case .string: _ = try passKnownString()
    case .number: _ = try number()
    case .bool: _ = try bool()
    case .null: try null()
    }
  }
}
