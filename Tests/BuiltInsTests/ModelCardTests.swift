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
      #expect(date <= PipelineBench.today)
    }
    #expect(card.retirements.keys.allSatisfy { $0 == card.id || card.aliases.contains($0) })
  }

  @Test func `21 to 9 at 512 is 792x336`() {
    let card = BuiltIns.models.card(for: "gemini-3.1-flash-image")
    #expect(card?.expectedSize(AspectRatio(21, 9), "512") == PixelSize(792, 336))
    #expect(BuiltIns.models.allSatisfy { card in !card.pixels.value.values.contains { $0.values.contains(PixelSize(792, 168)) } })
  }
}
