/// The inside of a JSON string as it stands in the document.
struct JSONText: Sendable {
  /// Between the quotes, escapes and all.
  let raw: ArraySlice<UInt8>
  let hasEscapes: Bool

  /// Bytes of the document that the string takes.
  var count: Int { raw.count }

  /// The bytes that the string stands for.
  var bytes: ArraySlice<UInt8> {
    guard hasEscapes else { return raw }
    return ArraySlice(Self.unescaped(raw))
  }

  /// The string; bytes that are not UTF-8 become replacement characters.
  var string: String { String(decoding: bytes, as: UTF8.self) }

  private static func unescaped(_ raw: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(raw.count)
    var index = raw.startIndex
    while index < raw.endIndex {
      let byte = raw[index]
      index += 1
      guard byte == UInt8(ascii: "\\"), index < raw.endIndex else {
        result.append(byte)
        continue
      }
      let escape = raw[index]
      index += 1
      switch escape {
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0C)
      case UInt8(ascii: "u"):
        let (scalar, next) = scalar(in: raw, from: index)
        result.append(contentsOf: String(scalar).utf8)
        index = next
      default: result.append(escape)
      }
    }
    return result
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
