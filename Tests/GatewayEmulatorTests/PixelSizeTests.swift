import BuiltIns
import Dialects
import GatewayAPI
import ImageCore
import Testing

@testable import GatewayEmulator

struct PixelSizeTests {
  @Test(arguments: BuiltIns.models.map(\.id))
  func `every row of a card's pixel table is what the emulator draws`(id: String) throws {
    let card = try #require(BuiltIns.models.card(for: id))
    let model = EmulatedModel(id: card.id, cards: BuiltIns.models)
    for (size, row) in card.pixels.value {
      for (ratio, pixels) in row {
        #expect(try model.pixelSize(ratio: ratio.description, size: size, inputs: []) == pixels)
      }
    }
  }

  @Test(arguments: ["1:1", "1:4", "1:8", "2:3", "3:2", "3:4", "4:1", "4:3", "4:5", "5:4", "8:1", "9:16", "16:9", "21:9"])
  func `the picture on the wire has the card's pixels`(ratio: String) async throws {
    let card = try #require(BuiltIns.models.card(for: "gemini-3.1-flash-image"))
    let nominal = try #require(AspectRatio(ratio))
    let expected = try #require(card.expectedSize(nominal, "512"))
    let picture = try await reply(to: body(ratio: ratio)).picture()
    #expect(try header(picture).size == expected)
  }

  @Test func `the largest picture is drawn whole`() async throws {
    let picture = try await reply(to: body("a desert", ratio: "8:1", size: "4K")).picture()
    #expect(try header(picture).size == PixelSize(12_288, 1_536))
  }

  @Test func `an unknown model has the generic sizes`() throws {
    let model = EmulatedModel(id: "some-new-model", cards: BuiltIns.models)
    #expect(try model.pixelSize(ratio: "16:9", size: nil, inputs: []) == PixelSize(1376, 768))
    #expect(try model.pixelSize(ratio: "21:9", size: "512", inputs: []) == PixelSize(792, 336))
    #expect(try model.pixelSize(ratio: "8:1", size: "4K", inputs: []) == PixelSize(12_288, 1_536))
  }

  @Test func `without a ratio the picture follows the last input, else it is square`() throws {
    let model = EmulatedModel(id: "gemini-3-pro-image", cards: BuiltIns.models)
    #expect(try model.pixelSize(ratio: nil, size: nil, inputs: []) == PixelSize(1024, 1024))
    #expect(try model.pixelSize(ratio: nil, size: nil, inputs: [PixelSize(100, 200), PixelSize(1920, 1080)]) == PixelSize(1376, 768))
  }
}
