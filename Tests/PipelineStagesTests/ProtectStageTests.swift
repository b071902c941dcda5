import Diagnostics
import Foundation
import ImageCore
import PipelineModel
import TestSupport
import Testing

/// The source's own pixels where they have to stay.
@Suite struct ProtectStageTests {
  private static func level(_ x: Double, _ y: Double, _ channel: Double) -> UInt8 {
    let value =
      128 + 34 * sin(x / 3.1 + channel) * cos(y / 4.3) + 30 * sin((x + 2 * y) / 6.7) + 24 * cos((3 * x - y) / 11 + channel) + 20
      * sin(x * y / 900)
    return UInt8(max(0, min(255, value)))
  }

  /// The picture at its place, moved, scaled, turned in light, and with a label that was drawn anew.
  private static func picture(
    _ size: PixelSize = PixelSize(120, 120), shift: Double = 0, zoom: Double = 1, gain: Double = 1, redraws: Bool = false
  ) -> Raster {
    TestPictures.raster(size) { x, y in
      let (u, v) = (zoom * (Double(x) + 0.5 - Double(size.width) / 2) + shift, zoom * (Double(y) + 0.5 - Double(size.height) / 2))
      let isLabel = redraws && abs(u) < 20 && abs(v) < 16
      return (0..<3).map { channel in
        let level = isLabel ? UInt8((x * 7 + y * 3) % 200) : Self.level(u, v, Double(channel))
        return UInt8(min(255, Double(level) * gain))
      } + [255]
    }
  }

  private static func mask(_ size: PixelSize = PixelSize(120, 120), white: UInt8 = 255, black: UInt8 = 0) -> Raster {
    TestPictures.raster(size) { x, y in
      let isMeant = abs(Double(x) + 0.5 - Double(size.width) / 2) < 22 && abs(Double(y) + 0.5 - Double(size.height) / 2) < 18
      return [UInt8](repeating: isMeant ? white : black, count: 3) + [255]
    }
  }

  private func bench(_ settings: String = "", source: Raster = ProtectStageTests.picture(), mask: Raster? = ProtectStageTests.mask()) throws
    -> StageBench
  {
    var bench = try StageBench("protect", "{mask: mask.png\(settings)}")
    bench.sourcePath = "source.png"
    bench.files["source.png"] = try StageBench.writer.write(source, as: FormatID("png"))
    if let mask { bench.files["mask.png"] = try StageBench.writer.write(mask, as: FormatID("png")) }
    return bench
  }

  private func figures(_ result: StageResult) -> [String: String] {
    Dictionary(uniqueKeysWithValues: result.judgement?.measured.map { ($0.name, $0.value) } ?? [])
  }

  private func raster(_ result: StageResult) throws -> Raster {
    guard case .raster(let raster) = result.artifact, result.judgement?.verdict == .passed else {
      throw StageFailure("no-pixels", "\(result.judgement as Any)")
    }
    return raster
  }

  @Test func `inside the mask are the source's bytes, outside those that came back`() async throws {
    let (source, answer) = (Self.picture(), Self.picture(gain: 0.9, redraws: true))
    let result = try await bench(", feather: 0").run(.raster(answer))
    let kept = try raster(result)
    #expect(figures(result)["transform"] == "identity")
    for y in 0..<120 {
      for x in 0..<120 {
        let isInside = (38..<82).contains(x) && (42..<78).contains(y)
        #expect(kept.pixel(x, y) == (isInside ? source : answer).pixel(x, y), "at \(x), \(y)")
      }
    }
  }

  @Test func `around it the two pass into each other, over as many pixels as are asked for`() async throws {
    let (source, answer) = (Self.picture(), Self.picture(gain: 0.8))
    let kept = try raster(try await bench(", feather: 6").run(.raster(answer)))
    #expect(kept.pixel(81, 60) == source.pixel(81, 60) && kept.pixel(90, 60) == answer.pixel(90, 60))
    let between = Int(kept.pixel(84, 60)[1])
    #expect(between > Int(answer.pixel(84, 60)[1]) && between < Int(source.pixel(84, 60)[1]))
  }

  @Test func `a seam is matched in colour where that is asked for`() async throws {
    let (source, answer) = (Self.picture(), Self.picture(gain: 0.8))
    let plain = try raster(try await bench(", feather: 1").run(.raster(answer)))
    let matched = try raster(try await bench(", feather: 1, seam: matched").run(.raster(answer)))
    func step(_ picture: Raster) -> Int {
      (42..<78).reduce(0) { $0 + abs(Int(picture.pixel(84, $1)[1]) - Int(source.pixel(84, $1)[1])) }
    }
    #expect(step(matched) * 3 < step(plain), "\(step(matched)) \(step(plain))")
    #expect(matched.pixel(60, 60) == source.pixel(60, 60))
    #expect(matched.pixel(2, 2) == answer.pixel(2, 2), "far away it stays as it came back")
  }

  @Test func `a picture that was moved gets the source where it lies, by the transform that is stated`() async throws {
    let answer = Self.picture(shift: 3, zoom: 1.02, redraws: true)
    let result = try await bench().run(.raster(answer))
    let kept = try raster(result)
    let found = figures(result)
    #expect(found["transform"] == nil && found["shift"]?.hasPrefix("3.0") == true, "\(found)")
    #expect(found["scale"]?.hasPrefix("102.0") == true || found["scale"]?.hasPrefix("101.9") == true, "\(found)")
    // The answer without its new label is the source under that transform.
    let wanted = Self.picture(shift: 3, zoom: 1.02)
    let worst = (45..<72).flatMap { y in (42..<74).map { x in abs(Int(kept.pixel(x, y)[0]) - Int(wanted.pixel(x, y)[0])) } }.max() ?? 255
    #expect(worst <= 6, "\(worst)")
    #expect(try raster(try await bench().run(.raster(answer))) == kept, "the same twice")
  }

  @Test func `a source of another size is scaled to what came back`() async throws {
    let source = Self.picture(PixelSize(240, 240), zoom: 0.5)
    let result = try await bench(source: source, mask: Self.mask(PixelSize(240, 240))).run(.raster(Self.picture()))
    #expect(figures(result)["transform"] == "identity", "\(figures(result))")
    let kept = try raster(result)
    #expect(abs(Int(kept.pixel(60, 60)[0]) - Int(Self.picture().pixel(60, 60)[0])) <= 4)
  }

  @Test func `where the answer was cut to another ratio nothing is sampled anew`() async throws {
    let source = Self.picture(PixelSize(120, 126))
    for lost in [3, 2] {
      let answer = TestPictures.raster(PixelSize(120, 120)) { x, y in source.pixel(x, y + lost) }
      let kept = try raster(try await bench(source: source, mask: Self.mask(PixelSize(120, 126))).run(.raster(answer)))
      #expect(kept == answer)
    }
  }

  @Test func `the source's own alpha is a mask`() async throws {
    let source = TestPictures.raster(PixelSize(120, 120)) { x, y in
      let (u, v) = (Double(x) - 59.5, Double(y) - 59.5)
      return (0..<3).map { Self.level(u, v, Double($0)) } + [u * u + v * v < 700 ? 255 : 0]
    }
    var bench = try StageBench("protect", "{mask: alpha, feather: 0}")
    bench.sourcePath = "source.png"
    bench.files["source.png"] = try StageBench.writer.write(source, as: FormatID("png"))
    let answer = Self.picture(gain: 0.9)
    let kept = try raster(try await bench.run(.raster(answer)))
    #expect(kept.pixel(60, 60) == source.pixel(60, 60) && kept.pixel(2, 2) == answer.pixel(2, 2))
  }

  private struct Refused: Sendable, CustomStringConvertible {
    let expected: String
    var source = ProtectStageTests.picture()
    let mask: Raster
    var description: String { expected }
  }

  @Test func `a mask of another size, or that tells nothing apart, is refused before anything is paid`() async throws {
    let cases = [
      Refused(expected: "mask-size", mask: Self.mask(PixelSize(119, 120))),
      Refused(expected: "mask-without-contrast", mask: Self.mask(white: 0)),
      Refused(expected: "mask-without-contrast", mask: Self.mask(black: 255)),
      Refused(expected: "mask-without-contrast", mask: Self.mask(white: 90, black: 60)),
    ]
    for example in cases {
      let bench = try bench(source: example.source, mask: example.mask)
      for isRun in [false, true] {
        do {
          if isRun { _ = try await bench.run(.raster(Self.picture())) } else { try await bench.inspect() }
          Issue.record("\(example) is accepted")
        } catch let failure as StageFailure {
          #expect(failure.code.name == example.expected)
        }
      }
    }
    var opaque = try StageBench("protect", "{mask: alpha}")
    opaque.sourcePath = "source.png"
    opaque.files["source.png"] = try StageBench.writer.write(Self.picture(), as: FormatID("png"))
    let ready = opaque
    await #expect(throws: StageFailure.self) { try await ready.inspect() }
  }

  @Test func `where it is not sure how they lie it refuses, or leaves the picture alone if it may`() async throws {
    let plain = TestPictures.raster(PixelSize(120, 120)) { _, _ in [90, 90, 90, 255] }
    for picture in [plain, TestPictures.raster(PixelSize(1, 1)) { _, _ in [90, 90, 90, 255] }] {
      guard case .rejected(let rejection)? = try await bench().run(.raster(picture)).judgement?.verdict else {
        Issue.record("nothing can be aligned with this")
        continue
      }
      #expect(rejection.code == "cannot-align")
      let result = try await bench(", otherwise: [retry 1, accept]").run(.raster(picture))
      guard case .retry? = result.judgement?.verdict else {
        Issue.record("it may be asked for again")
        continue
      }
    }
    guard case .repaired(by: "accept", _)? = try await bench(", otherwise: accept").run(.raster(plain)).judgement?.verdict else {
      Issue.record("it may be left alone")
      return
    }
  }

  @Test func `it needs a source, a picture that came back, and a mask`() throws {
    #expect(try StageBench("protect").diagnostics.map(\.id.name) == ["missing-key"])
    #expect(try StageBench("protect", "{mask: m.png, feather: 300}").diagnostics.map(\.id.name) == ["invalid-value"])
    let bench = try StageBench("protect", "{mask: m.png}")
    #expect(bench.complaints(beginsWithFile: true).isEmpty)
    #expect(bench.complaints().map(\.id.name) == ["nothing-to-protect"])
    #expect(bench.complaints(beginsWithFile: true, turnsBefore: 0).map(\.id.name) == ["nothing-to-protect"])
  }
}
