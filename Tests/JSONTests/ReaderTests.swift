import JSON
import Testing

@Suite struct ReaderTests {
  private func fault(_ text: String, _ rules: JSONRules = .record) -> JSONError.Fault? {
    do throws(JSONError) {
      _ = try JSONValue.read(Array(text.utf8), rules)
      return nil
    } catch {
      if case .malformed(let fault, _) = error { return fault }
      return nil
    }
  }

  static let document =
    #" { "a" : [ 1 , -2.5e3, true, false, null, "x\ud83d\ude00y", "" ], "b": {"c\n": {}, "d": []}, "é": "äöü" } "#

  @Test func `every kind of value is read, in order`() throws {
    let value = try JSONValue.read(Array(Self.document.utf8), .record)
    #expect(value.line == #"{"a":[1,-2.5e3,true,false,null,"x😀y",""],"b":{"c\n":{},"d":[]},"é":"äöü"}"#)
    #expect(value["b"]?["d"]?.array?.isEmpty == true)
    #expect(value["x", "a"]?.array?.count == 7)
  }

  @Test(arguments: [JSONRules.record, .request, .answer]) func `a text that is cut at any byte is no value`(_ rules: JSONRules) throws {
    let bytes = Array(Self.document.utf8)
    let end = bytes.count - 1
    for count in 0..<end {
      #expect(throws: JSONError.self, "\(count)") { try JSONValue.read(Array(bytes.prefix(count)), rules) }
    }
    for count in 0..<end {
      let file = try TextFile(Array(bytes.prefix(count)))
      let (values, fault) = try JSONValue.available(JSONReader(file.file, rules))
      #expect(values.isEmpty && fault != nil, "\(count) in a file")
    }
  }

  @Test(arguments: [
    ("", JSONError.Fault.endsEarly), ("  ", .endsEarly), ("[", .endsEarly), ("[1", .elementWithoutComma), ("[1 2]", .elementWithoutComma),
    ("[1,", .endsEarly), ("[,1]", .noValue), ("[1,]", .noValue), ("{", .memberWithoutName), ("{1:2}", .memberWithoutName),
    ("{\"a\"}", .memberWithoutColon), ("{\"a\":}", .noValue), ("{\"a\":1 \"b\":2}", .memberWithoutComma),
    ("{\"a\":1,}", .memberWithoutName),
    ("\"", .openString), ("\"\\\"", .openString), ("tru", .noValue), ("nul", .noValue), ("x", .noValue), ("1 2", .trailing),
    ("{}]", .trailing),
    ("'a'", .noValue), ("\"a\nb\"", .controlCharacter), ("\u{1}", .noValue),
  ]) func `what is wrong has its name`(_ text: String, _ expected: JSONError.Fault) { #expect(fault(text) == expected) }

  @Test func `the place is the number of bytes before it`() {
    #expect(throws: JSONError.malformed(.elementWithoutComma, offset: 6)) { try JSONValue.read(Array(#"["é" 1]"#.utf8), .record) }
    #expect(throws: JSONError.malformed(.openString, offset: 3)) { try JSONValue.read(Array(#"["a"#.utf8), .record) }
  }

  @Test(arguments: ["0", "-0", "7", "123", "-1.5", "0.25", "1e5", "1E+5", "1.5e-10", "9223372036854775807", "1e400"])
  func `a number keeps its text`(_ text: String) throws {
    for rules in [JSONRules.answer, .request, .record] {
      guard case .number(text) = try JSONValue.read(Array(text.utf8), rules) else {
        Issue.record("\(text) was read otherwise")
        continue
      }
    }
  }

  @Test(arguments: ["01", "-", "1.", "1.e5", "1e", "1e+", "--1", "1-2", "1.2.3", "00", "-01", String(repeating: "9", count: 65)])
  func `what is no number is refused, but in an answer`(_ text: String) {
    #expect(fault(text) == .invalidNumber)
    #expect(fault(text, .request) == .invalidNumber)
    #expect(fault(text, .answer) == nil)
  }

  @Test(arguments: [("9223372036854775807", Int.max), ("-9223372036854775808", .min), ("0", 0)])
  func `whole numbers up to the limits are read`(_ text: String, _ expected: Int) throws {
    var reader = JSONReader(Array(text.utf8), .record)
    #expect(try reader.integer() == expected)
  }

  @Test(arguments: ["9223372036854775808", "1.0", "1e2", "-9223372036854775809"]) func `others are no whole numbers`(_ text: String) {
    #expect { () throws in
      var reader = JSONReader(Array(text.utf8), .record)
      _ = try reader.integer()
    } throws: {
      if case .malformed(.notAnInteger, _)? = $0 as? JSONError { true } else { false }
    }
  }

  @Test(arguments: ["[", "{\"a\":", "[{\"a\":"]) func `nesting has a limit`(_ opening: String) throws {
    #expect(fault(String(repeating: opening, count: 100_000)) == .tooDeep)
    let closing = String(opening.reversed().compactMap { $0 == "[" ? "]" : $0 == "{" ? "}" : nil })
    let levels = 126 / closing.count
    let text = String(repeating: opening, count: levels) + "1" + String(repeating: closing, count: levels)
    #expect(fault(text) == nil)
    var reader = JSONReader(Array(text.utf8), .record)
    try reader.skip()
    try reader.finish()
  }

  @Test func `the number of values has a limit`() {
    var rules = JSONRules.record
    rules.maximumValues = 4
    #expect(fault("[1,2,3]", rules) == nil)
    #expect(fault("[1,2,3,4]", rules) == .tooManyValues)
    #expect(fault("[[],{},null]", rules) == nil)
    #expect(fault("[[],{},null,\"\"]", rules) == .tooManyValues)
  }

  @Test func `a byte order mark and the spaces that JSON has are passed over`() throws {
    #expect(try JSONValue.read(Array("\u{FEFF}\t\r\n [ ]\n".utf8), .record).array?.count == 0)
    #expect(fault("\u{b}1") == .noValue)
    #expect(fault("\u{b}1", .answer) == nil)
  }

  @Test(arguments: ["NaN", "Infinity", "-Infinity"]) func `what JSON has no number for is null in an answer`(_ text: String) throws {
    #expect(try JSONValue.read(Array("[\(text)]".utf8), .answer).line == "[null]")
    #expect(fault("[\(text)]") != nil && fault("[-Infinite]", .answer) != nil)
  }

  @Test func `bytes that are not UTF-8 become replacement characters`() throws {
    #expect(try JSONValue.read([0x22, 0x61, 0xFF, 0x22], .record).string == "a\u{FFFD}")
  }

  @Test func `control characters stand in strings where that is allowed`() throws {
    for rules in [JSONRules.answer, .request] { #expect(try JSONValue.read(Array("\"a\tb\n\"".utf8), rules).string == "a\tb\n") }
  }

  @Test func `members are pulled by name, and others skipped`() throws {
    var reader = JSONReader(Array(#"{"skip": [{"n": 1}, "]}"], "n": 7, "t": true, "s": "x", "z": null}"#.utf8), .record)
    var found: [String] = []
    try reader.beginObject()
    while let name = try reader.nextName() {
      switch name.string {
      case "n": found.append(String(try reader.integer()))
      case "t": found.append(String(try reader.bool()))
      case "s": found.append(try reader.string().string)
      case "z": try reader.null()
      default: try reader.skip()
      }
    }
    try reader.finish()
    #expect(found == ["7", "true", "x"])
  }

  @Test(arguments: ["1", "\"a\"", "[]", "null", "true"]) func `a value of another kind is said`(_ text: String) {
    #expect(throws: JSONError.malformed(.otherKind, offset: 0)) {
      var reader = JSONReader(Array(text.utf8), .record)
      try reader.beginObject()
    }
  }
}
