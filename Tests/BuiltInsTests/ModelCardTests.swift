import BuiltIns
import GatewayAPI
import ImageCore
import PipelineFixtures
import Testing

@Suite struct ModelCardTests {
  @Test func `no two models share an id or an alias`() {
    let names = BuiltIns.models.flatMap { [$0.id] + $0.aliases }
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { !$0.isEmpty && !$0.hasPrefix("models/") })
  }

  @Test(arguments: BuiltIns.models) func `a card has pixels for every ratio and size, and no others`(_ card: ModelCard) {
    #expect(!card.aspectRatios.isEmpty)
    #expect(Set(card.aspectRatios).count == card.aspectRatios.count)
    #expect(!card.imageSizes.isEmpty)
    #expect(Set(card.pixels.value.keys) == Set(card.imageSizes))
    for (size, row) in card.pixels.value {
      #expect(Set(row.keys) == Set(card.aspectRatios), "\(card.id) \(size)")
      #expect(SizeClass(rawValue: size) != nil)
    }
  }

  /// The answers a model promises must not fail the check that its answers are held against.
  @Test(arguments: BuiltIns.models) func `the pixels are within 3 percent of their ratio`(_ card: ModelCard) {
    for (size, row) in card.pixels.value {
      for (ratio, pixels) in row {
        #expect(ratio.matches(pixels, within: Percent(millionths: 30_000)), "\(card.id) \(size) \(ratio): \(pixels)")
        #expect(ModelCard.sizeClass(of: pixels).rawValue == size, "\(card.id) \(size) \(ratio): \(pixels)")
      }
    }
  }

  @Test(arguments: BuiltIns.models) func `a card knows prices and tokens for every size`(_ card: ModelCard) {
    #expect(Set(card.imageTokens.value.keys) == Set(card.imageSizes))
    #expect(card.imageTokens.value.values.allSatisfy { $0 > 0 })
    for size in card.imageSizes {
      let cost = card.estimate(RequestShape(textByteCount: 200, inputImages: 1, imageSize: size))
      #expect(cost.map { $0.low > .zero && $0.low <= $0.high } == true, "\(card.id) \(size)")
    }
    #expect(card.maximumInputImages >= 1)
    #expect(card.imageSizes.contains(card.defaultSize))
  }

  @Test(arguments: BuiltIns.models) func `every fact says where it is from, and dates are not in the future`(_ card: ModelCard) throws {
    let prices = try #require(card.prices)
    let facts = [
      (card.pixels.source, card.pixels.verifiedOn), (card.imageTokens.source, card.imageTokens.verifiedOn),
      (card.inputImageTokens.source, card.inputImageTokens.verifiedOn), (card.textAllowance.source, card.textAllowance.verifiedOn),
      (prices.source, prices.verifiedOn),
    ]
    for (source, date) in facts + card.retirements.values.map({ ($0.source, $0.verifiedOn) }) {
      #expect(!source.isEmpty)
      #expect(date <= CalendarDate(2026, 11, 30))
    }
    let others =
      [card.thinking.map { ($0.source, $0.verifiedOn) }, card.searchPrice.map { ($0.source, $0.verifiedOn) }].compactMap(\.self)
      + [card.refusedFields.map { ($0.source, $0.verifiedOn) }].compactMap(\.self)
      + card.tiers.values.flatMap { $0.claims.map { ($0.source, $0.verifiedOn) } }
      + card.disputes.flatMap { $0.claims.map { ($0.source, $0.verifiedOn) } }
    for (source, date) in others {
      #expect(!source.isEmpty)
      #expect(date <= CalendarDate(2026, 11, 30))
    }
    #expect(card.disputes.allSatisfy { $0.claims.count > 1 && ([card.id] + card.aliases).contains($0.id) })
    #expect(card.tiers[.standard] == nil)
    #expect(card.tiers.values.allSatisfy { !$0.claims.isEmpty && !$0.priceSource.isEmpty })
    #expect(card.retirements.keys.allSatisfy { $0 == card.id || card.aliases.contains($0) })
  }

  @Test func `what was looked up again`() throws {
    let cards = BuiltIns.models
    let preview = cards.card(for: "gemini-2.5-flash-image-preview")?.retirement(of: "gemini-2.5-flash-image-preview")
    #expect(preview?.value == CalendarDate(2026, 1, 15))
    #expect(preview?.source.contains("https://ai.google.dev/gemini-api/docs/changelog") == true)
    let banana = try #require(cards.card(for: "gemini-nano-banana-2.1"))
    #expect(banana.imageTokens.value == ["1K": 1_120, "2K": 1_680, "4K": 3_780])
    #expect(banana.refusedFields?.value == [.temperature, .topP, .topK, .seed])
    #expect(banana.thinking?.value.levels == ["minimal", "medium", "high"])
    let flash = try #require(cards.card(for: "gemini-3.1-flash-image"))
    #expect(flash.thinking?.value.levels == ["minimal", "high"])
    #expect(flash.disputes.first?.claims.map(\.value) == ["deprecated on 2026-10-06, no date announced", "shut down on 2026-10-29"])
    #expect(cards.card(for: "gemini-3-pro-image")?.thinking?.value.levels == [])
  }

  @Test(arguments: [
    ("gemini-2.5-flash-image", [ServiceTier.flex, .priority, .batch], true),
    ("gemini-3-pro-image-preview", [.flex, .priority, .batch], true),
    ("gemini-3.1-flash-image", [.batch], false), ("gemini-nano-banana-2.1", [.batch], false),
  ])
  func `tiers are those that a page names, and flex is disputed`(_ model: String, _ tiers: [ServiceTier], _ isDisputed: Bool) throws {
    let card = try #require(BuiltIns.models.card(for: model))
    #expect(Set(card.tiers.keys) == Set(tiers))
    #expect(card.tiers[.flex]?.isDisputed ?? false == isDisputed)
    #expect(card.tiers[.batch]?.percent == 50...50)
  }

  @Test func `21 to 9 at 512 is 792x336`() {
    let card = BuiltIns.models.card(for: "gemini-3.1-flash-image")
    #expect(card?.expectedSize(AspectRatio(21, 9), "512") == PixelSize(792, 336))
    #expect(BuiltIns.models.allSatisfy { card in !card.pixels.value.values.contains { $0.values.contains(PixelSize(792, 168)) } })
  }
}
