import Diagnostics
import PipelineFixtures
import TestSupport
import Testing

@Suite struct AssetNamingTests {
  private func diagnose(_ head: String, files: [String] = []) throws -> [String] {
    let bench = try PipelineBench()
    for file in files { try bench.folder.write("x", to: file) }
    let marked = MarkedText(
      """
      version: 1
      model: tiny-image
      output: out
      \(head)
      stages:
        - generate: {prompt: a lawn, aspectRatio: "1:1"}

      """)
    return marked.describe(try bench.check(marked.text))
  }

  @Test func `one asset needs no name and several do`() throws {
    #expect(try diagnose("") == [])
    #expect(
      try diagnose("matrix: 1️⃣{season: [spring, winter]}") == [
        "1️⃣ missing-asset-name: there are several assets, so 'asset' is needed to name them"
      ])
  }

  @Test func `a name that forgets an axis is said with the axis`() throws {
    #expect(
      try diagnose("matrix: {season: [spring, winter]}\nasset: 1️⃣card") == ["1️⃣ asset-name-clash: two assets have the name 'card'"])
  }

  @Test func `names that differ by case only share a folder on some systems`() throws {
    #expect(
      try diagnose("matrix: {season: [spring, Spring]}\nasset: 1️⃣\"${season}\"") == [
        "1️⃣ asset-name-clash: the asset names 'spring' and 'Spring' would share one folder on some systems"
      ])
  }

  @Test func `names that differ by composition only clash`() throws {
    let head = "sources: \"*.png\"\nasset: 1️⃣\"${source.stem}\""
    let found = try diagnose(head, files: ["caf\u{E9}.png", "cafe\u{301}.png"])
    #expect(found == ["1️⃣ asset-name-clash: two assets have the name 'caf\u{E9}'"])
  }

  @Test(arguments: [
    ("../up", "has a slash"), ("a/b", "has a slash"), ("a\\\\b", "has a slash"), (".hidden", "begins with a dot"),
    ("end.", "ends with a space or a dot"), ("a\\tb", "has a control character"),
    ("a:b", "has one of : * ? \" < > |, which not every file system takes"),
    (String(repeating: "x", count: 300), "is longer than 200 bytes"),
  ])
  func `a name that is no name for a folder is refused`(_ name: String, _ problem: String) throws {
    let found = try diagnose("asset: 1️⃣\"\(name)\"")
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("1️⃣ invalid-asset-name: ") == true)
    #expect(found.first?.hasSuffix(problem) == true, "\(found)")
  }

  @Test func `a name that a value leaves empty is refused`() throws {
    #expect(
      try diagnose("values: {season: \"\"}\nasset: 1️⃣\"${season}\"") == ["1️⃣ invalid-asset-name: the asset name '' is empty"])
  }

  @Test func `sources with the same stem clash`() throws {
    let head = "sources: \"*.*\"\nasset: 1️⃣\"${source.stem}\""
    let found = try diagnose(head, files: ["shoe.png", "shoe.jpg"])
    #expect(found == ["1️⃣ asset-name-clash: two assets have the name 'shoe'"])
  }

  @Test func `a thousand clashes are not a thousand messages`() throws {
    let values = (0..<1_000).map { "v\($0)" }.joined(separator: ", ")
    #expect(try diagnose("matrix: {season: [\(values)]}\nasset: card").count == 1)
  }
}
