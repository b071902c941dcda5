import Diagnostics
import ImageCore
import PipelineModel
import TestSupport
import Testing

@Suite struct VerifyStageTests {
  private enum Verdict: Equatable {
    case passed(PixelSize, notes: [String])
    case again
    case refused(String)
  }

  private func verify(
    _ settings: String, _ size: PixelSize, asked: AskedPicture? = nil, retriesDone: Int = 0
  ) async throws -> Verdict {
    var bench = try StageBench("verify", settings)
    bench.asked = asked
    bench.retriesDone = retriesDone
    let result = try await bench.run(.raster(TestPictures.gradient(size)))
    #expect(result.files.isEmpty)
    switch result.judgement?.verdict {
    case .passed?, .repaired?:
      guard case .raster(let raster) = result.artifact else { return .refused("another kind") }
      return .passed(raster.size, notes: result.notes)
    case .retry?: return .again
    case .rejected(let rejection)?: return .refused(rejection.code.name)
    case nil: return .refused("no judgement")
    }
  }

  private func asked(_ width: Int, _ height: Int, _ size: String? = nil, expected: PixelSize? = nil) -> AskedPicture {
    AskedPicture(ratio: AspectRatio(width, height), imageSize: size, expected: expected)
  }

  @Test func `the size of the model's card passes, however far its ratio is off`() async throws {
    let expected = PixelSize(70, 30)
    #expect(try await verify("{tolerance: 0}", expected, asked: asked(21, 9, expected: expected)) == .passed(expected, notes: []))
    #expect(try await verify("{tolerance: 0}", expected, asked: asked(16, 9, expected: expected)) == .passed(expected, notes: []))
    #expect(
      try await verify("{aspectRatio: \"16:9\"}", expected, asked: asked(21, 9, expected: expected)) == .refused("wrong-ratio"),
      "another ratio than what was asked is checked as such")
  }

  /// 1:1 against 36:35 is off by 2.857 %, 29:28 by 3.571 %.
  @Test func `the standard tolerance is 3 percent`() async throws {
    #expect(try await verify("{aspectRatio: \"1:1\"}", PixelSize(36, 35)) == .passed(PixelSize(36, 35), notes: []))
    #expect(try await verify("{aspectRatio: \"1:1\"}", PixelSize(29, 28)) == .refused("wrong-ratio"))
    #expect(try await verify("{aspectRatio: \"1:1\"}", PixelSize(103, 100)) == .passed(PixelSize(103, 100), notes: []))
    #expect(try await verify("{aspectRatio: \"1:1\"}", PixelSize(1_031, 1_000)) == .refused("wrong-ratio"))
    #expect(try await verify("{aspectRatio: \"1:1\"}", PixelSize(97, 100)) == .passed(PixelSize(97, 100), notes: []))
  }

  @Test(arguments: ["4", "4%", "3.58", "100%"]) func `the tolerance is written with or without its sign`(_ tolerance: String) async throws {
    #expect(try await verify("{aspectRatio: 1:1, tolerance: \(tolerance)}", PixelSize(29, 28)) == .passed(PixelSize(29, 28), notes: []))
  }

  @Test func `a canvas beyond the limits is no remedy`() async throws {
    let tall = PixelSize(4, 1_000)
    #expect(try await verify("{aspectRatio: \"1:1\", otherwise: [pad black, fail]}", tall) != .refused("wrong-ratio"))
    // 40,000 x 40,000 would be 1.6 billion pixels.
    let long = PixelSize(40_000, 1)
    #expect(try await verify("{aspectRatio: \"1:1\", otherwise: [pad black, fail]}", long) == .refused("wrong-ratio"))
  }

  @Test func `the ratio that was asked for is the default`() async throws {
    #expect(try await verify("", PixelSize(40, 30), asked: asked(4, 3)) == .passed(PixelSize(40, 30), notes: []))
    #expect(try await verify("", PixelSize(40, 30), asked: asked(16, 9)) == .refused("wrong-ratio"))
  }

  @Test func `a crop that loses little enough is made, exactly`() async throws {
    // 1:1 out of 100x80 keeps 80x80: 20 % is lost.
    let settings = "{aspectRatio: \"1:1\", otherwise: [crop 20%, fail]}"
    #expect(try await verify(settings, PixelSize(100, 80)) == .passed(PixelSize(80, 80), notes: ["100x80 cropped to 80x80, losing 20%"]))
    #expect(try await verify(settings.replacing("20%", with: "19.99%"), PixelSize(100, 80)) == .refused("wrong-ratio"))
  }

  @Test func `a pad adds and never stretches`() async throws {
    let settings = "{aspectRatio: \"1:1\", otherwise: [pad black]}"
    #expect(try await verify(settings, PixelSize(100, 80)) == .passed(PixelSize(100, 100), notes: ["100x80 padded to 100x100"]))
  }

  @Test func `accept takes it as it is, and says so`() async throws {
    let verdict = try await verify("{aspectRatio: \"1:1\", otherwise: accept}", PixelSize(100, 80))
    #expect(verdict == .passed(PixelSize(100, 80), notes: ["accepted although the picture is 100x80, which is not 1:1 within 3%"]))
  }

  @Test func `remedies are tried in their order`() async throws {
    let size = PixelSize(100, 80)
    #expect(
      try await verify("{aspectRatio: 1:1, otherwise: [crop 5%, pad white, fail]}", size)
        == .passed(PixelSize(100, 100), notes: ["100x80 padded to 100x100"]))
    #expect(try await verify("{aspectRatio: 1:1, otherwise: [fail, accept]}", size) == .refused("wrong-ratio"))
    #expect(try await verify("{aspectRatio: 1:1, otherwise: [crop 5%]}", size) == .refused("wrong-ratio"), "at the end it fails")
    #expect(try await verify("{aspectRatio: 1:1, otherwise: []}", size) == .refused("wrong-ratio"))
  }

  @Test func `retries are counted over those that were made`() async throws {
    let settings = "{aspectRatio: \"1:1\", otherwise: [crop 5%, retry 2, pad white, retry 1, fail]}"
    let size = PixelSize(100, 80)
    #expect(try StageBench("verify", settings).stage.retries == 3)
    #expect(try await verify(settings, size, retriesDone: 0) == .again)
    #expect(try await verify(settings, size, retriesDone: 1) == .again)
    #expect(try await verify(settings, size, retriesDone: 2) == .passed(PixelSize(100, 100), notes: ["100x80 padded to 100x100"]))
    let twice = "{aspectRatio: \"1:1\", otherwise: [retry 1, crop 5%, retry 2, fail]}"
    #expect(try await verify(twice, size, retriesDone: 2) == .again)
    #expect(try await verify(twice, size, retriesDone: 3) == .refused("wrong-ratio"))
  }

  @Test func `where the area class is another one, crop and pad are skipped`() async throws {
    let settings = "{otherwise: [crop 90%, pad white, accept]}"
    guard case .passed(let size, let notes) = try await verify(settings, PixelSize(100, 80), asked: asked(1, 1, "1K")) else {
      Issue.record("it was not accepted")
      return
    }
    #expect(size == PixelSize(100, 80))
    #expect(notes.first?.contains("asked for 1K, the pixels are 512") == true)
    let same = try await verify(settings, PixelSize(100, 80), asked: asked(1, 1, "512"))
    #expect(same == .passed(PixelSize(80, 80), notes: ["100x80 cropped to 80x80, losing 20%"]))
    let none = try await verify(settings, PixelSize(100, 80), asked: asked(1, 1))
    #expect(none == .passed(PixelSize(80, 80), notes: ["100x80 cropped to 80x80, losing 20%"]), "without a size there is no class")
  }

  @Test func `the right ratio in the wrong size passes with a note`() async throws {
    let verdict = try await verify("", PixelSize(40, 30), asked: asked(4, 3, "1K", expected: PixelSize(1_200, 896)))
    #expect(verdict == .passed(PixelSize(40, 30), notes: ["asked for 1K, the pixels are 512"]))
  }

  @Test(arguments: ["crop", "crop 101%", "crop -1%", "retry 0", "retry 11", "retry", "pad", "pad nocolour", "accept 1", "stretch", "Fail"])
  func `what is no remedy is refused`(_ remedy: String) throws {
    #expect(try StageBench("verify", "{aspectRatio: 1:1, otherwise: [\(remedy)]}").diagnostics.map(\.id.name) == ["invalid-value"])
  }

  @Test(arguments: [
    ("{aspectRatio: 1:1}", PixelSize(40, 40), "passed"), ("{aspectRatio: 1:1, otherwise: [accept]}", PixelSize(40, 30), "repaired accept"),
    ("{aspectRatio: 1:1, otherwise: [crop 30%]}", PixelSize(40, 30), "repaired crop 30%"),
    ("{aspectRatio: 1:1, otherwise: [pad white]}", PixelSize(40, 30), "repaired pad white"),
    ("{aspectRatio: 1:1, otherwise: [retry 1, fail]}", PixelSize(40, 30), "retry"),
    ("{aspectRatio: 1:1, tolerance: 40}", PixelSize(40, 30), "passed"), ("{aspectRatio: 1:1}", PixelSize(40, 30), "rejected"),
  ]) func `the size alone gives the same judgement as the pixels`(_ settings: String, _ size: PixelSize, _ expected: String) async throws {
    let bench = try StageBench("verify", settings)
    let judgement = try #require(try await bench.run(.raster(TestPictures.gradient(size))).judgement)
    #expect(bench.stage.judgement(of: size, asked: nil, limits: .standard) == judgement)
    let text =
      switch judgement.verdict {
      case .passed: "passed"
      case .repaired(let remedy, _): "repaired \(remedy)"
      case .retry: "retry"
      case .rejected: "rejected"
      }
    #expect(text == expected)
    #expect(judgement.measured.contains(.init("size", "\(size)")))
  }
}
