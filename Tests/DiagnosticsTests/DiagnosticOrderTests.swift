import Testing

@testable import Diagnostics

@Suite struct DiagnosticOrderTests {
  private func place(_ line: Int, _ column: Int) -> SourcePosition { SourcePosition(line: line, column: column) }

  @Test func `each once, in the order of the text`() {
    let diagnostics = [
      Diagnostic("b", "2", at: place(2, 1)), Diagnostic("a", "1", at: place(1, 9)), Diagnostic("c", "0"),
      Diagnostic("b", "2", at: place(2, 1)),
      Diagnostic("d", "3", at: place(1, 9)),
    ]
    #expect(diagnostics.sortedAndUnique.map(\.id.name) == ["c", "a", "d", "b"])
  }

  @Test func `warnings are no errors`() {
    #expect(![Diagnostic("a", "m", severity: .warning), Diagnostic("a", "m", severity: .note)].hasErrors)
    #expect([Diagnostic("a", "m", severity: .warning), Diagnostic("a", "m")].hasErrors)
  }

  @Test(
    arguments: [
      ("modle", "model"), ("sorces", "sources"), ("MODEL", "model"), ("gatway", "gateway"), ("aspectratio", "aspectRatio"), ("m", nil),
      ("", nil),
      ("entirely", nil),
    ] as [(String, String?)])
  func `suggestions`(_ text: String, _ expected: String?) {
    #expect(Suggestion.nearest(to: text, among: ["model", "sources", "gateway", "aspectRatio"]) == expected)
  }

  @Test func `lines of a text`() {
    let source = SourceText(name: "n", text: "a\r\nb\n\nc\rd")
    #expect((0...6).map { source.line($0).map { String(String.UnicodeScalarView($0)) } } == [nil, "a", "b", "", "c", "d", nil])
  }
}
