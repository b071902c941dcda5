import ImageCore
import Testing

@testable import ImageOperations

@Suite struct CompositingTests {
  @Test(arguments: [1, 2, 3, 1024, 1025, 2051]) func `one pixel that is not opaque is transparency, wherever it is`(_ width: Int) throws {
    let opaque = try drawn(width, 1) { _, _ in [0, 0, 0, 255] }
    #expect(!opaque.hasTransparency)
    for place in Set([0, width / 2, width - 1]) {
      #expect(try drawn(width, 1) { x, _ in [255, 255, 255, x == place ? 254 : 255] }.hasTransparency, "pixel \(place)")
    }
  }

  @Test(arguments: [Colour.white, .black, Colour(red: 12, green: 200, blue: 99)])
  func `flattening rounds every alpha and level to the nearest`(_ colour: Colour) throws {
    let picture = try drawn(256, 256) { x, y in [UInt8(x), UInt8(255 - x), UInt8(x / 2), UInt8(y)] }
    let flat = picture.flattened(onto: colour)
    #expect(!flat.hasTransparency)
    var wrong = 0
    let background = [colour.red, colour.green, colour.blue].map(Double.init)
    for y in 0..<256 {
      let share = Double(y) / 255
      for x in 0..<256 {
        for channel in 0..<3 {
          let exact = Double(picture.pixel(x, y)[channel]) * share + background[channel] * (1 - share)
          if abs(Double(flat.pixel(x, y)[channel]) - exact) > 0.5 + 1e-9 { wrong += 1 }
        }
      }
    }
    #expect(wrong == 0)
  }

  @Test func `an opaque picture is not touched`() throws {
    let picture = try noise(5, 5, alphaMask: 255)
    #expect(picture.flattened(onto: .white) == picture)
  }

  @Test func `a translucent colour adds its coverage`() throws {
    let picture = try drawn(1, 1) { _, _ in [200, 0, 0, 128] }
    let pixel = picture.flattened(onto: Colour(red: 0, green: 100, blue: 0, alpha: 128)).pixel(0, 0)
    // Alpha 128 + 128 * 127 / 255 = 191.7; red 200 * 128 / 191.7 = 133.5; green 100 * 63.7 / 191.7 = 33.2.
    #expect(pixel == [134, 33, 0, 192] || pixel == [133, 33, 0, 192])
  }

  @Test func `a canvas surrounds the picture and shows through it`() throws {
    let picture = try drawn(2, 1) { x, _ in x == 0 ? [10, 20, 30, 255] : [9, 9, 9, 0] }
    let padded = picture.padded(CanvasPlacement(centring: picture.size, on: PixelSize(5, 4)), onto: .white)
    #expect(padded.size == PixelSize(5, 4))
    #expect(padded.pixel(1, 1) == [10, 20, 30, 255])
    #expect(padded.pixel(2, 1) == [255, 255, 255, 255])
    for place in [(0, 0), (4, 3), (0, 1), (3, 1), (1, 2)] { #expect(padded.pixel(place.0, place.1) == [255, 255, 255, 255]) }
  }

  @Test func `on a transparent canvas the picture keeps its alpha`() throws {
    let picture = try drawn(1, 1) { _, _ in [10, 20, 30, 77] }
    let padded = picture.padded(CanvasPlacement(centring: picture.size, on: PixelSize(3, 1)), onto: .transparent)
    #expect(padded.pixels == [0, 0, 0, 0, 10, 20, 30, 77, 0, 0, 0, 0])
  }
}
