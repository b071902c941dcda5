import Diagnostics
import GatewayAPI
import ImageCore
import PipelineModel
import TestSupport
import Testing

/// The flat ground that `generate` asks for.
@Suite struct GroundTests {
  private func bench(_ ground: String, _ more: String = "") throws -> StageBench {
    try StageBench("generate", "{prompt: \"A shoe\", aspectRatio: \"1:1\"\(ground.isEmpty ? "" : ", ground: \(ground)")\(more)}")
  }

  private func flat(_ pixel: [UInt8]) -> Artifact { .raster(TestPictures.raster(PixelSize(40, 40)) { _, _ in pixel }) }

  private func text(_ requested: RequestedGeneration) throws -> String {
    let texts = requested.request.contents.flatMap(\.parts).compactMap { part -> String? in
      guard case .text(let text) = part.payload else { return nil }
      return text
    }
    return try #require(texts.first)
  }

  @Test func `a named ground is asked for in one sentence`() async throws {
    let asked = try await bench("0047bb").request()
    #expect(asked.ground?.colour == "0047BB")
    let sentence = try #require(asked.ground?.sentence)
    let said = try text(asked)
    #expect(said == "A shoe\n\n\(sentence)")
    #expect(sentence.contains("#0047BB") && GroundSentence.colour(in: said) == "0047BB")
  }

  @Test func `without a picture the automatic ground is the green of studios`() async throws {
    #expect(try await bench("auto").request().ground?.colour == "00B140")
  }

  @Test(arguments: [[20, 160, 70, 255], [0, 177, 64, 255], [70, 200, 120, 255]] as [[UInt8]])
  func `a green picture is not asked for on green`(_ pixel: [UInt8]) async throws {
    let colour = try #require(try await bench("auto").request(flat(pixel)).ground?.colour)
    #expect(colour != "00B140")
    #expect(try await bench("auto").request(flat([0, 0, 0, 0])).ground?.colour == "00B140", "nothing of it is seen")
  }

  @Test func `references count as the source does`() async throws {
    var bench = try bench("auto", ", references: [style.png]")
    bench.files["style.png"] = try StageBench.writer.write(
      TestPictures.raster(PixelSize(30, 30)) { _, _ in [0, 177, 64, 255] }, as: FormatID("png"))
    #expect(try await bench.request(flat([128, 128, 128, 255])).ground?.colour != "00B140")
  }

  @Test func `the key holds the ground as the file gives it`() throws {
    func field(_ ground: String) throws -> String? {
      let stage = try #require(try bench(ground).stage as? any GenerationStage)
      #expect(stage.keyFields.first { $0.name == "prompt" }?.value == "A shoe")
      return stage.keyFields.first { $0.name == "ground" }?.value
    }
    #expect(try field("") == nil)
    #expect(try field("auto") == "auto")
    #expect(try field("00B140") == "00B140")
    #expect(try field("00b140") == "00b140")
  }

  @Test(arguments: ["nocolour", "00b14080", "transparent", "00b1"]) func `what is no ground is refused`(_ ground: String) throws {
    #expect(try bench("\"\(ground)\"").diagnostics.map(\.id.name) == ["invalid-value"])
  }

  @Test func `text has no ground`() throws {
    let stage = try StageBench("generate", "{prompt: A shoe, responseModalities: [TEXT], ground: auto}")
    #expect(stage.diagnostics.map(\.id.name) == ["text-has-no-shape"])
  }

  @Test func `the ledger keeps the ground apart from what makes the key`() throws {
    let identity = ExchangeIdentity(fields: [.init(name: "prompt", value: "A shoe"), .init(name: "ground", value: "auto")])
    let ground = AskedGround(colour: "FF00FF", sentence: GroundSentence.asking(for: "FF00FF"))
    let kept = RequestSummary.write(identity, ground: ground)
    #expect(RequestSummary.ground(in: kept) == ground)
    #expect(RequestSummary.read(kept)?.map(\.name).sorted() == ["ground", "prompt"])
    #expect(identity.changes(since: try #require(RequestSummary.read(kept))).isEmpty)
    #expect(RequestSummary.ground(in: RequestSummary.write(identity)) == nil)
  }
}
