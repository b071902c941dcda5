import Diagnostics
import PipelineSpec
import TestSupport
import Testing

/// Files that cannot be read at all say so once.
@Suite struct UnreadableFileTests {
  private func only(_ bytes: [UInt8]) -> String {
    let outcome = PipelineDocument.parse(bytes: bytes, name: "t.yaml")
    #expect(outcome.document == nil)
    #expect(outcome.diagnostics.count == 1, "\(outcome.diagnostics)")
    return MarkedText("").describe(outcome.diagnostics).first ?? ""
  }

  private func only(_ text: String) -> String { only(Array(text.utf8)) }

  @Test(arguments: ["", "\n\n", "   \n", "\u{FEFF}"])
  func `an empty file`(_ text: String) {
    #expect(only(text) == "1:1 empty-file: the file is empty; expected a mapping that begins with 'version: 1'")
  }

  @Test(arguments: ["# only a comment\n", "---\n", "---\n...\n"])
  func `a file without content`(_ text: String) {
    #expect(only(text) == "- empty-file: the file has no content; expected a mapping that begins with 'version: 1'")
  }

  @Test func `bytes that are not UTF-8`() {
    #expect(only(Array("a: é".utf8) + [0xC3, 0x28]) == "1:5 not-utf8: this byte is not UTF-8; the file must be UTF-8 throughout")
    #expect(only([0xFF, 0xFE, 0x61, 0]) == "- not-utf8: the file is UTF-16; expected UTF-8")
    #expect(only(Array("a: b\r\nc: ".utf8) + [0xFF]) == "2:4 not-utf8: this byte is not UTF-8; the file must be UTF-8 throughout")
  }

  @Test func `control characters`() {
    #expect(only("a: b\nc: \u{1}d\n") == "2:4 control-character: the character U+0001 may not stand in a pipeline file")
    #expect(only("a: b\0\n") == "1:5 control-character: the character U+0000 may not stand in a pipeline file")
    #expect(only("a: b\u{2028}c\n") == "1:5 control-character: the character U+2028 may not stand in a pipeline file")
    #expect(only("a: \u{1B}[31m\n") == "1:4 control-character: the character U+001B may not stand in a pipeline file")
  }

  @Test func `a control character written as an escape`() {
    let outcome = YAMLReader.read(Array("a: \"x\\0y\"\n".utf8), name: "t")
    #expect(
      MarkedText("").describe(outcome.diagnostics) == ["1:4 control-character: the character U+0000 may not stand in a pipeline file"])
  }

  @Test func `a file that is too large`() {
    let bytes = [UInt8](repeating: UInt8(ascii: "#"), count: YAMLReader.sizeLimit + 1)
    #expect(only(bytes) == "- file-too-large: the file has 1048577 bytes; expected at most 1048576")
  }

  @Test func `more than one document`() {
    #expect(only("a: b\n---\nc: d\n") == "2:1 several-documents: a second document begins here; a pipeline file is one document")
  }

  @Test(arguments: [("- a\n- b\n", "a list"), ("just text\n", "a single value")])
  func `another top level than a mapping`(_ text: String, _ kind: String) {
    #expect(only(text) == "1:1 not-a-mapping: the file is \(kind); expected a mapping that begins with 'version: 1'")
  }

  private static let nestings = [
    "brackets": String(repeating: "[", count: 200), "mappings": String(repeating: "{a: ", count: 100_000),
    "items": String(repeating: "- ", count: 100_000),
    "closed brackets": String(repeating: "[", count: 80) + String(repeating: "]", count: 80),
    "indents": (0..<200).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
  ]

  @Test(arguments: nestings.keys.sorted())
  func `nesting`(_ kind: String) throws {
    let text = try #require(Self.nestings[kind])
    let outcome = PipelineDocument.parse(bytes: Array(text.utf8), name: "t.yaml")
    #expect(outcome.document == nil)
    #expect(outcome.diagnostics.count == 1)
    #expect(["nested-too-deep", "yaml-syntax"].contains(outcome.diagnostics.first?.id.name))
  }

  @Test func `growth through aliases`() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...20 {
      text += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]\n"
    }
    #expect(only(text).contains("alias-expansion: the file has more than 100000 values once its aliases are expanded"))
  }

  @Test(arguments: ["? *a20\n: x\n", "*a20 : x\n", "{[*a20, *a20]: x}\n", "?\n  *a20\n: x\n"])
  func `growth through aliases in a key`(_ end: String) {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...20 {
      text += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]\n"
    }
    let isFlow = end.hasPrefix("{")
    #expect(only(text + (isFlow ? "z: " : "") + end).contains("alias-expansion: a key may not be a list, a mapping or an alias"))
  }
}
