import Glibc

/// Why a text is not JSON.
struct JSONFailure: Error, Sendable {
  let message: String
  let offset: Int
}

/// Reads JSON (RFC 8259). Bytes that are not UTF-8 inside strings become replacement characters.
struct JSONParser {
  private static let deepest = 100

  private let bytes: [UInt8]
  private var index = 0

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  static func parse(_ bytes: [UInt8]) throws(JSONFailure) -> JSONValue {
    var parser = JSONParser(bytes)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { parser.index = 3 }
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.index == bytes.count else { throw parser.failure("unexpected text after the value") }
    return value
  }

  private func failure(_ message: String) -> JSONFailure { JSONFailure(message: message, offset: index) }

  private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
  }

  private mutating func value(depth: Int) throws(JSONFailure) -> JSONValue {
    guard depth < JSONParser.deepest else { throw failure("nested too deep") }
    skipSpace()
    guard let byte = current else { throw failure("unexpected end of string") }
    switch byte {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw failure("expected a value")
    }
  }

  private mutating func word(_ text: String, _ value: JSONValue) throws(JSONFailure) -> JSONValue {
    guard bytes[index...].starts(with: text.utf8) else { throw failure("expected a value") }
    index += text.utf8.count
    return value
  }

  private mutating func object(depth: Int) throws(JSONFailure) -> JSONValue {
    index += 1
    var members: [JSONValue.Member] = []
    skipSpace()
    if current == UInt8(ascii: "}") {
      index += 1
      return .object([])
    }
    while true {
      skipSpace()
      guard current == UInt8(ascii: "\"") else { throw failure("expected an object key or }") }
      let name = try string()
      skipSpace()
      guard current == UInt8(ascii: ":") else { throw failure("expected : between key and value") }
      index += 1
      members.append(JSONValue.Member(name: name, value: try value(depth: depth + 1)))
      skipSpace()
      guard let byte = current else { throw failure("unexpected end of string") }
      index += 1
      if byte == UInt8(ascii: "}") { return .object(members) }
      guard byte == UInt8(ascii: ",") else { throw failure("expected , or } after key:value pair") }
    }
  }

  private mutating func array(depth: Int) throws(JSONFailure) -> JSONValue {
    index += 1
    var elements: [JSONValue] = []
    skipSpace()
    if current == UInt8(ascii: "]") {
      index += 1
      return .array([])
    }
    while true {
      elements.append(try value(depth: depth + 1))
      skipSpace()
      guard let byte = current else { throw failure("unexpected end of string") }
      index += 1
      if byte == UInt8(ascii: "]") { return .array(elements) }
      guard byte == UInt8(ascii: ",") else { throw failure("expected , or ] after array value") }
    }
  }

  private mutating func number() throws(JSONFailure) -> JSONValue {
    let start = index
    while let byte = current,
      byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e")
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    { index += 1 }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    guard Double(text) != nil else { throw failure("invalid number") }
    return .number(text)
  }

  /// The place of the next `byte` in `from..<to`; pictures are long strings, so this is the C library's search.
  private func find(_ byte: UInt8, from: Int, to: Int) -> Int? {
    guard from < to else { return nil }
    return unsafe bytes.withUnsafeBufferPointer { buffer -> Int? in
      // `from` and `to` lie in 0...bytes.count, and `from < to`, so the base address exists.
      guard let base = buffer.baseAddress, let found = unsafe memchr(base + from, Int32(byte), to - from) else { return nil }
      return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
  }

  private mutating func string() throws(JSONFailure) -> String {
    index += 1
    guard let end = find(UInt8(ascii: "\""), from: index, to: bytes.count) else { throw failure("unterminated string") }
    guard let escape = find(UInt8(ascii: "\\"), from: index, to: end) else {
      let text = String(decoding: bytes[index..<end], as: UTF8.self)
      index = end + 1
      return text
    }
    var text = Array(bytes[index..<escape])
    index = escape
    while let byte = current {
      index += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
      if byte == UInt8(ascii: "\\") { try escaped(into: &text) } else { text.append(byte) }
    }
    throw failure("unterminated string")
  }

  private mutating func escaped(into text: inout [UInt8]) throws(JSONFailure) {
    guard let byte = current else { throw failure("unterminated string") }
    index += 1
    switch byte {
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "u"):
      var code = try hexadecimal()
      if (0xD800..<0xDC00).contains(code), bytes[index...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) {
        index += 2
        let low = try hexadecimal()
        code = (0xDC00..<0xE000).contains(low) ? 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00) : 0xFFFD
      }
      text.append(contentsOf: String(Character(Unicode.Scalar(code) ?? "\u{FFFD}")).utf8)
    default: throw failure("invalid escape sequence in string")
    }
  }

  private mutating func hexadecimal() throws(JSONFailure) -> UInt32 {
    guard index + 4 <= bytes.count, let code = UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16) else {
      throw failure("invalid escape sequence in string")
    }
    index += 4
    return code
  }
}
