import Diagnostics
import GatewayAPI
import PipelineModel
import TestSupport
import Testing

/// What `generate` says of thinking, searching, storing and tiers, held against model and gateways.
@Suite struct GenerateServiceTests {
  private func bench(_ settings: String) throws -> StageBench {
    try StageBench("generate", "{prompt: a, aspectRatio: \"1:1\", \(settings)}")
  }

  private func found(_ settings: String, model: String, at gateway: String = "google") throws -> [(
    id: String, severity: Diagnostic.Severity
  )] {
    try bench(settings).complaints(model: model, gateways: [gateway]).map { ($0.id.name, $0.severity) }
  }

  private static let findings: [(settings: String, model: String, gateway: String, id: String?, severity: Diagnostic.Severity)] = [
    // Reported by one source, so a warning.
    ("seed: 7", "gemini-nano-banana-2.1", "google", "refused-field", .warning),
    ("topK: 7", "gemini-nano-banana-2.1", "emulator", "refused-field", .warning),
    ("seed: 7", "gemini-3.1-flash-image", "google", nil, .warning),
    ("maxOutputTokens: 900", "gemini-nano-banana-2.1", "google", nil, .warning),
    ("thinkingLevel: medium", "gemini-nano-banana-2.1", "google", nil, .error),
    ("thinkingLevel: medium", "gemini-3.1-flash-image", "google", "unavailable-thinking-level", .error),
    ("thinkingLevel: high", "gemini-3.1-flash-lite-image", "google", nil, .error),
    ("thinkingLevel: high", "gemini-3-pro-image", "google", "unavailable-thinking-level", .error),
    ("thinkingLevel: high", "gemini-nano-banana-2.1", "gravitex-images", "unsupported-field", .error),
    ("thinkingLevel: high", "gemini-nano-banana-2.1", "serevix", "undocumented-field", .warning),
    ("searchTypes: [imageSearch]", "gemini-3.1-flash-image", "google", "nothing-searches", .error),
    ("searchTypes: [imageSearch], tools: [google_search]", "gemini-3.1-flash-image", "google", nil, .error),
    ("searchTypes: [newsSearch], tools: [google_search]", "gemini-3.1-flash-image", "google", "invalid-value", .error),
    ("storage: allow", "gemini-3.1-flash-image", "google", nil, .error),
    ("storage: forever", "gemini-3.1-flash-image", "google", "invalid-value", .error),
    ("tier: flex", "gemini-3-pro-image", "google", "disputed-tier", .warning),
    ("tier: priority", "gemini-3-pro-image", "google", nil, .error),
    ("tier: flex", "gemini-nano-banana-2.1", "google", "unavailable-tier", .error),
    ("tier: flex", "gemini-2.5-flash-image", "serevix", "unavailable-tier", .error),
    ("tier: standard", "gemini-2.5-flash-image", "serevix", nil, .error),
    ("tier: batch", "gemini-3-pro-image", "google", "invalid-value", .error),
    ("patience: 5m", "gemini-3-pro-image", "google", "nothing-to-wait-for", .error),
    ("tier: flex, patience: soon", "gemini-3-pro-image", "google", "invalid-value", .error),
    // A field of Vertex alone.
    ("personGeneration: ALLOW_ALL", "gemini-3-pro-image", "google", "unknown-key", .error),
  ]

  @Test(arguments: findings.indices) func `is found before money is spent`(_ index: Int) throws {
    let (settings, model, gateway, id, severity) = Self.findings[index]
    let found = try found(settings, model: model, at: gateway).filter { $0.id == id || id == nil }
    #expect(found.map(\.id) == (id.map { [$0] } ?? []), "\(settings)")
    if id != nil { #expect(found.map(\.severity) == [severity]) }
  }

  @Test func `a finding has the place of its setting and says who reports it`() throws {
    let refused = try #require(try bench("seed: 7").complaints(model: "gemini-nano-banana-2.1", gateways: ["google"]).first)
    #expect(refused.position != nil)
    #expect(refused.message.contains("said to refuse 'seed'") && refused.message.contains("https://"))
    let disputed = try #require(try bench("tier: flex").complaints(model: "gemini-3-pro-image", gateways: ["google"]).first)
    #expect(disputed.position != nil)
    #expect(disputed.message.contains("2026-05-13") && disputed.message.contains("later copies"))
  }

  private func keyFields(_ settings: String) throws -> [String] {
    let stage = try #require(try bench(settings).stage as? any GenerationStage)
    return stage.keyFields.map { "\($0.name)=\($0.value)" }
  }

  @Test func `how a call is served is in no key, what is asked is`() throws {
    let plain = try keyFields("seed: 7")
    for settings in [
      "seed: 7, tier: flex", "seed: 7, tier: flex, patience: 1m, otherwise: [standard]", "seed: 7, storage: allow",
      "seed: 7, tier: priority",
    ] {
      #expect(try keyFields(settings) == plain, "\(settings)")
    }
    #expect(try keyFields("seed: 7, thinkingLevel: high") == plain.inserting("thinkingLevel=high", before: nil))
    #expect(
      try keyFields("tools: [google_search], searchTypes: [imageSearch]").suffix(2)
        == ["tools.1=google_search", "searchTypes=imageSearch"])
  }

  @Test func `the tiers in the order in which they are asked for`() throws {
    let stage = try #require(try bench("tier: flex, patience: 90s, otherwise: [standard]").stage as? any GenerationStage)
    #expect(stage.service == ServiceChoice(.flex, patience: .seconds(90), otherwise: [.standard]))
    #expect(stage.service.steps == [.flex, .standard])
    #expect(stage.service.replacing(.standard).steps == [.standard])
    #expect(stage.service.replacing(nil).steps == [.flex, .standard])
  }
}

extension [String] {
  fileprivate func inserting(_ element: String, before index: Int?) -> [String] {
    var copy = self
    copy.insert(element, at: index ?? endIndex)
    return copy
  }
}
