/// Is told what a JSON text holds, value by value, so that nobody has to hold all of it.
package protocol JSONVisitor {
  mutating func beginObject()
  /// Takes the name of the member whose value comes next.
  /// - Returns: whether the value is wanted; where not, it is passed over.
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
  /// Tells `visitor` of the next value and all that is inside of it.
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

  /// Passes over the next value and all that is inside of it.
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
