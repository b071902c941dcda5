import Foundation
import ImageCore
import ImageOperations
import TestSupport
import Testing

/// Known placings, casts and edits over textures that are defined everywhere, so that nothing is resampled but by its definition.
@Suite struct RegistrationTests {
  /// A texture of many waves: light at any place.
  private struct Texture {
    private let waves: [(x: Double, y: Double, phase: Double, heights: SIMD3<Double>)]

    init(seed: UInt64, finest: Double) {
      var random = SeededGenerator(seed: seed)
      func one(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &random) }
      waves = (0..<60).map { _ in
        let (frequency, angle) = (0.02 * pow(finest / 0.02, one(0...1)), one(0...6.3))
        let height = 0.09 * pow(0.05 / frequency, 0.3)
        return (frequency * cos(angle), frequency * sin(angle), one(0...6.3), SIMD3(one(0.3...1), one(0.3...1), one(0.3...1)) * height)
      }
    }

    func light(_ x: Double, _ y: Double) -> SIMD3<Double> {
      var sum = SIMD3<Double>(repeating: 0.35)
      for wave in waves { sum += wave.heights * sin(wave.x * x + wave.y * y + wave.phase) }
      return sum
    }
  }

  private static let side = 160
  private static let count = ProcessInfo.processInfo.environment["AQUATINT_LONG_TESTS"] == nil ? 6 : 60

  private struct Known {
    let source: Raster
    let result: Raster
    let placing: Registration.Placing
    /// CIEDE2000 of the cast is not known exactly; it is a factor of each channel's light.
    let gain: SIMD3<Double>
  }

  /// - Parameter edit: the share of the result that shows something else.
  private static func known(_ number: Int, edit: Double, cast: Bool = true, moves: Bool = true, finest: Double = 0.9) -> Known {
    var random = SeededGenerator(seed: UInt64(number) * 71 + 3)
    func one(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &random) }
    let (texture, other) = (Texture(seed: UInt64(number), finest: finest), Texture(seed: UInt64(number) + 900, finest: finest))
    let size = PixelSize(side, side)
    let half = Double(side) / 2
    let way = moves ? 1.0 : 0
    let placing = Registration.Placing(
      shiftX: way * one(-6...6), shiftY: way * one(-6...6), scaleX: 1 + way * one(-0.04...0.04), scaleY: 1 + way * one(-0.04...0.04),
      turn: way * one(-0.025...0.025), source: size, result: size)
    let gain = cast ? SIMD3(one(0.88...1.12), one(0.88...1.12), one(0.88...1.12)) : SIMD3(repeating: 1)
    let (holeX, holeY, radius) = (one(40...120), one(40...120), (edit / 3.1416).squareRoot() * Double(side))
    func pixel(_ light: SIMD3<Double>) -> [UInt8] { Light.levels(light) + [255] }
    let source = TestPictures.raster(size) { x, y in pixel(texture.light(Double(x) + 0.5 - half, Double(y) + 0.5 - half)) }
    let result = TestPictures.raster(size) { x, y in
      let (ownX, ownY) = (Double(x) + 0.5 - half, Double(y) + 0.5 - half)
      let (awayX, awayY) = (Double(x) - holeX, Double(y) - holeY)
      if awayX * awayX + awayY * awayY < radius * radius { return pixel(other.light(ownX, ownY)) }
      let (u, v) = (placing.scaleX * ownX, placing.scaleY * ownY)
      let (cosine, sine) = (cos(placing.turn), sin(placing.turn))
      return pixel(texture.light(cosine * u - sine * v + placing.shiftX, sine * u + cosine * v + placing.shiftY) * gain)
    }
    return Known(source: source, result: result, placing: placing, gain: gain)
  }

  private static func corner(_ placing: Registration.Placing, _ x: Double, _ y: Double) -> SIMD2<Double> {
    let (u, v) = (placing.scaleX * x * Double(side) / 2, placing.scaleY * y * Double(side) / 2)
    let (cosine, sine) = (cos(placing.turn), sin(placing.turn))
    return SIMD2(cosine * u - sine * v + placing.shiftX, sine * u + cosine * v + placing.shiftY)
  }

  private static func error(_ found: Registration.Placing, _ known: Registration.Placing) -> Double {
    [(-1.0, -1.0), (1, -1), (-1, 1), (1, 1)].map { x, y in
      let apart = corner(found, x, y) - corner(known, x, y)
      return (apart.x * apart.x + apart.y * apart.y).squareRoot()
    }.max() ?? 0
  }

  @Test func `known shifts, scales and turns are found under casts and edits`() throws {
    var errors: [Double] = []
    var unsure = 0
    for number in 0..<Self.count {
      let known = Self.known(number, edit: 0.4 * Double(number) / Double(Self.count))
      let found = try #require(try Registration(of: known.result, to: known.source))
      guard found.isSure else {
        unsure += 1
        continue
      }
      errors.append(Self.error(found.placing, known.placing))
      #expect(abs(found.placing.scaleX - known.placing.scaleX) < 0.0005 && abs(found.placing.scaleY - known.placing.scaleY) < 0.0005)
    }
    let sorted = errors.sorted()
    #expect(unsure * 10 <= Self.count, "\(unsure) of \(Self.count) are not sure")
    #expect(sorted.last ?? 0 < 0.5 && sorted[sorted.count / 2] < 0.05 && sorted[sorted.count * 95 / 100] < 0.2, "\(sorted)")
  }

  @Test func `a picture that was not moved is where it was and has its colours`() throws {
    let known = Self.known(1, edit: 0.2, cast: false, moves: false)
    let found = try #require(try Registration(of: known.result, to: known.source))
    #expect(found.isSure && found.shift < 0.05 && found.zoom < 0.0005 && found.turn < 0.05)
    #expect(found.colour < 0.5 && found.unedited > 0.6)
    let same = try #require(try Registration(of: known.source, to: known.source))
    #expect((same.likeness ?? 0) > 0.999 && same.colour < 0.1)
  }

  @Test func `a cast is measured as it would be between single colours`() throws {
    let known = Self.known(2, edit: 0.1)
    let found = try #require(try Registration(of: known.result, to: known.source))
    let plain = try #require(try Registration(of: Self.known(2, edit: 0.1, cast: false).result, to: known.source))
    #expect(found.isSure && plain.isSure && found.colour > plain.colour + 1)
  }

  @Test func `nothing is said of pictures that show nothing in common, or nothing at all`() throws {
    let (one, other) = (Self.known(3, edit: 0).source, Self.known(4, edit: 0).source)
    #expect(try Registration(of: one, to: other)?.isSure == false)
    let flat = TestPictures.raster(PixelSize(80, 80)) { _, _ in [120, 130, 140, 255] }
    #expect(try Registration(of: flat, to: flat)?.isSure == false)
    #expect(try Registration(of: flat, to: one)?.isSure == false)
    let clear = TestPictures.raster(PixelSize(80, 80)) { _, _ in [0, 0, 0, 0] }
    #expect(try Registration(of: clear, to: clear)?.isSure == false)
  }

  @Test(arguments: [PixelSize(1, 1), PixelSize(30_000, 8), PixelSize(3, 400), PixelSize(9, 9)]) func `odd sizes end well`(_ size: PixelSize)
    throws
  {
    let picture = TestPictures.noise(size, seed: 5)
    let source = TestPictures.noise(PixelSize(60, 40), seed: 6)
    #expect(try Registration(of: picture, to: source)?.isSure != true)
    #expect(try Registration(of: source, to: picture)?.isSure != true)
  }

  @Test func `a source of another size is brought to the result's`() throws {
    let known = Self.known(5, edit: 0, cast: false, moves: false, finest: 0.4)
    let large = try known.source.resampled(to: PixelSize(320, 320))
    let found = try #require(try Registration(of: known.result, to: large))
    #expect(found.isSure && found.shift < 0.1 && found.zoom < 0.001)
  }
}
