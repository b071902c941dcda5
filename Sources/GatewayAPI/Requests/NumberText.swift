/// A number as the text that goes on the wire, so that no binary rounding enters a request or a cache key.
package struct NumberText: Hashable, Sendable, CustomStringConvertible {
  package let text: String

  /// Takes a number as JSON defines it (RFC 8259, section 6), of at most 32 characters, or returns `nil` for anything else.
  package init?(_ text: String) {
    guard text.utf8.count <= 32 else { return nil }
    var rest = Substring(text).utf8
    func isDigit(_ byte: UInt8?) -> Bool { byte.map { (0x30...0x39).contains($0) } ?? false }
    func skipDigits() -> Int {
      let count = rest.prefix { isDigit($0) }.count
      rest = rest.dropFirst(count)
      return count
    }
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let startsWithZero = rest.first == UInt8(ascii: "0")
    let whole = skipDigits()
    guard whole > 0, !(startsWithZero && whole > 1) else { return nil }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard skipDigits() > 0 else { return nil }
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
      guard skipDigits() > 0 else { return nil }
    }
    guard rest.isEmpty else { return nil }
    self.text = text
  }

  package init(_ value: Int) { self.text = String(value) }

  package var description: String { text }
}
