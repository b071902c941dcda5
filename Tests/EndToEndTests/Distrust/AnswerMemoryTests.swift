import BuiltIns
import Foundation
import ImageCore
import ScriptedServer
import TestSupport
import Testing

/// What many large answers at once cost.
@Suite struct AnswerMemoryTests {
  /// Fewer in everyday runs, with the same room for each: 64 take half a minute without optimisation.
  private static let count = ProcessInfo.processInfo.environment["AQUATINT_LONG_TESTS"] == nil ? 12 : 64
  private static let size = PixelSize(4096, 4096)

  /// A picture of 4096 x 4096 whose PNG has about 7.9 MB: noise in some of its rows, one colour in the others.
  private static func picture() throws -> [UInt8] {
    let block = TestPictures.noise(PixelSize(size.width, 64), seed: 4).pixels
    var pixels: [UInt8] = []
    pixels.reserveCapacity(size.width * size.height * 4)
    for _ in 0..<10 { pixels += block }
    pixels += [UInt8](repeating: 255, count: size.width * size.height * 4 - pixels.count)
    let layout = try #require(RasterLayout(size: size, format: .rgba8))
    return try ImageWriter(codecs: CodecRegistry(BuiltIns.codecs)).write(Raster(layout: layout, pixels: pixels), as: FormatID("png"))
  }

  private static func pipeline(port: Int) -> String {
    """
    version: 1
    name: many
    model: gemini-3-pro-image
    matrix:
      n: [\((0..<count).map { "a\($0)" }.joined(separator: ", "))]
    asset: ${n}
    output: out
    stages:
      - generate: {prompt: "A harbour, no. ${n}", aspectRatio: "1:1", imageSize: 4K}
    \(gatewayLines(port: port))
        parallel: \(count)
    """
  }

  /// Answers of 10.8 MB each, on the wire at the same time. 64 of them are 690 MB together, and their pixels 4.3 GB.
  @Test func `many answers of 4K at once take less than 3 MB each and 200 MB, and none is lost`() async throws {
    let picture = try Self.picture()
    #expect((7_000_000..<9_000_000).contains(picture.count), "\(picture.count)")
    let body =
      #"{"candidates":[{"content":{"role":"model","parts":[{"inlineData":{"mimeType":"image/png","data":""#
      + Data(picture).base64EncodedString()
      + #""}}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":2000,"totalTokenCount":2009}}"#
    let answer: [Step] = [
      .readRequest, .waitForRelease,
      .send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body),
    ]
    let scratch = try Scratch()
    try await ScriptedServer.run(answer) { server in
      try scratch.write(Self.pipeline(port: server.port), to: "many.yaml")
      var peak = 0
      let arguments = ["run", "many.yaml", "--jobs", "\(Self.count)", "--format", "json"]
      let ending = try await Program.running(arguments, in: scratch) { program in
        await server.waitForRequests(Self.count)
        server.release()
        for index in 0..<Self.count {
          _ = await program.outputLine(containing: #""asset":"a\#(index)","succeeded"#)
          peak = max(peak, program.peakMemory)
        }
      }
      #expect(try ending.failures == [:])
      #expect(try ending.summary.succeeded == Self.count)
      #expect(ending.code == 0)
      print("\(Self.count) answers of \(body.utf8.count) bytes took at most \(peak / 1_000_000) MB")
      let allowed = Sanitizer.isOn ? .max : Self.count * 3_000_000 + 200_000_000
      #expect((1..<allowed).contains(peak), "\(peak) bytes")
    }
    let digest = sha256(picture)
    for index in 0..<Self.count {
      #expect(sha256(try scratch.read("out/a\(index)/original.png")) == digest)
    }
  }

  @Test func `one answer of 30 MB takes little more than a small one`() async throws {
    // A draft with as much data as fits: it is decoded into the store like the picture, and never held.
    let small = try ImageWriter(codecs: CodecRegistry(BuiltIns.codecs)).write(
      TestPictures.gradient(PixelSize(64, 64)), as: FormatID("png"))
    let draft = Data(repeating: 0xA5, count: 22_500_000).base64EncodedString()
    func body(_ draft: String) -> String {
      #"{"candidates":[{"content":{"parts":[{"thought":true,"inlineData":{"mimeType":"image/png","data":"\#(draft)"}},"#
        + #"{"inlineData":{"mimeType":"image/png","data":"\#(Data(small).base64EncodedString())"}}]}}]}"#
    }
    var peaks: [Int] = []
    for body in [body("pQ=="), body(draft)] {
      let scratch = try Scratch()
      let send = Step.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body)
      // The second asset's answer is held back, so that the program is still there to be looked at when the first is finished.
      try await ScriptedServer.run([.readRequest, send], [.readRequest, .waitForRelease, send]) { server in
        let lines = AnswerShapeTests.pipeline(gatewayLines(port: server.port), cases: ["one", "two"])
        try scratch.write(lines, to: "shapes.yaml")
        var peak = 0
        let ending = try await Program.running(["run", "shapes.yaml", "--format", "json"], in: scratch) { program in
          _ = await program.outputLine(containing: #""event":"assetFinished""#)
          peak = program.peakMemory
          server.release()
        }
        #expect(ending.code == 0, "\(ending.errors)")
        peaks.append(peak)
      }
    }
    print("an answer of 30 MB took \(peaks[1] / 1_000_000) MB, one of a few bytes \(peaks[0] / 1_000_000) MB")
    #expect(Sanitizer.isOn || peaks[1] - peaks[0] < 10_000_000, "\(peaks)")
  }
}
