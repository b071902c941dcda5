/// The escapes of JSON strings (RFC 8259, section 7); those that are none stand for their own character.
enum JSONEscapes {
  /// The longest escape: two halves of a surrogate pair.
  private static let longest = 12

  /// The bytes that `raw` stands for.
  /// - Parameter isLast: where false, an escape at the end that may go on is left over as `rest`.
  static func unescaped(_ raw: ArraySlice<UInt8>, isLast: Bool) -> (bytes: [UInt8], rest: ArraySlice<UInt8>) {
    var result: [UInt8] = []
    result.reserveCapacity(raw.count)
    var rest = raw
    while let backslash = ByteSearch.first(UInt8(ascii: "\\"), in: rest) {
      result += rest[..<backslash]
      rest = rest[backslash...]
      if !isLast, rest.count < longest { return (result, rest) }
      let index = backslash + 1
      guard index < rest.endIndex else {
        result.append(UInt8(ascii: "\\"))
        rest = rest[rest.endIndex...]
        continue
      }
      var next = index + 1
      switch rest[index] {
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0C)
      case UInt8(ascii: "u"):
        let (scalar, end) = scalar(in: rest, from: next)
        result.append(contentsOf: String(scalar).utf8)
        next = end
      case let character: result.append(character)
      }
      rest = rest[next...]
    }
    result += rest
    return (result, rest[rest.endIndex...])
  }

  /// The scalar of the hexadecimal digits at `index`, with the second half of a surrogate pair where there is one.
  private static func scalar(in raw: ArraySlice<UInt8>, from index: Int) -> (Unicode.Scalar, next: Int) {
    guard let first = unit(in: raw, at: index) else { return ("\u{FFFD}", index) }
    let next = index + 4
    if let scalar = Unicode.Scalar(first) { return (scalar, next) }
    guard (0xD800..<0xDC00).contains(first), next + 1 < raw.endIndex, raw[next] == UInt8(ascii: "\\"), raw[next + 1] == UInt8(ascii: "u"),
      let second = unit(in: raw, at: next + 2), (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
    else { return ("\u{FFFD}", next) }
    return (scalar, next + 6)
  }

  private static func unit(in raw: ArraySlice<UInt8>, at index: Int) -> UInt16? {
    guard index + 4 <= raw.endIndex else { return nil }
    var value: UInt16 = 0
    for byte in raw[index..<index + 4] {
      guard let digit = hexadecimalDigit(byte) else { return nil }
      value = value << 4 | UInt16(digit)
    }
    return value
  }

  private static func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }
}
