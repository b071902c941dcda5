import Diagnostics
import Foundation
import ImageCore
import PipelineModel
import TestSupport
import Testing

@Suite struct PictureChecksTests {
  private static let size = PixelSize(80, 60)
  private static let sharp = TestPictures.raster(size) { x, y in
    (x / 10 + y / 10) % 2 == 0 ? [200, 40, 50, 255] : [40, 60, 200, 255]
  }
  private static let flat = TestPictures.raster(size) { x, _ in [120, 130, UInt8(140 + x % 3), 255] }
  private static let soft = TestPictures.raster(size) { x, _ in
    let level = UInt8(128 + 100 * sin(Double(x) / 8))
    return [level, level, level, 255]
  }
  private static let white = TestPictures.raster(size) { x, y in x < 20 ? [200, 40, 50, 255] : [255, 255, 255, 255] }
  private static let framed = TestPictures.raster(size) { x, y in (8..<52).contains(y) ? sharp.pixel(x, y) : [0, 0, 0, 255] }
  private static let cut = TestPictures.raster(size) { x, y in x < 20 ? [200, 40, 50, 255] : [0, 0, 0, 0] }

  struct Case: CustomStringConvertible, Sendable {
    let settings: String
    let picture: Raster
    let expected: String
    var description: String { "\(settings): \(expected)" }

    init(_ settings: String, _ picture: Raster, _ expected: String) {
      self.settings = settings
      self.picture = picture
      self.expected = expected
    }
  }

  private static let cases: [Case] = [
    Case("blank: true", flat, "blank"), Case("blank: true", sharp, "passed"),
    Case("blurred: true", soft, "blurred"), Case("blurred: true", sharp, "passed"),
    Case("clipped: 20%", white, "clipped"), Case("clipped: true", white, "clipped"),
    Case("clipped: 80%", white, "passed"),
    Case("border: true", framed, "border"), Case("border: true", sharp, "passed"),
    Case("palette: {colours: [c82832, 283cc8]}", sharp, "passed"), Case("palette: {colours: [c82832], within: 10}", sharp, "palette"),
    Case("subject: transparent", cut, "passed"), Case("subject: transparent", sharp, "not-transparent"),
    Case("subject: opaque", sharp, "passed"), Case("subject: opaque", cut, "not-opaque"),
  ]

  private func verdict(_ settings: String, _ picture: Raster) async throws -> (name: String, result: StageResult) {
    let result = try await StageBench("verify", "{\(settings)}").run(.raster(picture))
    switch try #require(result.judgement).verdict {
    case .passed: return ("passed", result)
    case .rejected(let rejection): return (rejection.code.name, result)
    case .repaired(let remedy, let rejection): return ("\(remedy) \(rejection.code)", result)
    case .retry(let rejection): return ("retry \(rejection.code)", result)
    }
  }

  @Test(arguments: cases) func `each check finds its fault, with a figure`(_ example: Case) async throws {
    let (name, result) = try await verdict(example.settings, example.picture)
    #expect(name == example.expected)
    #expect(result.judgement?.measured.count == 1)
  }

  @Test func `a check that the file does not name rejects nothing, and blank is noted`() async throws {
    let (name, result) = try await verdict("aspectRatio: 4:3", Self.flat)
    #expect(name == "passed")
    #expect(result.notes == ["the picture is of one colour: 99% of it lies within 2 levels"])
    #expect(try await verdict("aspectRatio: 4:3", Self.soft).result.notes == [])
  }

  @Test func `remedies other than accept, retry and fail help against no check`() async throws {
    #expect(try await verdict("blank: true, otherwise: [crop 20%, accept]", Self.flat).name == "accept blank")
    #expect(try await verdict("blank: true, otherwise: [pad white, retry 1]", Self.flat).name == "retry blank")
    #expect(try await verdict("aspectRatio: 1:1, blank: true, otherwise: [crop 50%, fail]", Self.flat).name == "blank")
  }

  @Test func `the size alone says nothing where pixels are checked`() throws {
    let stage = try StageBench("verify", "{aspectRatio: 4:3, blank: true}").stage
    #expect(stage.judgement(of: Self.size, asked: nil, limits: .standard) == nil)
    #expect(stage.judgement(of: PixelSize(60, 60), asked: nil, limits: .standard)?.isAccepted == false)
  }

  @Test(arguments: [
    "blank: yes", "clipped: 101%", "subject: glass", "palette: {colours: [nocolour]}", "palette: {colours: [white], within: 101}",
    "palette: {colours: []}",
  ]) func `what is no setting is refused`(_ setting: String) throws {
    #expect(try StageBench("verify", "{aspectRatio: 1:1, \(setting)}").diagnostics.map(\.id.name) == ["invalid-value"])
  }
}
