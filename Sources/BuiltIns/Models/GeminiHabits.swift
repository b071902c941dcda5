import GatewayAPI

private let lookedUp = CalendarDate(2026, 11, 30)
private let changelog = "Google's changelog, https://ai.google.dev/gemini-api/docs/changelog"
private let pricingPage = "https://ai.google.dev/gemini-api/docs/pricing"
private let relayTable = "LaoZhang's table of models, https://docs.laozhang.ai/api-capabilities/nano-banana-image"

/// What the models of the family take beside pictures and tokens: levels of thinking, searches, tiers, and what is disputed of them.
extension BuiltIns {
  static func secondGeneration(_ card: ModelCard) -> ModelCard {
    var card = card
    card.thinking = Sourced(ThinkingLevels([], standard: nil), source: relayTable, verifiedOn: lookedUp)
    card.searchPrice = Sourced(
      SearchPrice(.groundedPrompt, Amount(nanos: 35_000_000), freeAllowance: "1,500 grounded prompts a day, shared by models"),
      source: "\(pricingPage), in TokenMeter 0.13.0's notes: $35 per 1,000 grounded prompts", verifiedOn: lookedUp)
    card.tiers = oldPreviewTiers
    return card
  }

  static func pro(_ card: ModelCard) -> ModelCard {
    var card = card
    // It always thinks, and takes no level.
    card.thinking = Sourced(ThinkingLevels([], standard: nil), source: relayTable, verifiedOn: lookedUp)
    card.searchPrice = thirdGenerationSearch
    card.tiers = oldPreviewTiers
    return card
  }

  static func flash31(_ card: ModelCard) -> ModelCard {
    var card = card
    card.thinking = twoLevels
    card.searchPrice = thirdGenerationSearch
    card.tiers = batchOnly
    card.disputes = [
      SourceDispute(
        .lifetime, of: "gemini-3.1-flash-image", on: "when 'gemini-3.1-flash-image' is shut down",
        Sourced("deprecated on 2026-10-06, no date announced", source: changelog, verifiedOn: lookedUp),
        Sourced(
          "shut down on 2026-10-29", source: "https://github.com/BerriAI/litellm/discussions/44983 and https://www.skills.sh/jpcaparas",
          verifiedOn: lookedUp))
    ]
    return card
  }

  static func lite(_ card: ModelCard) -> ModelCard {
    var card = card
    card.thinking = twoLevels
    card.tiers = batchOnly
    return card
  }

  static func banana21(_ card: ModelCard) -> ModelCard {
    var card = card
    card.thinking = Sourced(
      ThinkingLevels(["minimal", "medium", "high"], standard: "medium", tokens: allowances), source: "\(relayTable); \(ownAllowance)",
      verifiedOn: lookedUp)
    card.searchPrice = thirdGenerationSearch
    card.tiers = batchOnly
    card.refusedFields = Sourced(
      [.temperature, .topP, .topK, .seed], source: "one project's notes of 2026-10-18, https://www.skills.sh/jpcaparas/skills/nanobanana",
      verifiedOn: lookedUp)
    card.disputes = [
      SourceDispute(
        .sizes, of: "gemini-nano-banana-2.1", on: "whether 'gemini-nano-banana-2.1' has the size 512",
        Sourced(
          "it is rejected", source: "https://github.com/tanstack/ai/releases/tag/%40tanstack%2Fai-gemini%400.36.0", verifiedOn: lookedUp),
        Sourced("it is usable", source: "https://www.skills.sh/jpcaparas/skills/nanobanana", verifiedOn: lookedUp))
    ]
    return card
  }

  private static let ownAllowance = "tokens: an allowance of our own; no figure is documented"

  private static let allowances = ["minimal": 0...500, "medium": 0...2_000, "high": 0...8_000]

  private static let twoLevels = Sourced(
    ThinkingLevels(["minimal", "high"], standard: "minimal", tokens: allowances), source: "\(relayTable); \(ownAllowance)",
    verifiedOn: lookedUp)

  private static let thirdGenerationSearch = Sourced(
    SearchPrice(.query, Amount(nanos: 14_000_000), freeAllowance: "5,000 queries a month, shared by the Gemini 3 models"),
    source: "\(pricingPage), in TokenMeter 0.13.0's notes: $14 per 1,000 queries", verifiedOn: lookedUp)

  /// Half the price within a day, which Google's page on batches confirms for its image models.
  private static let batchFacts = TierFacts(
    percent: 50...50, priceSource: "https://ai.google.dev/gemini-api/docs/batch-api",
    Sourced(true, source: "https://ai.google.dev/gemini-api/docs/batch-api", verifiedOn: lookedUp))

  private static let batchOnly: [ServiceTier: TierFacts] = [.batch: batchFacts]

  private static let oldPreviewTiers: [ServiceTier: TierFacts] = [
    .batch: batchFacts,
    .flex: TierFacts(
      percent: ServiceTier.flex.usualPercent, priceSource: ServiceTier.usualSource,
      Sourced(
        true, source: "Google's flex page in a copy of 2026-05-13, https://ai.google.dev/gemini-api/docs/flex-inference",
        verifiedOn: lookedUp),
      Sourced(false, source: "later copies of that page, which name no image model", verifiedOn: lookedUp)),
    .priority: TierFacts(
      percent: ServiceTier.priority.usualPercent, priceSource: ServiceTier.usualSource,
      Sourced(
        true, source: "Google's priority page in a copy of 2026-09-12, https://ai.google.dev/gemini-api/docs/priority-inference",
        verifiedOn: lookedUp)),
  ]
}
