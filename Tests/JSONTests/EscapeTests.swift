import FoundationEssentials
import JSON
import Testing

/// The one escaper, and what reads escapes again.
@Suite struct EscapeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let raw: String
    let text: String
    var testDescription: String { raw }

    init(_ raw: String, _ text: String) { (self.raw, self.text) = (raw, text) }
  }

  static let escapes = [
    Case(#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{c}\n\r\t"), Case(#"\u0041\u00e4\u00E4\u65e5"#, "A\u{e4}\u{e4}\u{65e5}"),
    Case(#"\ud83d\ude00"#, "\u{1F600}"), Case(#"\uDBFF\uDFFF"#, "\u{10FFFF}"), Case(#"a\ud83d"#, "a\u{FFFD}"),
    Case(#"\ud83dx"#, "\u{FFFD}x"), Case(#"\ud83d\n"#, "\u{FFFD}\n"), Case(#"\ude00"#, "\u{FFFD}"),
    Case(#"\ud83d\ud83d\ude00"#, "\u{FFFD}\u{1F600}"), Case(#"\u0000"#, "\u{0}"), Case("ä日\u{1F600}", "ä日\u{1F600}"),
    Case(#"\\u0041"#, "\\u0041"), Case(#"\\"#, "\\"), Case("", ""),
  ]

  @Test(arguments: escapes) func `an escape stands for its character`(_ item: Case) throws {
    for rules in [JSONRules.answer, .request, .record] {
      #expect(try JSONValue.read(Array("\"\(item.raw)\"".utf8), rules).string == item.text)
    }
  }

  @Test(arguments: [
    (#"\x41"#, "x41"), (#"\u12"#, "\u{FFFD}12"), (#"\u12g4"#, "\u{FFFD}12g4"), (#"\ "#, " "), (#"\ud83d\u00"#, "\u{FFFD}\u{FFFD}00"),
  ]) func `an escape that is none stands for its character in an answer, and is refused elsewhere`(_ raw: String, _ text: String) throws {
    let bytes = Array("\"\(raw)\"".utf8)
    #expect(try JSONValue.read(bytes, .answer).string == text)
    for rules in [JSONRules.request, .record] {
      #expect { try JSONValue.read(bytes, rules) } throws: {
        if case .malformed(.unknownEscape, _)? = $0 as? JSONError { true } else { false }
      }
    }
  }

  @Test(arguments: [
    (JSONStyle.request, #""\"\\/\u0008\u000c\n\r\t\u0000\u001f"# + "\u{7f}\u{85}\u{2028}é\""),
    (.record, #""\"\\/\b\f\n\r\t\u0000\u001f"# + "\u{7f}\u{85}\u{2028}é\""),
    (.answer, #""\"\\/\u0008\u000c\n\u000d\u0009\u0000\u001f"# + "\u{7f}\u{85}\u{2028}é\""),
    (.display, #""\"\\/\u0008\u000c\n\r\t\u0000\u001f\u007f\u0085\u2028é""#),
  ]) func `each style writes what it always wrote`(_ style: JSONStyle, _ written: String) {
    #expect(JSONEscapes.quoted("\"\\/\u{8}\u{c}\n\r\t\u{0}\u{1f}\u{7f}\u{85}\u{2028}é", style) == written)
  }

  /// Texts of every byte that UTF-8 has, at every place of a word of eight bytes.
  private static let texts: [String] = {
    var generator = Generator(state: 7)
    let alphabet =
      (0..<0x30).compactMap { Unicode.Scalar($0) }
      + Array("\\abcZ\u{7f}\u{80}\u{9f}\u{a0}é\u{2028}\u{2029}日\u{FFFF}\u{1F600}".unicodeScalars)
    return (0..<2_000).map { count in
      var text = ""
      for _ in 0..<(count % 40) { text.unicodeScalars.append(alphabet[generator.below(alphabet.count)]) }
      return text
    }
  }()

  @Test func `every text is read back as it was written, in every style`() throws {
    for text in Self.texts {
      for style in [JSONStyle.request, .record, .answer, .display] {
        let quoted = Array(JSONEscapes.quoted(text, style).utf8)
        #expect(try JSONValue.read(quoted, .record).string == text)
        #expect(JSONValue.text(text).encoded(style) == quoted)
      }
    }
  }

  @Test func `records are written as Foundation writes them`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    for text in Self.texts {
      #expect(try JSONEscapes.quoted(text, .record) == String(decoding: encoder.encode(text), as: UTF8.self))
    }
  }
}

/// Numbers that only look as if they came by chance.
struct Generator {
  var state: UInt64

  mutating func below(_ count: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % count
  }
}
