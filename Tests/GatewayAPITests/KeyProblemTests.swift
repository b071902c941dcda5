import GatewayAPI
import Testing

/// Keys that are set and cannot be sent are named as that, without showing anything of them.
@Suite struct KeyProblemTests {
  @Test(arguments: [
    ("sk-abc\u{2022}\u{2022}", "a bullet (U+2022) at place 7"), ("\u{FEFF}sk-abc", "a byte order mark (U+FEFF) at place 1"),
    ("Bearer sk-abc", "without 'Bearer'"), ("sk abc", "a space inside, at place 3"),
    ("sk-\u{00A0}abc", "white space or a control character (U+00A0)"),
    ("sk-abc\ndef", "(U+000A)"), ("sk-\u{200B}abc", "a zero-width space (U+200B) at place 4"),
    ("sk-\u{AD}abc", "a soft hyphen (U+00AD) at place 4"),
    ("\u{202A}sk-abc", "a mark that turns the direction of text (U+202A) at place 1"),
    ("sk-abc\u{2060}", "a word joiner (U+2060) at place 7"), ("sk-\u{200F}abc", "a right-to-left mark (U+200F) at place 4"),
    ("sk-äbc", "beyond ASCII (U+00E4) at place 4"),
    ("   ", "nothing but white space"), (String(repeating: "a", count: 5_000), "longer than 4096"), ("sk-…abc", "a bullet (U+2026)"),
  ]) func `what is in the way is named`(_ text: String, _ words: String) throws {
    let problem = try #require(APIKey.problem(of: text))
    #expect(problem.contains(words), "\(problem)")
    #expect(APIKey(trimming: text) == nil)
    #expect(!problem.contains("abc"))
  }

  @Test(arguments: ["sk-abc", " sk-abc\n", "\u{00A0}sk-abc\r\n"]) func `white space around a key is nothing`(_ text: String) {
    #expect(APIKey.problem(of: text) == nil)
    #expect(APIKey(trimming: text) != nil)
  }

  @Test func `the first variable that is set counts`() throws {
    let source = KeySource.environment(["A", "B"])
    let found = source.unusable { ["A": "", "B": "a b"][$0] }
    #expect(found?.variable == "B")
    #expect(source.unusable { _ in nil } == nil)
    #expect(source.unusable { ["A": "fine", "B": "a b"][$0] } == nil)
    #expect(source.resolve { ["A": "a b", "B": "fine"][$0] } == nil, "the first is meant")
  }
}
