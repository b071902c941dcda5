import FoundationEssentials
import GatewayAPI
import GatewayClient
import Testing

/// Pictures so long that they stay in the file of their answer.
@Suite struct LongAnswerTests {
  /// Long enough for several pieces of the file, and of a length that no piece is a multiple of.
  private static let picture: [UInt8] = {
    var state: UInt32 = 7
    return pngBytes
      + (0..<300_001).map { _ in
        state = state &* 1_664_525 &+ 1_013_904_223
        return UInt8(truncatingIfNeeded: state >> 24)
      }
  }()

  private static let standard = Data(picture).base64EncodedString()

  struct Form: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let data: String
  }

  static let forms = [
    Form(testDescription: "standard", data: standard),
    Form(testDescription: "URL-safe", data: standard.replacing("+", with: "-").replacing("/", with: "_")),
    Form(testDescription: "no padding", data: String(standard.prefix { $0 != "=" })),
    Form(testDescription: "escaped slashes", data: standard.replacing("/", with: "\\/")),
    Form(testDescription: "escaped by number", data: standard.replacing("+", with: "\\u002b").replacing("/", with: "\\u002F")),
    Form(testDescription: "line breaks", data: standard.enumeratedLines),
    Form(testDescription: "data prefix", data: "data:image/png;base64," + standard),
    Form(testDescription: "base64 twice", data: Data(standard.utf8).base64EncodedString()),
  ]

  private static func inline(_ data: String) -> String {
    #"{"candidates":[{"content":{"parts":[{"text":"before"},{"inlineData":{"mimeType":"image/png","data":"\#(data)"},"thoughtSignature":"c2ln"}]}}]}"#
  }

  @Test(arguments: forms) func `every form of base64 is decoded in pieces`(_ form: Form) throws {
    let file = try AnswerFile(Self.inline(form.data))
    defer { withExtendedLifetime(file) {} }
    let image = try #require(try file.answer().images.first)
    var longest = 0
    var bytes: [UInt8] = []
    try image.data.forEachPiece {
      longest = max(longest, $0.count)
      bytes += $0
    }
    #expect(bytes == Self.picture)
    #expect(longest <= 1 << 16, "no more than a piece is in memory")
    #expect(image.thoughtSignature == "c2ln")
  }

  @Test func `a picture of the other dialect is decoded in pieces`() throws {
    let file = try AnswerFile(#"{"data":[{"b64_json":"\#(Self.standard)"}]}"#)
    defer { withExtendedLifetime(file) {} }
    #expect(try file.answer().images.map { try $0.bytes } == [Self.picture])
  }

  @Test(arguments: [
    ("![a picture](data:image/png;base64,", ") after", "![a picture](…) after"),
    ("data:image/png;base64,", " after", "… after"),
    ("line\\n<img src=\\\"data:image/png;base64,", "\\\"> after", "line\n<img src=\"…\"> after"),
  ]) func `a picture inside text is found and decoded in pieces`(_ opening: String, _ closing: String, _ words: String) throws {
    let file = try AnswerFile(#"{"candidates":[{"content":{"parts":[{"text":"\#(opening)\#(Self.standard)\#(closing)"}]}}]}"#)
    defer { withExtendedLifetime(file) {} }
    let answer = try file.answer()
    #expect(try answer.images.map { try $0.bytes } == [Self.picture])
    #expect(answer.text == words)
  }

  @Test func `several pictures inside one text are told apart`() throws {
    let one = "![](data:image/png;base64,\(Self.standard))"
    let file = try AnswerFile(#"{"candidates":[{"content":{"parts":[{"text":"a \#(one) b \#(one) data:image/ c"}]}}]}"#)
    defer { withExtendedLifetime(file) {} }
    let answer = try file.answer()
    #expect(try answer.images.map { try $0.bytes } == [Self.picture, Self.picture])
    #expect(answer.text == "a ![](…) b ![](…) data:image/ c")
  }

  @Test func `base64 that breaks off in the middle is said when it is decoded`() throws {
    let file = try AnswerFile(Self.inline(Self.standard.prefix(200_000) + "!" + Self.standard.dropFirst(200_001)))
    defer { withExtendedLifetime(file) {} }
    let image = try #require(try file.answer().images.first)
    #expect(throws: AnswerDataError.notBase64) { try image.bytes }
  }

  @Test func `a picture whose file has gone is said as that`() throws {
    let file = try AnswerFile(Self.inline(Self.standard))
    defer { withExtendedLifetime(file) {} }
    let image = try #require(try file.answer().images.first)
    try file.remove()
    #expect { try image.bytes } throws: { error in
      if case .unreadable = error as? AnswerDataError { true } else { false }
    }
  }

  @Test func `a string that never ends is malformed, wherever it is cut`() throws {
    let whole = Self.inline(Self.standard)
    for length in [70, 65_536, 131_072, 200_000] {
      let answer = try AnswerFile(String(whole.prefix(length))).answer()
      #expect(answer.malformation?.contains("does not end after \(length) of \(length) bytes") == true, "\(length)")
    }
  }

  @Test func `more words than any answer has are malformed`() throws {
    let text = #""\#(String(repeating: "x", count: 60_000))","#
    let answer = try AnswerFile(#"{"a":[\#(String(repeating: text, count: 160))""]}"#).answer()
    #expect(answer.malformation?.contains("too many strings") == true)
  }

  @Test func `a long text is kept to its limit and the cut is said`() throws {
    let text = String(repeating: "lorem ipsum ", count: 400_000)
    let answer = try AnswerFile(#"{"candidates":[{"content":{"parts":[{"text":"\#(text)"}]}}]}"#).answer()
    #expect(answer.text?.utf8.count == 4 << 20)
    #expect(answer.defects.contains { $0.contains("longer than 4194304 bytes") })
  }
}

extension String {
  /// With an escaped line break after every 76 characters.
  fileprivate var enumeratedLines: String {
    var lines: [Substring] = []
    var rest = self[...]
    while !rest.isEmpty {
      lines.append(rest.prefix(76))
      rest = rest.dropFirst(76)
    }
    return lines.joined(separator: "\\r\\n")
  }
}
