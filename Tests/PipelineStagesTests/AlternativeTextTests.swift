import Testing

@testable import PipelineStages

@Suite struct AlternativeTextTests {
  static let words: [(words: String, most: Int, text: String?)] = [
    ("A brass lamp on a table.", 125, "A brass lamp on a table."),
    ("  A brass\n\nlamp\ton a table \n", 125, "A brass lamp on a table"),
    ("\"A brass lamp\"", 125, "A brass lamp"),
    ("„«A lamp»“", 125, "A lamp"),
    ("A lamp called \"Ada\"", 125, "A lamp called \"Ada\""),
    ("A brass lamp on a table", 20, "A brass lamp on a…"),
    ("Donaudampfschifffahrtsgesellschaft", 20, "Donaudampfschifffah…"),
    ("花瓶の写真", 20, "花瓶の写真"),
    ("", 125, nil), ("   \n", 125, nil), ("\"\"", 125, nil), ("...", 125, nil),
  ]

  @Test(arguments: words) func `a model's words become one line of a given length`(_ case: (words: String, most: Int, text: String?)) {
    let text = AlternativeText(`case`.words, maximumLength: `case`.most)?.text
    #expect(text == `case`.text)
    #expect((text ?? "").count <= `case`.most)
  }

  @Test(arguments: ["en", "de", "pt-BR", "zh-Hant-TW", "sr-Latn", "yue"]) func `language tags are taken`(_ tag: String) {
    #expect(LanguageTag(tag)?.text == tag)
  }

  @Test(arguments: ["", "e", "english", "en_US", "en-", "en--US", "e1", "en-toolongtag"]) func `what is no language tag is not`(
    _ tag: String
  ) {
    #expect(LanguageTag(tag) == nil)
  }
}
