/// Why there is no JSON value.
enum JSONError: Error, Equatable {
  /// The bytes are not JSON; `offset` is the number of bytes before the place.
  case malformed(String, offset: Int)
  case unreadable(UnreadableBody)
}

/// Reads JSON that nobody vouches for: bounded in depth, in number of values and in memory, tolerant only of raw control characters in
/// strings. Long strings of a file stay there, so that memory does not grow with an answer's pictures.
struct JSONParser {
  /// Deeper nesting than any answer has.
  static let maximumDepth = 128
  static let maximumValues = 100_000
  /// Bytes of a file's string up to which it is held.
  static let heldString = 64 << 10
  /// Bytes that all held strings of a file may take; no answer has so many words.
  static let heldStrings = 8 << 20

  private var input: JSONInput
  private var values = 0
  private var heldBytes = 0
  /// Whether the values are the data of server-sent events.
  private var isEventStream = false

  private init(_ input: JSONInput) { self.input = input }

  static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
    var parser = JSONParser(JSONInput(bytes))
    return try parser.document()
  }

  /// The values of a text, or of its events where it is a stream of server-sent events, as far as they can be read; and what is wrong after
  /// them.
  static func available(_ input: JSONInput) throws(UnreadableBody) -> (values: [JSONValue], fault: (message: String, offset: Int)?) {
    var parser = JSONParser(input)
    var values: [JSONValue] = []
    do throws(JSONError) {
      if try parser.findsEvents() { try parser.events(into: &values) } else { try parser.documents(into: &values) }
      return (values, nil)
    } catch {
      switch error {
      case .malformed(let message, let offset): return (values, (message, offset))
      case .unreadable(let cause): throw cause
      }
    }
  }

  /// One value, or several in lines of their own.
  private mutating func documents(into values: inout [JSONValue]) throws(JSONError) {
    try skipByteOrderMark()
    repeat {
      values.append(try value(depth: 0))
      try skipSpace()
    } while input.offset < input.count
  }

  private mutating func document() throws(JSONError) -> JSONValue {
    try skipByteOrderMark()
    let value = try value(depth: 0)
    try skipSpace()
    guard input.offset == input.count else { throw error("something follows the value") }
    return value
  }

  // MARK: server-sent events

  private static let eventFields = ["data:", ":", "event:", "id:", "retry:"]

  private mutating func findsEvents() throws(JSONError) -> Bool {
    let start = input.offset
    defer { input.offset = start }
    try skipByteOrderMark()
    try skipSpace()
    for field in Self.eventFields where try isNext(field) { return true }
    return false
  }

  private mutating func events(into found: inout [JSONValue]) throws(JSONError) {
    try skipByteOrderMark()
    isEventStream = true
    try skipFieldNames()
    while true {
      try skipSpace()
      if input.offset == input.count { return }
      if try isNext("[DONE]") { return }
      found.append(try value(depth: 0))
    }
  }

  /// Skips the names of fields at the beginning of a line, and whole lines that hold no data.
  private mutating func skipFieldNames() throws(JSONError) {
    if try isNext("data:") {
      input.offset += 5
      return
    }
    for field in Self.eventFields where try isNext(field) {
      while let byte = try peek(), byte != 0x0A, byte != 0x0D { input.offset += 1 }
      return
    }
  }

  // MARK: values

  private func error(_ message: String) -> JSONError { .malformed(message, offset: input.offset) }

  private mutating func peek() throws(JSONError) -> UInt8? {
    do throws(UnreadableBody) {
      return try input.peek()
    } catch {
      throw .unreadable(error)
    }
  }

  private mutating func isNext(_ text: String) throws(JSONError) -> Bool {
    do throws(UnreadableBody) {
      return try input.continues(with: text)
    } catch {
      throw .unreadable(error)
    }
  }

  /// A byte order mark says nothing in UTF-8.
  private mutating func skipByteOrderMark() throws(JSONError) {
    if try isNext("\u{FEFF}") { input.offset += 3 }
  }

  private mutating func skipSpace() throws(JSONError) {
    while let byte = try peek(), byte == 0x20 || (0x09...0x0D).contains(byte) {
      input.offset += 1
      if isEventStream, byte == 0x0A || byte == 0x0D { try skipFieldNames() }
    }
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    guard depth < Self.maximumDepth else { throw error("nested too deep") }
    values += 1
    guard values <= Self.maximumValues else { throw error("too many values") }
    try skipSpace()
    guard let first = try peek() else { throw error("the text ends too early") }
    switch first {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "N"), UInt8(ascii: "I"): return try noNumber()
    case UInt8(ascii: "-"), 0x30...0x39: return try isNext("-Infinity") ? noNumber() : number()
    default: throw error("no value begins like this")
    }
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
    guard try isNext(word) else { throw error("no value begins like this") }
    input.offset += word.utf8.count
    return value
  }

  /// What writers put in place of a number that JSON has no word for says nothing.
  private mutating func noNumber() throws(JSONError) -> JSONValue {
    for name in ["NaN", "Infinity", "-Infinity"] where try isNext(name) { return try word(name, .null) }
    throw error("no value begins like this")
  }

  private mutating func number() throws(JSONError) -> JSONValue {
    var digits: [UInt8] = []
    while let byte = try peek(), (0x30...0x39).contains(byte) || "-+.eE".utf8.contains(byte) {
      // Longer numbers are beyond any count.
      if digits.count < 64 { digits.append(byte) }
      input.offset += 1
    }
    return .number(String(decoding: digits, as: UTF8.self))
  }

  private mutating func string() throws(JSONError) -> JSONText {
    input.offset += 1
    let start = input.offset
    var hasEscapes = false
    var found: JSONText?
    do throws(UnreadableBody) {
      while found == nil, let byte = try input.skipToQuoteOrBackslash() {
        if byte == UInt8(ascii: "\\") {
          hasEscapes = true
          input.offset += 2
        } else {
          found = try input.text(start..<input.offset, hasEscapes: hasEscapes, limit: Self.heldString)
          input.offset += 1
        }
      }
    } catch {
      throw .unreadable(error)
    }
    guard let found else {
      input.offset = input.count
      throw error("a string does not end")
    }
    heldBytes += input.isInMemory ? 0 : found.raw.count
    guard heldBytes <= Self.heldStrings else { throw error("too many strings") }
    return found
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
    input.offset += 1
    var items: [JSONValue] = []
    try skipSpace()
    if try take("]") { return .array(items) }
    while true {
      items.append(try value(depth: depth + 1))
      try skipSpace()
      if try take("]") { return .array(items) }
      guard try take(",") else { throw error("a list goes on with a comma") }
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
    input.offset += 1
    var members: [(key: String, value: JSONValue)] = []
    try skipSpace()
    if try take("}") { return .object(members) }
    while true {
      try skipSpace()
      guard try peek() == UInt8(ascii: "\"") else { throw error("a member begins with its name") }
      let key = try string().string
      try skipSpace()
      guard try take(":") else { throw error("a colon follows a name") }
      members.append((key, try value(depth: depth + 1)))
      try skipSpace()
      if try take("}") { return .object(members) }
      guard try take(",") else { throw error("an object goes on with a comma") }
    }
  }

  private mutating func take(_ character: Unicode.Scalar) throws(JSONError) -> Bool {
    guard try peek() == UInt8(ascii: character) else { return false }
    input.offset += 1
    return true
  }
}
