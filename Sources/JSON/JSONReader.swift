/// Walks over JSON from its beginning to its end: bounded in depth, in number of values and, for a file, in memory.
///
/// Long strings of a file stay there, so that memory does not grow with an answer's pictures.
package struct JSONReader {
  package enum Kind: Hashable, Sendable { case object, array, string, number, bool, null }

  /// A string that was walked over.
  struct Passed {
    let range: Range<Int>
    let hasEscapes: Bool
  }

  var input: JSONInput
  let rules: JSONRules
  /// Indicates whether the values are the data of server-sent events.
  var isEventStream = false
  private var values = 0
  private var depth = 0
  private var heldBytes = 0
  /// Indicates whether a container has just begun.
  private var isAtStart = false

  package init(_ bytes: [UInt8], _ rules: JSONRules) {
    input = JSONInput(bytes)
    self.rules = rules
  }

  package init(_ file: JSONFile, _ rules: JSONRules) throws(UnreadableBody) {
    input = try JSONInput(file)
    self.rules = rules
  }

  /// Bytes before the place that is looked at.
  package var offset: Int { input.offset }

  /// Returns an error at the present place, also for faults that only the caller can know.
  package func error(_ fault: JSONError.Fault) -> JSONError { .malformed(fault, offset: input.offset) }

  /// Ends the walk.
  /// - Throws: an error if anything but space follows.
  package mutating func finish() throws(JSONError) {
    try skipSpace()
    guard input.offset == input.count else { throw error(.trailing) }
  }

  // MARK: containers

  package mutating func beginObject() throws(JSONError) {
    guard try kind() == .object else { throw error(.otherKind) }
    begin()
  }

  /// Returns the name of the next member, whose value must be read or skipped next, or `nil` if the object ends.
  package mutating func nextName() throws(JSONError) -> JSONText? {
    guard let name = try passName() else { return nil }
    return try text(name)
  }

  package mutating func beginArray() throws(JSONError) {
    guard try kind() == .array else { throw error(.otherKind) }
    begin()
  }

  /// Returns whether there is a next element, which must be read or skipped next.
  package mutating func nextElement() throws(JSONError) -> Bool {
    let next = try next()
    if next == UInt8(ascii: "]") {
      input.advance()
      return end()
    }
    guard !isAtStart else {
      isAtStart = false
      return true
    }
    guard next == UInt8(ascii: ",") else { throw error(.elementWithoutComma) }
    input.advance()
    return true
  }

  /// Begins a container whose bracket was seen.
  mutating func begin() {
    input.advance()
    values += 1
    depth += 1
    isAtStart = true
  }

  private mutating func end() -> Bool {
    depth -= 1
    isAtStart = false
    return false
  }

  /// Passes over a name and its colon, or `nil` if the object ends.
  mutating func passName() throws(JSONError) -> Passed? {
    var next = try next()
    if next == UInt8(ascii: "}") {
      input.advance()
      _ = end()
      return nil
    }
    if isAtStart {
      isAtStart = false
    } else {
      guard next == UInt8(ascii: ",") else { throw error(.memberWithoutComma) }
      input.advance()
      next = try self.next()
    }
    guard next == UInt8(ascii: "\"") else { throw error(.memberWithoutName) }
    let name = try passQuoted()
    guard try self.next() == UInt8(ascii: ":") else { throw error(.memberWithoutColon) }
    input.advance()
    return name
  }

  // MARK: values

  /// Returns the kind of the next value, without skipping it.
  package mutating func kind() throws(JSONError) -> Kind {
    guard depth < rules.maximumDepth else { throw error(.tooDeep) }
    guard values < rules.maximumValues else { throw error(.tooManyValues) }
    guard let first = try next() else { throw error(.endsEarly) }
    switch first {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
    case UInt8(ascii: "n"): return .null
    case UInt8(ascii: "N"), UInt8(ascii: "I"): if !rules.isStrict { return .null } else { throw error(.noValue) }
    case UInt8(ascii: "-"):
      guard !rules.isStrict else { return .number }
      return try input.continues(with: "-Infinity") ? .null : .number
    case 0x30...0x39: return .number
    default: throw error(.noValue)
    }
  }

  package mutating func string() throws(JSONError) -> JSONText {
    let passed = try passString()
    return try text(passed)
  }

  package mutating func bool() throws(JSONError) -> Bool {
    guard try kind() == .bool else { throw error(.otherKind) }
    if try takeWord("true") { return true }
    guard try takeWord("false") else { throw error(.noValue) }
    return false
  }

  /// Skips a null, or, if the rules are not strict, a word that writers put in place of a number that JSON cannot express.
  package mutating func null() throws(JSONError) {
    guard try kind() == .null else { throw error(.otherKind) }
    let words = rules.isStrict ? ["null"] : ["null", "NaN", "Infinity", "-Infinity"]
    for word in words where try takeWord(word) { return }
    throw error(.noValue)
  }

  /// Returns a number as it stands in the text, of which more than 64 characters are beyond any count.
  package mutating func number() throws(JSONError) -> String {
    guard try kind() == .number else { throw error(.otherKind) }
    values += 1
    var digits: [UInt8] = []
    while let byte = try input.peek(), (0x30...0x39).contains(byte) || "-+.eE".utf8.contains(byte) {
      if digits.count < 64 { digits.append(byte) } else if rules.isStrict { throw error(.invalidNumber) }
      input.advance()
    }
    guard !rules.isStrict || JSONNumber.isValid(digits) else { throw error(.invalidNumber) }
    return String(decoding: digits, as: UTF8.self)
  }

  /// Returns a whole number that stands without fraction and exponent.
  package mutating func integer() throws(JSONError) -> Int {
    guard let value = Int(try number()) else { throw error(.notAnInteger) }
    return value
  }

  // MARK: strings

  mutating func passString() throws(JSONError) -> Passed {
    guard try kind() == .string else { throw error(.otherKind) }
    return try passKnownString()
  }

  /// Passes over a string whose quote was seen.
  mutating func passKnownString() throws(JSONError) -> Passed {
    values += 1
    return try passQuoted()
  }

  private mutating func passQuoted() throws(JSONError) -> Passed {
    input.advance()
    let start = input.offset
    var hasEscapes = false
    while let byte = try input.skip(toSpecialBelow: rules.allowsControlCharacters ? 0 : 0x20) {
      switch byte {
      case UInt8(ascii: "\""):
        let end = input.offset
        input.advance()
        return Passed(range: start..<end, hasEscapes: hasEscapes)
      case UInt8(ascii: "\\"):
        hasEscapes = true
        if rules.isStrict { try passEscape() } else { input.advance(by: 2) }
      default: throw error(.controlCharacter)
      }
    }
    input.seek(to: input.count)
    throw error(.openString)
  }

  private mutating func passEscape() throws(JSONError) {
    input.advance()
    guard let letter = try input.peek() else { return }
    guard "\"\\/bfnrtu".utf8.contains(letter) else { throw error(.unknownEscape) }
    input.advance()
    guard letter == UInt8(ascii: "u") else { return }
    for _ in 0..<4 {
      guard let digit = try input.peek() else { return }
      guard JSONEscapes.hexadecimalDigit(digit) != nil else { throw error(.unknownEscape) }
      input.advance()
    }
  }

  private mutating func text(_ passed: Passed) throws(JSONError) -> JSONText {
    let text = try input.text(passed.range, hasEscapes: passed.hasEscapes, limit: rules.heldString)
    heldBytes += input.isInMemory ? 0 : text.raw.count
    guard heldBytes <= rules.heldStrings else { throw error(.tooManyStrings) }
    return text
  }

  // MARK: bytes

  /// Passes over space and returns the byte that follows, or `nil` at the end.
  private mutating func next() throws(JSONError) -> UInt8? {
    guard isEventStream else { return try input.peek(afterSpace: rules.isStrict) }
    while let byte = try input.peek(), JSONInput.isSpace(byte, rules.isStrict) {
      input.advance()
      if byte == 0x0A || byte == 0x0D { try skipFieldNames() }
    }
    return try input.peek()
  }

  /// Moves on to what follows space.
  package mutating func skipSpace() throws(JSONError) { _ = try next() }

  private mutating func takeWord(_ word: String) throws(JSONError) -> Bool {
    guard try input.continues(with: word) else { return false }
    input.advance(by: word.utf8.count)
    values += 1
    return true
  }
}

extension JSONReader {
  /// Reports the one value that `bytes` are to `visitor`.
  package static func read(_ bytes: [UInt8], _ rules: JSONRules, into visitor: inout some JSONVisitor) throws(JSONError) {
    var reader = JSONReader(bytes, rules)
    try reader.skipByteOrderMark()
    try reader.visit(&visitor)
    try reader.finish()
  }

  /// Reports the values of a text to `visitor` one after the other: its only value, those of lines of their own, or those of server-sent
  /// events. If a value cannot be read, those before it have been reported.
  package mutating func sequence(_ visitor: inout some JSONVisitor) throws(JSONError) {
    if try findsEvents() { return try events(&visitor) }
    try skipByteOrderMark()
    repeat {
      try visit(&visitor)
      try skipSpace()
    } while input.offset < input.count
  }

  /// Skips a byte order mark, which has no meaning in UTF-8.
  package mutating func skipByteOrderMark() throws(JSONError) {
    if try input.continues(with: "\u{FEFF}") { input.advance(by: 3) }
  }

  // MARK: server-sent events

  private static let eventFields: [String] = ["data:", ":", "event:", "id:", "retry:"]

  private mutating func findsEvents() throws(JSONError) -> Bool {
    let start = input.offset
    defer { input.seek(to: start) }
    try skipByteOrderMark()
    try skipSpace()
    for field in Self.eventFields where try input.continues(with: field) { return true }
    return false
  }

  private mutating func events(_ visitor: inout some JSONVisitor) throws(JSONError) {
    try skipByteOrderMark()
    isEventStream = true
    try skipFieldNames()
    while true {
      try skipSpace()
      if input.offset == input.count { return }
      if try input.continues(with: "[DONE]") { return }
      try visit(&visitor)
    }
  }

  /// Skips the names of fields at the beginning of a line, and whole lines that hold no data.
  mutating func skipFieldNames() throws(JSONError) {
    if try input.continues(with: "data:") {
      input.advance(by: 5)
      return
    }
    for field in Self.eventFields where try input.continues(with: field) {
      while let byte = try input.peek(), byte != 0x0A, byte != 0x0D { input.advance() }
      return
    }
  }
}
