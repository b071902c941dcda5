import GatewayAPI
import GatewayEmulator
import ImageCore
import Testing

struct PaintingTests {
  @Test func `an input picture goes through and is changed, not stretched`() async throws {
    // Four quarters of different colours, twice as wide as high: a square shows the middle half of it.
    let data = try png(80, 40) { x, y in
      switch (x < 40, y < 20) {
      case (true, true): [220, 40, 40, 255]
      case (false, true): [40, 200, 60, 255]
      case (true, false): [40, 60, 220, 255]
      case (false, false): [230, 220, 60, 255]
      }
    }
    let plain = try raster(try await reply(to: body("a picture", images: [(data, "image/png")])).picture())
    let (topLeft, topRight) = (colour(plain, 0.3, 0.3), colour(plain, 0.7, 0.3))
    #expect(topLeft.red > topLeft.green + 60 && topLeft.red > topLeft.blue + 60)
    #expect(topRight.green > topRight.red + 60 && topRight.green > topRight.blue + 60)
    // The frame is paper, not picture.
    let frame = colour(plain, 0.005, 0.4)
    #expect(frame.red > 190 && frame.green > 190 && frame.blue > 170)
    let night = try raster(try await reply(to: body("at night", images: [(data, "image/png")])).picture())
    #expect(colour(night, 0.3, 0.3).red < topLeft.red - 60)
  }

  @Test func `a picture with transparent parts stands in a painted scene`() async throws {
    let data = try png(40, 40) { x, y in (10..<30).contains(x) && (10..<30).contains(y) ? [230, 20, 200, 255] : [0, 0, 0, 0] }
    let scene = try raster(try await reply(to: body("on a summer lawn at noon", images: [(data, "image/png")])).picture())
    let middle = colour(scene, 0.5, 0.57)
    #expect(middle.red > 200 && middle.green < 60 && middle.blue > 170)
    let corner = colour(scene, 0.02, 0.02)
    #expect(!(corner.red > 200 && corner.green < 60))
    #expect(!scene.hasTransparency)
  }

  @Test func `further pictures are small prints on the right`() async throws {
    let first = try png(20, 20) { _, _ in [40, 60, 220, 255] }
    let second = try png(20, 20) { _, _ in [230, 30, 30, 255] }
    let both = try raster(try await reply(to: body("two", images: [(first, "image/png"), (second, "image/png")])).picture())
    let print = colour(both, 0.88, 0.12)
    #expect(print.red > 180 && print.blue < 80)
    #expect(colour(both, 0.4, 0.4).blue > 150)
  }

  @Test func `a scene has many colours and no flat picture`() async throws {
    let scene = try raster(try await reply(to: body("mountains at sunset")).picture())
    let colours = Set(stride(from: 0, to: scene.pixels.count, by: 4 * 97).map { Array(scene.pixels[$0..<$0 + 3]) })
    #expect(colours.count > 500)
    let (sky, water) = (colour(scene, 0.5, 0.05), colour(scene, 0.5, 0.97))
    #expect(abs(sky.red - water.red) + abs(sky.green - water.green) + abs(sky.blue - water.blue) > 20)
  }
}

/// What is painted where a prompt asks for a flat ground.
struct GroundPaintingTests {
  @Test func `the ground that the sentence names is flat to the border`() async throws {
    let picture = try raster(try await reply(to: body("A kite. \(GroundSentence.asking(for: "0047BB"))")).picture())
    for (x, y) in [(0.01, 0.01), (0.99, 0.01), (0.5, 0.02), (0.02, 0.6), (0.99, 0.99)] {
      let ground = colour(picture, x, y)
      #expect(abs(ground.red - 0) <= 4 && abs(ground.green - 71) <= 4 && abs(ground.blue - 187) <= 4, "\(ground)")
    }
    let middle = colour(picture, 0.5, 0.5)
    #expect(middle.blue < max(middle.red, middle.green) + 12, "nothing on the card has the ground's colour")
  }

  @Test func `a picture with transparent parts stands before the ground itself`() async throws {
    let data = try png(40, 40) { x, y in (10..<30).contains(x) && (10..<30).contains(y) ? [230, 20, 200, 255] : [0, 0, 0, 0] }
    let prompt = "The cube. \(GroundSentence.asking(for: "00B140"))"
    let picture = try raster(try await reply(to: body(prompt, images: [(data, "image/png")])).picture())
    let (middle, corner) = (colour(picture, 0.5, 0.57), colour(picture, 0.02, 0.02))
    #expect(middle.red > 200 && middle.green < 60 && middle.blue > 170)
    #expect(corner.red < 12 && abs(corner.green - 177) <= 4)
  }
}
