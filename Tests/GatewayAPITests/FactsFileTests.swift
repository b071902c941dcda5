import BuiltIns
import Diagnostics
import GatewayAPI
import PipelineSpec
import Testing

/// Cards against a dated file of facts.
@Suite struct FactsFileTests {
  private func compare(_ text: String) throws -> (differences: [FactsFile.Difference], ids: [String]) {
    let node = try #require(YAMLReader.read(Array(text.utf8), name: "facts.json").node)
    let (file, diagnostics) = FactsFile.read(node)
    guard let file else { return ([], diagnostics.map(\.id.name)) }
    let (differences, found) = file.compare(with: BuiltIns.models, name: "facts.json")
    return (differences, (diagnostics + found).map(\.id.name))
  }

  @Test func `what is the same is no difference, what is not is named with both`() throws {
    let (differences, ids) = try compare(
      #"""
      {"date": "2026-12-01", "models": {
        "gemini-nano-banana-2.1": {"imageTokens": {"1K": 1120, "4K": 3767}, "prices": {"imageOutput": 30}, "refuses": ["temperature"]},
        "gemini-3-pro-image": {"references": 14, "retired": "2027-01-01", "tiers": ["priority"], "prices": {"perGroundedPrompt": 0.035}},
        "gemini-9-image": {"references": 3}}}
      """#)
    #expect(ids.isEmpty)
    let said = differences.map { "\($0.model) \($0.key) \($0.card ?? "-") \($0.file ?? "-")" }
    #expect(
      said == [
        "gemini-nano-banana-2.1 imageTokens.4K 3780 3767", "gemini-nano-banana-2.1 refuses temperature topP topK seed temperature",
        "gemini-3-pro-image prices.perGroundedPrompt - 0.035", "gemini-3-pro-image prices.perSearchQuery 0.014 -",
        "gemini-3-pro-image retired - 2027-01-01", "gemini-3-pro-image tiers flex priority priority",
        "gemini-9-image id - gemini-9-image",
      ])
    #expect(differences.allSatisfy { $0.position != nil })
  }

  @Test(arguments: [
    (#"{"models": {}}"#, "missing-key"), (#"{"date": "soon", "models": {}}"#, "invalid-value"),
    (#"{"date": "2026-12-01", "models": []}"#, "wrong-type"), (#"{"date": "2026-12-01", "models": {}, "more": 1}"#, "unknown-key"),
    (#"{"date": "2026-12-01", "models": {"gemini-3-pro-image": {"reference": 14}}}"#, "unknown-key"),
    (#"{"date": "2026-10-01", "models": {"gemini-3-pro-image": {"references": 14}}}"#, "older-facts"),
  ])
  func `a file that is wrong, or older than the cards, is said at its place`(_ text: String, _ id: String) throws {
    #expect(try compare(text).ids.contains(id))
  }
}
