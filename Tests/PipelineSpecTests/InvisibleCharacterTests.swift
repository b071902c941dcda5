import Diagnostics
import PipelineSpec
import Testing

/// What nobody sees in a file is named at its place, with what to do about it.
@Suite struct InvisibleCharacterTests {
  private static let rest = "output: out\nstages: [{decode: a.png}]\n"

  private func diagnostics(_ text: String) -> [Diagnostic] {
    PipelineDocument.parse(bytes: Array(text.utf8), name: "p.yaml").diagnostics
  }

  @Test(arguments: [
    ("version: 1\n\u{A0}\u{A0}name: x\n", 2, 1), ("version: 1\nname:\u{A0}x\n", 2, 6), ("version:\u{A0}1\nname: x\n", 1, 9),
    ("version: 1\nname\u{A0}: x\n", 2, 5), ("version: 1\nvalues:\n\u{3000} a: b\n", 3, 1), ("version: 1\nname: \u{202F}x\n", 2, 7),
    ("version: 1\nname: x\u{A0}\n", 2, 7), ("version: 1\nsources:\n  -\u{A0}a.png\n  - b.png\n", 3, 4),
    ("version: 1\nname: a\u{FEFF}b\n", 2, 8), ("version: 1\n\u{FEFF}name: x\n", 2, 1),
  ])
  func `a space that is none`(_ text: String, _ line: Int, _ column: Int) {
    let found = diagnostics(text + Self.rest).first { $0.id.name == "invisible-character" }
    #expect(found != nil, "\(diagnostics(text + Self.rest).map(\.message))")
    #expect(found?.position?.line == line)
    #expect(found?.notes.isEmpty == false)
    // What YAML takes for one value is named where it begins or at the character; both are its line.
    if found?.severity == .error { #expect(found?.position?.column == column) }
  }

  @Test(arguments: ["version: 1\nname: \"caf\u{E9}\u{A0}: x\"\n", "version: 1\nvalues: {a: deux\u{A0}mots}\n"])
  func `a no-break space inside a text is a text's own`(_ text: String) {
    #expect(diagnostics(text + Self.rest).isEmpty)
  }

  @Test(arguments: [
    ("model: gem\u{AD}ini", "a soft hyphen (U+00AD) at place 4", 2, 11),
    ("gateway: serevix\u{200B}", "a zero-width space (U+200B) at place 8", 2, 17),
    ("gateway: [a, \u{2060}b]", "a word joiner (U+2060) at place 1", 2, 14),
    ("name: \"sh\u{200E}op\"", "a left-to-right mark (U+200E) at place 3", 2, 10),
    ("sources: 'a/\u{202E}b.png'", "a mark that turns the direction of text (U+202E) at place 3", 2, 13),
    ("sources: [a.png, b\u{200F}.png]", "a right-to-left mark (U+200F) at place 2", 2, 19),
    ("budget: 2\u{3164}", "a filler of Hangul (U+3164) at place 2", 2, 10),
    ("name: \u{E0061}x", "a tag (U+E0061) at place 1", 2, 7), ("name: a\u{2800}b", "a blank of Braille (U+2800) at place 2", 2, 8),
  ])
  func `a name or a path with what nobody sees is named with its place`(_ line: String, _ words: String, _ row: Int, _ column: Int) {
    let found = diagnostics("version: 1\n\(line)\n" + Self.rest).filter { $0.message.contains("holds") }
    #expect(found.map(\.id.name) == ["invisible-character"], "\(diagnostics("version: 1\n\(line)\n" + Self.rest).map(\.message))")
    #expect(found.first?.message.contains(words) == true, "\(found.map(\.message))")
    #expect(found.first?.severity == .warning)
    #expect(found.first?.position == SourcePosition(line: row, column: column))
  }

  @Test func `the output folder is such a name`() {
    let found = diagnostics("version: 1\noutput: out\u{200F}/x\nstages: [{decode: a.png}]\n")
    #expect(found.map(\.message) == ["'output' holds a right-to-left mark (U+200F) at place 4, which nobody sees"])
  }

  @Test(arguments: ["👩‍🚀", "❤️", "نام\u{200C}ها", "e\u{301}", "שלום"])
  func `what writing needs is no such thing`(_ name: String) {
    #expect(diagnostics("version: 1\nname: \(name)\n" + Self.rest).isEmpty)
  }

  @Test func `a message that quotes it says so`() {
    let diagnostic = Diagnostic("x", "'4\u{200B}:3' is not a valid ratio")
    #expect(diagnostic.notes.map(\.message) == ["what is quoted holds a zero-width space (U+200B), which nobody sees"])
    #expect(Diagnostic("x", "'4:3' is one").notes.isEmpty)
  }

  @Test(arguments: [#""C:\Users\new\*.png""#, #""\q""#, #""a\x4""#, #""\u12""#])
  func `a backslash that YAML cannot read on from`(_ value: String) {
    let found = diagnostics("version: 1\nname: \(value)\n" + Self.rest)
    #expect(found.count == 1)
    #expect(found.first?.message.contains("escape") == true, "\(found.map(\.message))")
    #expect(found.first?.position?.line == 2)
    #expect(found.first?.notes.first?.message.contains("single quotes") == true)
  }

  @Test func `a path whose backslashes are escapes`() {
    let found = diagnostics("version: 1\nname: \"C:\\new\\table\"\n" + Self.rest)
    #expect(found.map(\.id.name) == ["escaped-path"])
    #expect(found.first?.severity == .warning)
    #expect(found.first?.position == SourcePosition(line: 2, column: 10))
  }
}
