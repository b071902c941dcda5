import PipelineModel
import Testing

@Suite struct OutputNamingTests {
  @Test func `variants from the second on carry their number`() {
    #expect(OutputNaming.fileName("card", variant: 1, extension: "jpg") == "card.jpg")
    #expect(OutputNaming.fileName("card", variant: 2, extension: "jpg") == "card-2.jpg")
    #expect(OutputNaming.fileName("original", variant: 12, extension: "png") == "original-12.png")
  }

  @Test func `the last turn's original is the original`() {
    #expect((1...3).map { OutputNaming.originalName(turn: $0, of: 3) } == ["original-turn1", "original-turn2", "original"])
    #expect(OutputNaming.originalName(turn: 1, of: 1) == "original")
  }

  @Test func `names that a file system may take for one are equal when folded`() {
    #expect(OutputNaming.fold("Card") == OutputNaming.fold("cARD"))
    #expect(OutputNaming.fold("STRASSE") == OutputNaming.fold("stra\u{DF}e"))
    #expect(OutputNaming.fold("\u{3A3}") == OutputNaming.fold("\u{3C2}"), "capital sigma and its final form")
    #expect(OutputNaming.fold("caf\u{E9}") == OutputNaming.fold("CAFE\u{301}"))
    #expect(OutputNaming.fold("card") != OutputNaming.fold("cards"))
  }

  @Test(arguments: ["card", "Ü 2", "a.b", "-x", "日本", "a b", "x-2", "😀"]) func `ordinary names are fine`(_ name: String) {
    #expect(OutputNaming.problem(with: name) == nil)
  }

  @Test(arguments: [
    "", ".", "..", ".x", "a/b", "a\\b", "a ", "a.", "a\u{0}b", "a\nb", "a\u{7F}", "a\u{85}", "a:b", "a*", "a?", "a\"", "a<", "a>", "a|",
  ])
  func `names that cannot be are refused`(_ name: String) {
    #expect(OutputNaming.problem(with: name) != nil)
  }

  @Test func `the limit is in bytes and leaves room for an extension`() {
    #expect(OutputNaming.problem(with: String(repeating: "x", count: 200)) == nil)
    #expect(OutputNaming.problem(with: String(repeating: "x", count: 201)) != nil)
    #expect(OutputNaming.problem(with: String(repeating: "é", count: 101)) != nil)
  }
}
