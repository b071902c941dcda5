import Diagnostics
import Testing

@Suite struct DiagnosticRendererTests {
  private func text(_ diagnostic: Diagnostic, in source: String) -> String {
    DiagnosticRenderer(source: SourceText(name: "p.yaml", text: source)).text(diagnostic)
  }

  @Test func `everything that a diagnostic can have`() {
    let diagnostic = Diagnostic(
      "unknown-key", "unknown key 'modle'", at: SourcePosition(line: 2, column: 3), allowed: ["model", "name"], suggestion: "model",
      notes: [Diagnostic.Note("'a' stands here first", at: SourcePosition(line: 1, column: 1)), Diagnostic.Note("write it so")])
    #expect(
      text(diagnostic, in: "a: b\n  modle: x\n") == """
        p.yaml:2:3: error: unknown key 'modle' [unknown-key]
            modle: x
            ^
          allowed: model, name
          did you mean 'model'?
        p.yaml:1:1: note: 'a' stands here first
          a: b
          ^
          note: write it so
        """)
  }

  @Test func `without a place there is only the file`() {
    #expect(
      text(Diagnostic("empty-file", "the file is empty", severity: .warning), in: "") == "p.yaml: warning: the file is empty [empty-file]")
  }

  @Test(arguments: [
    ("a: x", 4, "     ^"), ("日本: x", 5, "        ^"), ("\ta: x", 5, "      ^"), ("e\u{301}: x", 5, "     ^"), ("😀: x", 4, "      ^"),
  ])
  func `the caret stands under the character`(_ line: String, _ column: Int, _ caret: String) {
    let shown = text(Diagnostic("x", "m", at: SourcePosition(line: 1, column: column)), in: line).split(separator: "\n").map(String.init)
    #expect(shown == ["p.yaml:1:\(column): error: m [x]", "  \(line.replacing("\t", with: " "))", caret])
  }

  @Test func `the caret may stand behind the end of the line`() {
    #expect(text(Diagnostic("x", "m", at: SourcePosition(line: 1, column: 4)), in: "ab:").hasSuffix("\n  ab:\n     ^"))
    #expect(text(Diagnostic("x", "m", at: SourcePosition(line: 9, column: 4)), in: "ab:") == "p.yaml:9:4: error: m [x]")
  }

  @Test func `a long line is shown around the place`() {
    let line = String(repeating: "a", count: 500) + "X" + String(repeating: "b", count: 500)
    let shown = text(Diagnostic("x", "m", at: SourcePosition(line: 1, column: 501)), in: line).split(separator: "\n").map(String.init)
    #expect(shown[1].count == 162)
    #expect(shown[2].count == shown[1].prefix { $0 != "X" }.count + 1)
  }

  @Test func `nothing that is quoted reaches the terminal as a control character`() {
    let shown = text(
      Diagnostic("x", "'\u{1B}[31m\n'", at: SourcePosition(line: 1, column: 1), allowed: ["\u{1B}a"], suggestion: "\u{1B}b"),
      in: "\u{1B}[2Ja")
    #expect(!shown.unicodeScalars.contains("\u{1B}"))
    #expect(shown.hasPrefix("p.yaml:1:1: error: '\\u{1b}[31m\\n' [x]\n  \u{FFFD}[2Ja\n"))
  }

  @Test func `colour only where it is asked for`() {
    let renderer = DiagnosticRenderer(source: SourceText(name: "p.yaml", text: "")) { word, severity in "<\(severity.rawValue) \(word)>" }
    #expect(renderer.text(Diagnostic("x", "m")) == "p.yaml: <error error>: m [x]")
  }

  @Test func `JSON`() {
    let renderer = DiagnosticRenderer(source: SourceText(name: "dir/p \"1\".yaml", text: ""))
    let diagnostic = Diagnostic(
      "unknown-key", "unknown 'a\\b'\n\u{1B}\u{85}é😀", at: SourcePosition(line: 2, column: 3), allowed: ["x", "y"], suggestion: "x",
      notes: [Diagnostic.Note("n", at: SourcePosition(line: 1, column: 1)), Diagnostic.Note("m")])
    #expect(
      renderer.json(diagnostic)
        == #"{"path":"dir/p \"1\".yaml","line":2,"column":3,"severity":"error","id":"unknown-key","#
        + #""message":"unknown 'a\\b'\n\u001b\u0085é😀","allowed":["x","y"],"suggestion":"x","#
        + #""notes":[{"path":"dir/p \"1\".yaml","line":1,"column":1,"message":"n"},{"path":"dir/p \"1\".yaml","message":"m"}]}"#)
    #expect(
      DiagnosticRenderer(source: SourceText(name: "p", text: "")).json(Diagnostic("x", "m", severity: .warning))
        == #"{"path":"p","severity":"warning","id":"x","message":"m","allowed":[],"notes":[]}"#)
  }
}
