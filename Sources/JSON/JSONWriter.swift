/// Writes compact JSON straight into bytes; members come out in the order they are written.
package struct JSONWriter {
  package private(set) var bytes: [UInt8] = []
  private let style: JSONStyle
  private var needsComma = false
  private var needsLineBreak = false

  /// - Parameter capacity: bytes that the text will have, so that a long one is allocated once.
  package init(_ style: JSONStyle, reserving capacity: Int = 0) {
    self.style = style
    bytes.reserveCapacity(capacity)
  }

  // MARK: containers

  package mutating func object(_ write: (inout JSONWriter) -> Void) { wrapped("{", "}", write) }

  package mutating func array(_ write: (inout JSONWriter) -> Void) { wrapped("[", "]", write) }

  package mutating func member(_ name: String, _ write: (inout JSONWriter) -> Void) {
    separate()
    JSONEscapes.append(quoted: Array(name.utf8), to: &bytes, style)
    bytes.append(UInt8(ascii: ":"))
    write(&self)
    needsComma = true
  }

  /// Begins a new line before the next output, even if that is the end of a container.
  package mutating func breakLine() { needsLineBreak = true }

  // MARK: values

  package mutating func string(_ text: String) {
    separate()
    JSONEscapes.append(quoted: Array(text.utf8), to: &bytes, style)
    needsComma = true
  }

  /// Writes a string whose inside is appended as it has to stand, escapes and all.
  package mutating func string(inside append: (inout [UInt8]) -> Void) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    append(&bytes)
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  package mutating func integer(_ value: Int) { verbatim(String(value)) }

  package mutating func bool(_ value: Bool) { verbatim(value ? "true" : "false") }

  package mutating func null() { verbatim("null") }

  /// Writes text that is a JSON value already.
  package mutating func verbatim(_ json: String) {
    separate()
    bytes.append(contentsOf: json.utf8)
    needsComma = true
  }

  /// Writes bytes that are a JSON value already.
  package mutating func verbatim(_ json: ArraySlice<UInt8>) {
    separate()
    bytes += json
    needsComma = true
  }

  /// Writes a value; of a string that was left in a file only the beginning.
  package mutating func value(_ value: JSONValue) {
    switch value {
    case .null: null()
    case .bool(let flag): bool(flag)
    case .number(let text): verbatim(text)
    case .string(let text):
      separate()
      JSONEscapes.append(quoted: Array(text.bytes), to: &bytes, style)
      needsComma = true
    case .array(let items): array { list in for item in items { list.value(item) } }
    case .object(let members):
      object { object in
        for member in members { object.member(member.name) { $0.value(member.value) } }
      }
    }
  }

  // MARK: between values

  private mutating func wrapped(_ open: Unicode.Scalar, _ close: Unicode.Scalar, _ write: (inout JSONWriter) -> Void) {
    separate()
    bytes.append(UInt8(ascii: open))
    needsComma = false
    write(&self)
    needsComma = false
    separate()
    bytes.append(UInt8(ascii: close))
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    if needsLineBreak { bytes.append(0x0A) }
    (needsComma, needsLineBreak) = (false, false)
  }
}
