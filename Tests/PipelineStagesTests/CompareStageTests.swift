import Diagnostics
import Foundation
import ImageCore
import PipelineModel
import TestSupport
import Testing

@Suite struct CompareStageTests {
  /// A texture at any place, in levels.
  private static func level(_ x: Double, _ y: Double, _ channel: Double) -> Double {
    128 + 34 * sin(x / 3.1 + channel) * cos(y / 4.3) + 30 * sin((x + 2 * y) / 6.7) + 24 * cos((3 * x - y) / 11 + channel) + 20
      * sin(x * y / 900)
  }

  private static func picture(shift: Double = 0, zoom: Double = 1, tint: [Double] = [1, 1, 1], side: Int = 120) -> Raster {
    TestPictures.raster(PixelSize(side, side)) { x, y in
      let (u, v) = (zoom * (Double(x) - Double(side) / 2) + shift, zoom * (Double(y) - Double(side) / 2))
      return (0..<3).map { UInt8(max(0, min(255, tint[$0] * level(u, v, Double($0))))) } + [255]
    }
  }

  /// The picture with other content in its middle.
  private static let redrawn = TestPictures.raster(PixelSize(120, 120)) { x, y in
    let isRedrawn = (40..<80).contains(x) && (40..<80).contains(y)
    let (u, v) = isRedrawn ? (Double(y) * 2 + 500, Double(x) + 300) : (Double(x) - 60, Double(y) - 60)
    return (0..<3).map { UInt8(max(0, min(255, level(u, v, Double($0))))) } + [255]
  }

  private func verdict(_ settings: String, _ raster: Raster, source: Raster = CompareStageTests.picture()) async throws -> (
    name: String, result: StageResult
  ) {
    var bench = try StageBench("compare", "{\(settings)}")
    bench.sourcePath = "source.png"
    bench.files["source.png"] = try StageBench.writer.write(source, as: FormatID("png"))
    let result = try await bench.run(.raster(raster))
    switch try #require(result.judgement).verdict {
    case .passed: return ("passed", result)
    case .rejected(let rejection): return (rejection.code.name, result)
    case .repaired(let remedy, let rejection): return ("\(remedy) \(rejection.code)", result)
    case .retry(let rejection): return ("retry \(rejection.code)", result)
    }
  }

  private static let strict = "maximumShift: 1, maximumZoom: 1%, maximumColour: 3, minimumLikeness: 0.9"

  struct Case: CustomStringConvertible, Sendable {
    let expected: String
    let picture: Raster
    var settings = CompareStageTests.strict
    var description: String { expected }
  }

  private static let cases = [
    Case(expected: "passed", picture: picture()),
    Case(expected: "passed", picture: picture(shift: 0.5)),
    Case(expected: "shifted", picture: picture(shift: 3)),
    Case(expected: "zoomed", picture: picture(zoom: 1.03)),
    Case(expected: "recoloured", picture: picture(tint: [1.15, 1, 0.85])),
    Case(expected: "unlike", picture: redrawn, settings: "minimumLikeness: 0.95"),
    Case(
      expected: "cannot-align", picture: TestPictures.raster(PixelSize(120, 120)) { _, _ in [90, 90, 90, 255] }, settings: "to: source"),
    Case(expected: "cannot-align", picture: TestPictures.raster(PixelSize(1, 1)) { _, _ in [90, 90, 90, 255] }, settings: "to: source"),
  ]

  @Test(arguments: cases) func `each difference gets its name`(_ example: Case) async throws {
    let (name, result) = try await verdict(example.settings, example.picture)
    #expect(name == example.expected, "\(result.judgement?.measured ?? [])")
  }

  @Test func `without limits it only measures`() async throws {
    let (name, result) = try await verdict("to: source", Self.picture(shift: 3, tint: [1.15, 1, 0.85]))
    #expect(name == "passed")
    #expect(result.judgement?.measured.map(\.name) == ["shift", "zoom", "turn", "colour", "likeness", "unedited"])
    let shift = try #require(result.judgement?.measured.first?.value)
    #expect(shift.hasPrefix("3.0") || shift.hasPrefix("2.9"), "\(shift)")
  }

  @Test func `remedies are those of a picture that cannot be repaired`() async throws {
    #expect(try await verdict("maximumShift: 1, otherwise: [retry 1, accept]", Self.picture(shift: 3)).name == "retry shifted")
    #expect(try await verdict("maximumShift: 1, otherwise: accept", Self.picture(shift: 3)).name == "accept shifted")
  }

  @Test func `it compares with an earlier turn, or with another asset`() async throws {
    for (text, origin) in [("turn 1", SideInput.Origin.turn(1)), ("asset front view", .asset("front view"))] {
      var bench = try StageBench("compare", "{to: \(text), maximumShift: 1}")
      bench.answers[origin] = try StageBench.writer.write(Self.picture(), as: FormatID("png"))
      let result = try await bench.run(.raster(Self.picture(shift: 3)))
      guard case .rejected(let rejection)? = result.judgement?.verdict else {
        Issue.record("it is moved")
        continue
      }
      #expect(rejection.code == "shifted")
    }
    #expect(try StageBench("compare", "{to: turn 1}").complaints(turnsBefore: 2).isEmpty)
    #expect(try StageBench("compare", "{to: asset front}").complaints(turnsBefore: 0).isEmpty)
    for (text, turns) in [("turn 1", 1), ("turn 2", 1), ("turn 1", 0), ("source", 1), ("source", 0)] {
      #expect(try StageBench("compare", "{to: \(text)}").complaints(turnsBefore: turns).map(\.id.name) == ["nothing-to-compare"])
    }
    #expect(
      try StageBench("compare", "{to: asset front, otherwise: retry 1}").complaints(turnsBefore: 0).map(\.id.name) == ["nothing-to-retry"])
  }

  @Test func `structure is compared in a part alone, or where a mask is white`() async throws {
    func name(_ region: String, _ mask: Raster? = nil) async throws -> String {
      var bench = try StageBench("compare", "{minimumLikeness: 0.95, region: \(region)}")
      bench.sourcePath = "source.png"
      bench.files["source.png"] = try StageBench.writer.write(Self.picture(), as: FormatID("png"))
      if let mask { bench.files["masks/m.png"] = try StageBench.writer.write(mask, as: FormatID("png")) }
      do {
        let result = try await bench.run(.raster(Self.redrawn))
        if case .rejected(let rejection)? = result.judgement?.verdict { return rejection.code.name }
        return "passed"
      } catch let failure as StageFailure {
        let ready = bench
        await #expect(throws: failure) { try await ready.inspect() }
        return failure.code.name
      }
    }
    let (middle, corner) = (mask { 40..<80 ~= $0 && 40..<80 ~= $1 }, mask { $0 < 36 && $1 < 36 })
    #expect(try await name("all") == "unlike")
    #expect(try await name("\"0.33,0.33,0.34,0.34\"") == "unlike")
    #expect(try await name("\"0,0,0.3,0.3\"") == "passed")
    #expect(try await name("masks/m.png", middle) == "unlike")
    #expect(try await name("masks/m.png", corner) == "passed")
    #expect(try await name("masks/m.png", mask(side: 60) { x, _ in x < 20 }) == "mask-size")
    #expect(try await name("masks/m.png", mask { _, _ in true }) == "mask-without-contrast")
    #expect(try await name("masks/m.png", mask { _, _ in false }) == "mask-without-contrast")
  }

  private func mask(side: Int = 120, _ isWhite: (Int, Int) -> Bool) -> Raster {
    TestPictures.raster(PixelSize(side, side)) { x, y in isWhite(x, y) ? [255, 255, 255, 255] : [0, 0, 0, 255] }
  }

  @Test func `what differs is shown`() async throws {
    let result = try await verdict("to: source", Self.redrawn).result
    let shown = try StageBench.decoded(try #require(result.evidence).bytes)
    #expect(shown.size == PixelSize(120, 120))
    #expect(shown.pixel(10, 10)[0] < 20 && shown.pixel(60, 60)[0] > 40)
  }

  @Test(arguments: [
    "to: turn", "to: turn 0", "to: asset", "to: elsewhere", "region: left", "region: \"0,0,2,1\"", "maximumShift: -1", "maximumZoom: wide",
    "minimumLikeness: 2",
    "otherwise: [crop 5%]",
  ]) func `what is no setting is refused`(_ setting: String) throws {
    #expect(try StageBench("compare", "{\(setting)}").diagnostics.map(\.id.name) == ["invalid-value"])
  }
}
