import Diagnostics
import ImageCore
import PipelineModel
import TestSupport
import Testing

@Suite struct CutoutStageTests {
  private static let green: [UInt8] = [0, 177, 64, 255]
  private static let red: [UInt8] = [200, 40, 50, 255]

  /// A red square before green; `left` is where it begins.
  private func square(from left: Int = 10) -> Raster {
    TestPictures.raster(PixelSize(60, 40)) { x, y in
      (left..<left + 20).contains(x) && (10..<30).contains(y) ? Self.red : Self.green
    }
  }

  private func verdict(_ settings: String, _ raster: Raster, retriesDone: Int = 0) async throws -> (text: String, result: StageResult) {
    var bench = try StageBench("cutout", settings)
    bench.retriesDone = retriesDone
    let result = try await bench.run(.raster(raster))
    switch try #require(result.judgement).verdict {
    case .passed: return ("passed", result)
    case .repaired(let remedy, let rejection): return ("\(remedy): \(rejection.code)", result)
    case .rejected(let rejection): return ("rejected: \(rejection.code)", result)
    case .retry(let rejection): return ("retry: \(rejection.code)", result)
    }
  }

  private func measured(_ name: String, _ result: StageResult) -> String? {
    result.judgement?.measured.first { $0.name == name }?.value
  }

  @Test func `the ground goes and the subject stays as it was`() async throws {
    let (text, result) = try await verdict("", square())
    #expect(text == "passed")
    guard case .raster(let raster) = result.artifact else {
      Issue.record("no pixels")
      return
    }
    #expect(raster.pixel(0, 0) == [0, 0, 0, 0])
    #expect(raster.pixel(15, 15) == Self.red)
    #expect(raster.pixel(10, 10) == Self.red)
    #expect(raster.pixel(9, 10) == [0, 0, 0, 0])
    #expect(measured("ground", result) == "00b140")
    #expect(measured("cut", result) == "83.3%")
    #expect(measured("touching", result) == "0%")
  }

  @Test func `a subject at the border is refused, or allowed`() async throws {
    let (text, result) = try await verdict("", square(from: 0))
    #expect(text == "rejected: subject-touches-border")
    #expect(measured("touching", result) == "10.2%")
    #expect(try await verdict("{border: allowed}", square(from: 0)).text == "passed")
  }

  @Test func `nothing to cut is refused`() async throws {
    let flat = TestPictures.raster(PixelSize(30, 30)) { _, _ in Self.green }
    let (text, result) = try await verdict("", flat)
    #expect(text == "rejected: nothing-cut")
    #expect(measured("cut", result) == "100%")
    #expect(try await verdict("", TestPictures.raster(PixelSize(1, 1)) { _, _ in Self.red }).text == "rejected: nothing-cut")
  }

  @Test func `what is transparent already has no ground`() async throws {
    let cut = TestPictures.raster(PixelSize(60, 40)) { x, y in
      (10..<30).contains(x) && (10..<30).contains(y) ? Self.red : [0, 0, 0, 0]
    }
    #expect(try await verdict("", cut).text == "rejected: nothing-cut")
  }

  @Test func `a ground of another colour than the one named is refused`() async throws {
    #expect(try await verdict("{colour: 00B140}", square()).text == "passed")
    #expect(try await verdict("{colour: 10a050}", square()).text == "passed", "a model draws nearly what it is asked for")
    #expect(try await verdict("{colour: magenta}", square()).text == "rejected: nothing-cut")
  }

  @Test func `a picture without a ground is refused with its figures`() async throws {
    let (text, result) = try await verdict("", TestPictures.gradient(PixelSize(120, 90)))
    #expect(text == "rejected: uneven-ground")
    #expect(measured("share", result) != nil && measured("drift", result) != nil && measured("cut", result) == nil)
    let board = TestPictures.raster(PixelSize(96, 96)) { x, y in
      (x / 8 + y / 8) % 2 == 0 ? [255, 255, 255, 255] : [204, 204, 204, 255]
    }
    let (name, found) = try await verdict("", board)
    #expect(name == "rejected: painted-checkerboard")
    #expect(measured("cell", found) == "8 pixels" && measured("contrast", found) == "51 levels")
  }

  @Test func `remedies are tried in their order, and retries counted`() async throws {
    let touching = square(from: 0)
    let settings = "{otherwise: [retry 2, accept]}"
    #expect(try StageBench("cutout", settings).stage.retries == 2)
    #expect(try await verdict(settings, touching).text == "retry: subject-touches-border")
    #expect(try await verdict(settings, touching, retriesDone: 1).text == "retry: subject-touches-border")
    let (text, result) = try await verdict(settings, touching, retriesDone: 2)
    #expect(text == "accept: subject-touches-border")
    #expect(result.notes.first?.hasPrefix("accepted although 10.2% of the border") == true)
    #expect(try await verdict("{otherwise: [fail, accept]}", touching).text == "rejected: subject-touches-border")
    #expect(try await verdict("{otherwise: []}", touching).text == "rejected: subject-touches-border")
  }

  @Test func `what is accepted without a ground is handed on as it came`() async throws {
    let picture = TestPictures.gradient(PixelSize(120, 90))
    let (text, result) = try await verdict("{otherwise: accept}", picture)
    #expect(text == "accept: uneven-ground")
    guard case .raster(let raster) = result.artifact else {
      Issue.record("no pixels")
      return
    }
    #expect(raster == picture)
  }

  @Test(arguments: [
    "method: matte", "colour: nocolour", "colour: ff00ff80", "tolerance: 65", "spill: 101%", "shrink: 17", "border: maybe",
    "otherwise: [crop 5%]", "otherwise: [retry 11]",
  ]) func `what is no setting is refused`(_ setting: String) throws {
    #expect(try StageBench("cutout", "{\(setting)}").diagnostics.map(\.id.name) == ["invalid-value"])
  }
}
