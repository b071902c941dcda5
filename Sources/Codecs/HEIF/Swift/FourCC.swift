/// Four characters that name a box, a brand or an item's kind.
struct FourCC: Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
  let value: UInt32

  init(_ value: UInt32) { self.value = value }

  init(stringLiteral text: String) {
    precondition(text.utf8.count == 4, "a four-character code has four characters")
    value = text.utf8.reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// The characters, with `?` for those that are not printable ASCII.
  var description: String {
    var text = ""
    for shift in [24, 16, 8, 0] {
      let byte = UInt8(truncatingIfNeeded: value >> UInt32(shift))
      text.unicodeScalars.append((0x20..<0x7F).contains(byte) ? Unicode.Scalar(byte) : "?")
    }
    return text
  }
}
