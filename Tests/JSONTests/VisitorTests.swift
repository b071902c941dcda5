import JSON
import Testing

/// Texts in files, of which one piece is in memory.
@Suite struct VisitorTests {
  /// Writes down what it is told.
  private struct Log: JSONVisitor {
    var lines: [String] = []
    var unwanted: Set<String> = []
    /// Bytes that were handed over as strings.
    var held = 0
    var places: [JSONText] = []

    mutating func beginObject() { lines.append("{") }
    mutating func name(_ name: JSONText) -> Bool {
      lines.append("\(name.string):")
      return !unwanted.contains(name.string)
    }
    mutating func endObject() { lines.append("}") }
    mutating func beginArray() { lines.append("[") }
    mutating func endArray() { lines.append("]") }
    mutating func string(_ text: JSONText) {
      held += text.bytes.count
      if text.place == nil { lines.append("'\(text.string)'") } else { places.append(text) }
    }
    mutating func number(_ text: String) { lines.append(text) }
    mutating func bool(_ value: Bool) { lines.append("\(value)") }
    mutating func null() { lines.append("null") }
  }

  @Test func `a visitor is told everything in order, but what it does not want`() throws {
    var log = Log(unwanted: ["no"])
    try JSONReader.read(Array(#"{"a":[1,{"b":"x"}],"no":{"c":[2]},"d":null,"e":true}"#.utf8), .record, into: &log)
    #expect(log.lines == ["{", "a:", "[", "1", "{", "b:", "'x'", "}", "]", "no:", "d:", "null", "e:", "true", "}"])
  }

  @Test func `what is not wanted has to be JSON too`() {
    var log = Log(unwanted: ["no"])
    #expect(throws: JSONError.self) { try JSONReader.read(Array(#"{"no":[1,}"#.utf8), .record, into: &log) }
  }

  /// Long enough for many pieces of a file; escapes and quotes lie across their borders.
  private static let long: [UInt8] = {
    var generator = Generator(state: 3)
    var bytes: [UInt8] = []
    while bytes.count < 3_000_000 {
      switch generator.below(40) {
      case 0: bytes += Array(#"\u00e4"#.utf8)
      case 1: bytes += Array(#"\\"#.utf8)
      case 2: bytes += Array(#"\""#.utf8)
      case 3: bytes += Array(#"\ud83d\ude00"#.utf8)
      default: bytes.append(UInt8(ascii: "a") + UInt8(generator.below(26)))
      }
    }
    return bytes
  }()

  @Test func `a long string of a file stays there, and is read in pieces`() throws {
    let file = try TextFile(Array(#"{"before":"x","long":""#.utf8) + Self.long + Array(#"","after":[1]}"#.utf8))
    var log = Log()
    var walk = try JSONReader(file.file, .answer)
    try walk.sequence(&log)
    #expect(log.lines == ["{", "before:", "'x'", "long:", "after:", "[", "1", "]", "}"])
    #expect(log.held <= 5_000, "only the beginning was handed over")
    let text = try #require(log.places.first)
    #expect(text.count == Self.long.count)
    var reader = try JSONTextReader(text)
    var bytes: [UInt8] = []
    var longest = 0
    while let piece = try reader.next() {
      longest = max(longest, piece.count)
      bytes += piece
    }
    #expect(longest <= 1 << 16)
    let held = try JSONValue.read([0x22] + Self.long + [0x22], .answer)
    #expect(held.text.map { Array($0.bytes) } == bytes)
    #expect(try text.whole(limit: 1_000) == nil)
    #expect(try text.whole(limit: 4 << 20) == held.string)
  }

  @Test func `a long string that is not wanted is not held at all`() throws {
    let file = try TextFile(Array(#"{"no":""#.utf8) + Self.long + Array(#"","after":1}"#.utf8))
    var log = Log(unwanted: ["no"])
    var walk = try JSONReader(file.file, .answer)
    try walk.sequence(&log)
    #expect(log.held == 0 && log.places.isEmpty && log.lines == ["{", "no:", "after:", "1", "}"])
  }

  @Test func `a file is read as the same text in memory, wherever its pieces end`() throws {
    for shift in 0..<40 {
      let text = String(repeating: " ", count: (64 << 10) - 25 + shift) + ReaderTests.document
      let file = try TextFile(Array(text.utf8))
      #expect(
        try JSONValue.available(JSONReader(file.file, .answer)).values.map(\.line) == [try JSONValue.read(Array(text.utf8), .answer).line],
        "\(shift)")
    }
  }

  @Test func `held strings of a file have a limit`() throws {
    var rules = JSONRules.answer
    rules.heldStrings = 10
    let file = try TextFile(Array(#"["12345","12345","x"]"#.utf8))
    let (values, fault) = try JSONValue.available(JSONReader(file.file, rules))
    #expect(values.isEmpty && fault?.fault == .tooManyStrings)
    #expect(try JSONValue.read(Array(#"["12345","12345","x"]"#.utf8), rules).array?.count == 3)
  }

  @Test func `a file that is not there is said`() throws {
    #expect(throws: UnreadableBody.self) { try JSONFile("/nowhere/at/all.json") }
  }

  @Test func `events are values of one stream`() throws {
    let file = try TextFile(Array(": ping\n\ndata: {\"a\":\ndata: 1}\n\nevent: x\ndata: [2]\n\ndata: [DONE]\n\n".utf8))
    let (values, fault) = try JSONValue.available(JSONReader(file.file, .answer))
    #expect(values.map(\.line) == [#"{"a":1}"#, "[2]"] && fault == nil)
  }

  @Test func `what is whole before a fault is kept`() throws {
    let (values, fault) = try JSONValue.available(JSONReader(Array("{\"a\":1}\n[2]\n{\"b\":".utf8), .answer))
    #expect(values.map(\.line) == [#"{"a":1}"#, "[2]"])
    #expect(fault?.fault == .endsEarly && fault?.offset == 17)
  }
}
