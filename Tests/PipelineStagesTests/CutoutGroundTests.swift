import Foundation
import ImageCore
import PipelineModel
import TestSupport
import Testing

/// Grounds of every kind behind a disc, drawn by code, as they come out of compression.
@Suite struct CutoutGroundTests {
  enum Ground: String, CaseIterable, Sendable {
    case flat, drift, scene, checkerboard

    var expected: String {
      switch self {
      case .flat: "passed"
      case .drift, .scene: "uneven-ground"
      case .checkerboard: "painted-checkerboard"
      }
    }
  }

  private struct Wave {
    let frequency: Double
    let angle: Double
    let phase: Double
    let heights: [Double]

    func height(_ x: Int, _ y: Int, _ channel: Int) -> Double {
      let way = Double(x) * cos(angle) + Double(y) * sin(angle)
      return heights[channel] * sin(frequency * way + phase)
    }
  }

  private static let isLong = ProcessInfo.processInfo.environment["AQUATINT_LONG_TESTS"] != nil
  private static let count = isLong ? 100 : 12

  @Test(arguments: Ground.allCases) func `each ground gets its name`(_ ground: Ground) async throws {
    let bench = try StageBench("cutout")
    var wrong: [String] = []
    for number in 0..<Self.count {
      var random = SeededGenerator(seed: UInt64(number) * 977 + 5)
      let picture = try Self.picture(ground, number: number, &random)
      let judgement = try #require(try await bench.run(.raster(picture)).judgement)
      let found =
        switch judgement.verdict {
        case .passed: "passed"
        case .rejected(let rejection): rejection.code.name
        case .repaired, .retry: "neither"
        }
      if found != ground.expected { wrong.append("\(number) of \(picture.size): \(found) \(judgement.measured)") }
    }
    #expect(wrong.count * 100 <= Self.count, "\(ground): \(wrong)")
  }

  private static func picture(_ ground: Ground, number: Int, _ random: inout SeededGenerator) throws -> Raster {
    func one(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &random) }
    let size = PixelSize(Int(one(96...(isLong ? 320 : 160))), Int(one(96...(isLong ? 320 : 160))))
    let colours = [[0, 177, 64], [255, 0, 255], [0, 71, 187], [255, 255, 255], [128, 128, 128], [30, 30, 30]]
    let colour = colours[Int.random(in: colours.indices, using: &random)]
    let quality = number % 2 == 0 ? Int(one(ground == .flat ? 75...95 : 60...95)) : nil
    // Of a scene.
    let waves = (0..<12).map { _ in
      Wave(frequency: one(0.01...0.25), angle: one(0...6.3), phase: one(0...6.3), heights: (0..<3).map { _ in one(-45...45) })
    }
    // Of a drift: its direction, or from the middle outward.
    let (angle, depth, isRadial) = (one(0...6.3), one(24...100), number % 3 == 0)
    let span = abs(cos(angle)) + abs(sin(angle))
    // Of a checkerboard.
    let cell = one(4...Double(min(size.width, size.height)) / 7)
    let (phaseX, phaseY, contrast, dark) = (one(0...20), one(0...20), one(12...110), one(0...140))
    let subject = (0..<3).map { _ in UInt8(one(0...255)) }
    let radius = Double(min(size.width, size.height)) * one(0.2...0.42)
    let (middleX, middleY) = (Double(size.width) / 2, Double(size.height) / 2)
    let raster = TestPictures.raster(size) { x, y in
      let (acrossX, acrossY) = (Double(x) - middleX, Double(y) - middleY)
      if ground != .scene, (acrossX * acrossX + acrossY * acrossY).squareRoot() < radius { return subject + [255] }
      let values: [Double]
      switch ground {
      case .flat:
        values = colour.map { Double($0) + (number % 2 == 0 ? 0 : Double(Int.random(in: -3...3, using: &random))) }
      case .drift:
        let (partX, partY) = (acrossX / Double(size.width), acrossY / Double(size.height))
        let outward = (2 * (partX * partX + partY * partY)).squareRoot()
        let across = (partX * cos(angle) + partY * sin(angle)) / span + 0.5
        let part = isRadial ? outward : across
        values = [130, 120, 110].map { $0 + depth * (part - 0.5) }
      case .scene:
        values = (0..<3).map { channel in
          var sum = 120.0
          for wave in waves { sum += wave.height(x, y, channel) }
          return sum
        }
      case .checkerboard:
        let isLight = (Int((Double(x) + phaseX) / cell) + Int((Double(y) + phaseY) / cell)) % 2 == 0
        values = [Double](repeating: dark + (isLight ? contrast : 0), count: 3)
      }
      return values.map { UInt8(max(0, min(255, $0.rounded()))) } + [255]
    }
    guard let quality else { return raster }
    let fidelity = Fidelity(quality: try #require(Quality(quality)))
    return try StageBench.decoded(try StageBench.writer.write(raster, as: FormatID("jpeg"), fidelity: fidelity))
  }
}
