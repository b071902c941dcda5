import GatewayEmulator
import ImageCore
import TestSupport
import Testing

/// A server that answers a square to a request for 16:9.
@Suite struct WrongRatioTests {
  private static let square = EmulatorScript.Rule(.pixels(PixelSize(512, 512)))

  private static func pipeline(_ gateway: String, otherwise: String) -> String {
    """
    version: 1
    name: wide
    model: gemini-3.1-flash-image
    output: out
    stages:
      - generate: {prompt: "A pier", aspectRatio: "16:9", imageSize: "512"}
      - decode: result
      - verify: {aspectRatio: "16:9", otherwise: [\(otherwise)]}
      - thumbnails:
          - {name: card, longest: 128, format: png}
    \(gateway)
    """
  }

  /// Runs twice; the second time nothing may be asked and the outcome has to be the same.
  private func runTwice(
    _ rules: EmulatorScript.Rule, otherwise: String, code: Int32, calls: Int, failure: String?, in scratch: Scratch,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    try await withGateway(rules) { emulator in
      try scratch.write(Self.pipeline(emulator.gateway, otherwise: otherwise), to: "wide.yaml")
      let first = try await Program.run("run", "wide.yaml", "--format", "json", in: scratch)
      #expect(first.code == code, "\(first.errors)", sourceLocation: sourceLocation)
      #expect(try first.summary.calls == calls, sourceLocation: sourceLocation)
      #expect(try first.failures["wide"] == failure, sourceLocation: sourceLocation)
      #expect(await emulator.requestCount == calls, sourceLocation: sourceLocation)
      let files = try scratch.files(in: "out")
      let second = try await Program.run("run", "wide.yaml", "--format", "json", in: scratch)
      #expect(second.code == code, sourceLocation: sourceLocation)
      #expect(try second.summary.calls == 0, sourceLocation: sourceLocation)
      #expect(try second.failures["wide"] == failure, sourceLocation: sourceLocation)
      #expect(await emulator.requestCount == calls, sourceLocation: sourceLocation)
      #expect(try scratch.files(in: "out") == files, sourceLocation: sourceLocation)
    }
  }

  private func original(_ scratch: Scratch) throws -> Raster {
    let name = try #require(try scratch.names(in: "out/wide").first { $0.hasPrefix("original.") })
    return try pixels(scratch.read("out/wide/\(name)"))
  }

  /// `picture` from `row` on, a quarter as large, each pixel the mean of 4 x 4.
  private func quarter(_ picture: Raster, fromRow row: Int, size: PixelSize) -> Raster {
    TestPictures.raster(size) { x, y in
      (0..<4).map { channel in
        var sum = 0
        for line in 0..<4 {
          for column in 0..<4 { sum += Int(picture.pixel(x * 4 + column, row + y * 4 + line)[channel]) }
        }
        return UInt8(sum / 16)
      }
    }
  }

  @Test func `fail keeps the original and ends with 1`() async throws {
    let scratch = try Scratch()
    try await runTwice(Self.square, otherwise: "fail", code: 1, calls: 1, failure: "wrong-ratio", in: scratch)
    #expect(try original(scratch).size == PixelSize(512, 512))
    #expect(try scratch.manifest().files.map(\.kind) == ["original"])
    #expect(!scratch.exists("out/wide/card.png"))
  }

  @Test func `crop gives the ratio from the middle of the picture, unstretched`() async throws {
    let scratch = try Scratch()
    try await runTwice(Self.square, otherwise: "crop 50%", code: 0, calls: 1, failure: nil, in: scratch)
    let card = try pixels(scratch.read("out/wide/card.png"))
    #expect(card.size == PixelSize(128, 72))
    // 512 x 288 from row 112 on.
    let wanted = quarter(try original(scratch), fromRow: 112, size: PixelSize(128, 72))
    #expect(card.meanDifference(from: wanted) < 4)
  }

  @Test func `a crop that would lose more than it may fails`() async throws {
    // 16:9 out of a square loses 43.75 %.
    let scratch = try Scratch()
    try await runTwice(Self.square, otherwise: "crop 40%", code: 1, calls: 1, failure: "wrong-ratio", in: scratch)
    #expect(try original(scratch).size == PixelSize(512, 512), "what was paid for is there, uncut")
    #expect(!scratch.exists("out/wide/card.png"))
  }

  @Test func `pad puts the whole picture on a canvas of the ratio`() async throws {
    let scratch = try Scratch()
    try await runTwice(Self.square, otherwise: "pad black", code: 0, calls: 1, failure: nil, in: scratch)
    let card = try pixels(scratch.read("out/wide/card.png"))
    #expect(card.size == PixelSize(128, 72))
    for x in [0.02, 0.15, 0.85, 0.98] { expectColour(colour(card, at: x, 0.5), [0, 0, 0], "beside the picture") }
    let middle = colour(card, at: 0.5, 0.2).reduce(0, +)
    #expect(middle > 30, "the picture's sky is not black")
  }

  @Test func `accept takes the picture as it is`() async throws {
    let scratch = try Scratch()
    try await runTwice(Self.square, otherwise: "accept", code: 0, calls: 1, failure: nil, in: scratch)
    #expect(try pixels(scratch.read("out/wide/card.png")).size == PixelSize(128, 128))
  }

  @Test func `retry asks as often as it says, and a further run does not go on asking`() async throws {
    let scratch = try Scratch()
    try await runTwice(Self.square, otherwise: "retry 2, fail", code: 1, calls: 3, failure: "wrong-ratio", in: scratch)
    #expect(try scratch.manifest().files.map(\.kind) == ["original"], "of three answers, one is shown")
  }

  @Test func `a retry that brings the right ratio ends it`() async throws {
    let scratch = try Scratch()
    let once = EmulatorScript.Rule(requests: 1...1, .pixels(PixelSize(512, 512)))
    try await runTwice(once, otherwise: "retry 2, fail", code: 0, calls: 2, failure: nil, in: scratch)
    #expect(try original(scratch).size == PixelSize(688, 384))
    #expect(try pixels(scratch.read("out/wide/card.png")).size == PixelSize(128, 71))
  }

  @Test func `what may be done is tried in order`() async throws {
    let scratch = try Scratch()
    try await runTwice(Self.square, otherwise: "crop 40%, retry 1, crop 50%, fail", code: 0, calls: 2, failure: nil, in: scratch)
    #expect(try pixels(scratch.read("out/wide/card.png")).size == PixelSize(128, 72))
    #expect(try Page(scratch).text.contains("accepted after crop 50%"))
  }

  @Test func `a milder remedy later uses the stored answer`() async throws {
    let scratch = try Scratch()
    try await runTwice(Self.square, otherwise: "fail", code: 1, calls: 1, failure: "wrong-ratio", in: scratch)
    try await withGateway { emulator in
      try scratch.write(Self.pipeline(emulator.gateway, otherwise: "crop 50%"), to: "wide.yaml")
      let ending = try await Program.run("run", "wide.yaml", "--format", "json", in: scratch)
      #expect(ending.code == 0)
      #expect(await emulator.requestCount == 0)
    }
    #expect(try pixels(scratch.read("out/wide/card.png")).size == PixelSize(128, 72))
  }
}
