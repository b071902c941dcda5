import Foundation
import ImageCore
import ImageOperations
import TestSupport
import Testing

@Suite struct PerceptualHashTests {
  /// A few soft spots of several colours, at places of their own.
  private static func scene(_ seed: UInt64, size: PixelSize = PixelSize(160, 120), gain: Double = 1, noise: Int = 0) -> Raster {
    var random = SeededGenerator(seed: seed)
    func one(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &random) }
    let spots = (0..<9).map { _ in
      (x: one(0...1), y: one(0...1), radius: one(0.05...0.3), colour: (0..<3).map { _ in one(-110...110) })
    }
    var grain = SeededGenerator(seed: seed + 1)
    return TestPictures.raster(size) { x, y in
      let (u, v) = ((Double(x) + 0.5) / Double(size.width), (Double(y) + 0.5) / Double(size.height))
      return (0..<3).map { channel in
        var value = 128.0
        for spot in spots {
          let away = ((u - spot.x) * (u - spot.x) + (v - spot.y) * (v - spot.y)) / (spot.radius * spot.radius)
          value += spot.colour[channel] / (1 + away * away)
        }
        if noise > 0 { value += Double(Int.random(in: -noise...noise, using: &grain)) }
        return UInt8(max(0, min(255, value * gain)))
      } + [255]
    }
  }

  private func bits(_ first: Raster, _ second: Raster) throws -> Int {
    let (one, two) = (try first.perceptualHash(), try second.perceptualHash())
    #expect(one.count == 70 && two.count == 70)
    return zip(one.prefix(64), two.prefix(64)).reduce(0) { sum, pair in
      sum + ((pair.0.hexDigitValue ?? 0) ^ (pair.1.hexDigitValue ?? 0)).nonzeroBitCount
    }
  }

  @Test func `size, noise and a little light make hardly a difference, and another scene makes much`() throws {
    for seed in 0..<12 as Range<UInt64> {
      let scene = Self.scene(seed)
      #expect(try bits(scene, Self.scene(seed, size: PixelSize(400, 300))) <= 20)
      #expect(try bits(scene, Self.scene(seed, noise: 4)) <= 20)
      #expect(try bits(scene, Self.scene(seed, gain: 0.97)) <= 20)
      #expect(try bits(scene, Self.scene(seed + 100)) > 40)
    }
  }

  @Test func `pictures without anything in them are alike`() throws {
    let one = TestPictures.raster(PixelSize(30_000, 8)) { _, _ in [90, 90, 90, 255] }
    let other = TestPictures.raster(PixelSize(1, 1)) { _, _ in [90, 90, 90, 255] }
    #expect(try one.perceptualHash() == other.perceptualHash())
    #expect(try one.perceptualHash().hasSuffix("5a5a5a"))
  }
}
