/// The purpose that a JSON text is written for. Digests of requests and of records are compared with those of earlier versions of this
/// program, so none of these may change.
package enum JSONStyle: Sendable {
  /// For gateways: line feed, carriage return and tabulator have escapes of a letter.
  case request
  /// For files and columns of our own, as Foundation writes them: all five that there are.
  case record
  /// For the emulator's answers: the line feed alone.
  case answer
  /// For terminals: as requests, and characters that must not reach a terminal are escaped (`JSONEscapes.isControl`).
  case display

  /// Returns the letter that stands for a control character after a backslash, or `nil` if it is written as a number.
  func letter(for control: UInt8) -> UInt8? {
    switch (control, self) {
    case (0x0A, _): UInt8(ascii: "n")
    case (0x0D, .request), (0x0D, .record), (0x0D, .display): UInt8(ascii: "r")
    case (0x09, .request), (0x09, .record), (0x09, .display): UInt8(ascii: "t")
    case (0x08, .record): UInt8(ascii: "b")
    case (0x0C, .record): UInt8(ascii: "f")
    default: nil
    }
  }
}

/// The escapes of JSON strings (RFC 8259, section 7).
package enum JSONEscapes {
  /// Returns `text` as a JSON string with its quotes.
  package static func quoted(_ text: String, _ style: JSONStyle) -> String {
    var bytes: [UInt8] = []
    append(quoted: Array(text.utf8), to: &bytes, style)
    return String(decoding: bytes, as: UTF8.self)
  }

  static func append(quoted text: [UInt8], to output: inout [UInt8], _ style: JSONStyle) {
    output.append(UInt8(ascii: "\""))
    append(text, to: &output, style)
    output.append(UInt8(ascii: "\""))
  }

  /// Appends UTF-8 with the escapes that JSON or the style requires.
  static func append(_ text: [UInt8], to output: inout [UInt8], _ style: JSONStyle) {
    guard style != .display else { return appendForDisplay(text, to: &output) }
    var start = 0
    while let index = ByteSearch.firstSpecial(in: text, from: start, below: 0x20) {
      output += text[start..<index]
      append(escaped: text[index], to: &output, style)
      start = index + 1
    }
    output += text[start...]
  }

  private static func appendForDisplay(_ text: [UInt8], to output: inout [UInt8]) {
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      switch scalar.value {
      case ..<0x20, 0x22, 0x5C: append(escaped: UInt8(truncatingIfNeeded: scalar.value), to: &output, .display)
      case _ where isControl(scalar): append(number: UInt16(truncatingIfNeeded: scalar.value), to: &output)
      default: output += Array(String(scalar).utf8)
      }
    }
  }

  /// Returns whether a scalar must not reach a terminal: control characters, ends of lines and paragraphs, and marks that reorder the text
  /// around them (https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters).
  package static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x1F, 0x7F...0x9F, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  private static func append(escaped byte: UInt8, to output: inout [UInt8], _ style: JSONStyle) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
    default:
      guard let letter = style.letter(for: byte) else { return append(number: UInt16(byte), to: &output) }
      output += [UInt8(ascii: "\\"), letter]
    }
  }

  private static func append(number: UInt16, to output: inout [UInt8]) {
    output += [UInt8(ascii: "\\"), UInt8(ascii: "u")]
    for shift in [12, 8, 4, 0] {
      let digit = UInt8(truncatingIfNeeded: number >> shift) & 15
      output.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
  }
}

extension JSONEscapes {
  /// The longest escape: two halves of a surrogate pair.
  private static let longest = 12

  /// Returns the bytes that `raw` stands for; an invalid escape stands for its own character.
  /// - Parameter isLast: if false, an incomplete escape at the end is left over as `rest`.
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

  /// Returns the scalar of the hexadecimal digits at `index`, with the second half of a surrogate pair if there is one.
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

  static func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }
}
