import Diagnostics
import Testing

/// Lists as settings keep them, read back for people.
@Suite struct ListTextTests {
  @Test(arguments: [["image/webp", "image/jpeg"], ["TEXT"], ["", "a:b", "grün"]])
  func `a list that a setting holds is read back`(_ texts: [String]) {
    var reader = SettingsReader(
      .mapping(
        [.init(key: .init("mime", at: SourcePosition(line: 1, column: 1)), value: .sequence(texts.map { scalar($0) }, start))], start),
      subject: "normalize")
    _ = reader.list("mime", default: [], expected: "texts", "Texts.", show: { $0 }, parse: { $0 })
    let value = reader.finish().settings["mime"]?.value
    #expect(value.flatMap(ListText.split) == texts)
  }

  @Test(arguments: ["4:3", "1:1", "16:9", "spring", "", "a lawn: green", "3:abcd"])
  func `other texts are no lists`(_ text: String) {
    #expect(ListText.split(text) == nil)
  }

  private var start: SourcePosition { SourcePosition(line: 1, column: 1) }
  private func scalar(_ text: String) -> Node { .scalar(.init(text, at: start)) }
}
