import BuiltIns
import GatewayAPI
import ImageCore
import Testing

@Suite struct ModelCardTests {
  @Test(arguments: BuiltIns.models) func `every ratio has its pixels at every size, in the right class and within tolerance`(
    _ card: ModelCard
  ) throws {
    let tolerance = Percent(millionths: 30_000)
    for size in card.imageSizes {
      for ratio in card.aspectRatios {
        let pixels = try #require(card.expectedSize(ratio, size))
        #expect(ratio.matches(pixels, within: tolerance), "\(card.id) \(size) \(ratio)")
        #expect(ModelCard.sizeClass(of: pixels).rawValue == size)
        #expect(AspectRatio.nearest(to: pixels, among: card.aspectRatios) == ratio)
      }
      #expect(card.imageTokens.value[size] != nil)
    }
    #expect(!card.hasAlpha)
  }

  @Test(arguments: [
    ("gemini-2.5-flash-image", "5:4", nil, PixelSize(1152, 896)), ("gemini-3-pro-image", "16:9", "2K", PixelSize(2752, 1536)),
    ("gemini-3-pro-image-preview", "4:3", nil, PixelSize(1200, 896)), ("gemini-3.1-flash-image", "21:9", "512", PixelSize(792, 336)),
    ("gemini-nano-banana-2.1", "1:8", "4K", PixelSize(1536, 12288)),
    ("models/gemini-3.1-flash-lite-image", "9:16", "1K", PixelSize(768, 1376)),
  ]) func `pixels by id or alias`(_ id: String, _ ratio: String, _ size: String?, _ expected: PixelSize) throws {
    let card = try #require(BuiltIns.models.card(for: id))
    #expect(card.expectedSize(try #require(AspectRatio(ratio)), size) == expected)
  }

  @Test func `what a model lacks has no pixels`() throws {
    let card = try #require(BuiltIns.models.card(for: "gemini-2.5-flash-image"))
    #expect(card.expectedSize(AspectRatio(1, 4), nil) == nil)
    #expect(card.expectedSize(AspectRatio(1, 1), "2K") == nil)
    #expect(card.onlySize == "1K")
    #expect(BuiltIns.models.card(for: "gemini-9") == nil)
  }

  @Test func `retirement is judged for the id that was written`() throws {
    let card = try #require(BuiltIns.models.card(for: "gemini-3-pro-image"))
    #expect(card.isRetired("gemini-3-pro-image-preview", on: CalendarDate(2026, 6, 25)))
    #expect(!card.isRetired("gemini-3-pro-image-preview", on: CalendarDate(2026, 6, 24)))
    #expect(!card.isRetired("gemini-3-pro-image", on: CalendarDate(2026, 11, 21)))
  }

  @Test func `ids and names are unique`() {
    let ids = BuiltIns.models.flatMap { [$0.id] + $0.aliases }
    #expect(Set(ids).count == ids.count)
    #expect(Set(BuiltIns.gateways.map(\.name)).count == BuiltIns.gateways.count)
  }
}
