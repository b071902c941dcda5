import Foundation
import ImageCore
import ImageOperations
import TestSupport
import Testing

@Suite struct KeyingTests {
  /// The mean absolute error of alpha over the picture that a class may have.
  private static let maximumError: [Composite.Subject: Double] = [
    .text: 0.002, .holes: 0.002, .hair: 0.005, .shadow: 0.01, .soft: 0.03, .glass: 0.03,
  ]
  private static func settings(_ survey: GroundSurvey) -> KeyingSettings {
    KeyingSettings(tolerance: survey.tolerance, spill: 1, shrink: 0)
  }
  private static let canvases = ["white", "black", "ff00ff", "00b140", "808080"]

  /// A ground with subjects that keep off its colour, as `ground: auto` sees to.
  private static let grounds: [(ground: String, subjects: [String])] = [
    ("00b140", ["141419", "f0f0f5", "c82832", "283cc8", "785032", "5a5a5f"]),
    ("ff00ff", ["141419", "f0f0f5", "285a28", "283cc8", "785032", "e6b43c"]),
    ("0047bb", ["141419", "f0f0f5", "c82832", "e6b43c", "785032"]),
    ("white", ["141419", "c82832", "283cc8", "785032"]),
    ("black", ["f0f0f5", "e6b43c", "c82832"]),
    ("808080", ["141419", "f0f0f5", "c82832", "283cc8", "785032"]),
  ]

  /// Before a ground without a colour glass is a pale surface, and before black a shadow is nothing: nobody could tell.
  private static func grounds(for subject: Composite.Subject) -> [(ground: String, subjects: [String])] {
    switch subject {
    case .glass: Array(grounds.prefix(3))
    case .shadow: grounds.filter { $0.ground != "black" }
    case .text, .holes, .hair, .soft: grounds
    }
  }

  private static let count = ProcessInfo.processInfo.environment["AQUATINT_LONG_TESTS"] == nil ? 5 : 34

  private func colour(_ text: String) throws -> Colour { try #require(Colour(text)) }

  @Test(arguments: Composite.Subject.allCases) func `alpha and colours are those of the composite`(_ subject: Composite.Subject) throws {
    let grounds = Self.grounds(for: subject)
    var errors: [Double] = []
    var fringe: [Double] = []
    for number in 0..<Self.count {
      let (ground, subjects) = grounds[number % grounds.count]
      let front = try colour(subjects[number / grounds.count % subjects.count])
      let composite = Composite(subject, colour: front, seed: UInt64(number) * 31 + 7)
      let picture = composite.over(try colour(ground))
      let survey = GroundSurvey(of: picture)
      #expect(survey.isEven && survey.checkerboard == nil)
      let keyed = picture.keyed(survey, Self.settings(survey)).raster
      let error = zip(composite.alpha.indices, composite.alpha).reduce(0) { sum, pair in
        sum + abs(Double(keyed.pixels[pair.0 * 4 + 3]) / 255 - pair.1)
      }
      errors.append(error / Double(composite.alpha.count))
      for canvas in Self.canvases { fringe += Self.fringe(of: keyed, composite, on: Light.of(try colour(canvas))) }
    }
    let mean = errors.reduce(0, +) / Double(errors.count)
    let sorted = fringe.sorted()
    let fringeMean = fringe.reduce(0, +) / Double(fringe.count)
    let figures = "\(subject): alpha \(mean), worst \(errors.max() ?? 0); fringe \(fringeMean), 95 % \(sorted[sorted.count * 95 / 100])"
    #expect(try mean <= #require(Self.maximumError[subject]), "\(figures)")
    #expect(fringeMean <= 10 && sorted[sorted.count * 95 / 100] <= 32, "\(figures)")
  }

  /// The largest difference of a channel in each pixel of partial alpha, in levels, when both are laid over a colour in linear light.
  private static func fringe(of keyed: Raster, _ composite: Composite, on canvas: SIMD3<Double>) -> [Double] {
    composite.alpha.indices.filter { (0.02...0.98).contains(composite.alpha[$0]) }.map { index in
      let pixel = keyed.pixels[index * 4..<index * 4 + 4].map { $0 }
      let alpha = Double(pixel[3]) / 255
      let front = SIMD3(Light.of(pixel[0]), Light.of(pixel[1]), Light.of(pixel[2]))
      let found = Light.levels(front * alpha + canvas * (1 - alpha))
      let known = Light.levels(composite.front[index] * composite.alpha[index] + canvas * (1 - composite.alpha[index]))
      return Double(largestDifference(found, known))
    }
  }

  @Test func `sixteen bits give the same as eight`() throws {
    let picture = Composite(.hair, colour: try colour("785032"), seed: 3).over(try colour("00b140"))
    let deepPixels = picture.pixels.flatMap { [$0, $0] }
    let deep = Raster(layout: try #require(RasterLayout(size: picture.size, format: .rgba16)), pixels: deepPixels)
    let survey = GroundSurvey(of: deep)
    let result = deep.keyed(survey, Self.settings(survey)).raster
    #expect(result.format == .rgba16)
    let shallow = picture.keyed(GroundSurvey(of: picture), Self.settings(survey)).raster
    let alphas = stride(from: 3, to: shallow.pixels.count, by: 4).map { (shallow.pixels[$0], result.roundedToBytes().pixels[$0]) }
    #expect(alphas.allSatisfy { abs(Int($0.0) - Int($0.1)) <= 1 })
  }

  @Test(arguments: [PixelSize(1, 1), PixelSize(1, 40), PixelSize(30_000, 8), PixelSize(2, 2), PixelSize(13, 5)])
  func `odd sizes are cut whole`(_ size: PixelSize) {
    let picture = TestPictures.raster(size) { _, _ in [0, 177, 64, 255] }
    let survey = GroundSurvey(of: picture)
    #expect(survey.isEven && survey.checkerboard == nil && survey.colour == Colour("00b140"))
    let keyed = picture.keyed(survey, Self.settings(survey))
    #expect(keyed.cut == 1 && keyed.touching == 0)
    #expect(keyed.raster.pixels.allSatisfy { $0 == 0 })
  }

  @Test func `noise of any kind is measured and never ends the program`() {
    for seed in 0..<20 as Range<UInt64> {
      let picture = TestPictures.noise(PixelSize(Int(seed) * 3 + 1, 40 - Int(seed)), seed: seed)
      let survey = GroundSurvey(of: picture)
      let keyed = picture.keyed(survey, KeyingSettings(tolerance: survey.tolerance, spill: 1, shrink: Int(seed)))
      #expect((0...1).contains(keyed.cut) && (0...1).contains(keyed.touching))
      #expect(keyed.raster.size == picture.size)
    }
  }

  @Test func `shrinking moves the edge inward by its pixels`() throws {
    let picture = TestPictures.raster(PixelSize(40, 40)) { x, y in
      (10..<30).contains(x) && (10..<30).contains(y) ? [200, 40, 50, 255] : [0, 177, 64, 255]
    }
    let survey = GroundSurvey(of: picture)
    let keyed = picture.keyed(survey, KeyingSettings(tolerance: 2, spill: 1, shrink: 3)).raster
    for y in 0..<40 {
      for x in 0..<40 {
        #expect(keyed.pixel(x, y)[3] == ((13..<27).contains(x) && (13..<27).contains(y) ? 255 : 0))
      }
    }
  }

  @Test func `a grey surface on white stays`() throws {
    let picture = TestPictures.raster(PixelSize(80, 80)) { x, y in
      (20..<60).contains(x) && (10..<40).contains(y) ? [188, 188, 188, 255] : [255, 255, 255, 255]
    }
    let survey = GroundSurvey(of: picture)
    let keyed = picture.keyed(survey, Self.settings(survey)).raster
    #expect(keyed.pixel(40, 20) == [188, 188, 188, 255] && keyed.pixel(21, 11)[3] == 255)
    #expect(keyed.pixel(40, 60)[3] == 0)
  }

  @Test func `light of the ground on the subject is taken out as far as is said`() throws {
    let picture = TestPictures.raster(PixelSize(40, 40)) { x, y in
      (10..<30).contains(x) && (10..<30).contains(y) ? [150, 156, 150, 255] : [0, 177, 64, 255]
    }
    let survey = GroundSurvey(of: picture)
    func corner(_ spill: Float) -> [UInt8] {
      picture.keyed(survey, KeyingSettings(tolerance: 2, spill: spill, shrink: 0)).raster.pixel(10, 10)
    }
    #expect(corner(1)[1] == 150)
    #expect(corner(0)[1] > corner(0.5)[1] && corner(0.5)[1] > 150)
  }
}
