import Diagnostics
import Execution
import ImageCore
import PipelineFixtures
import PipelineModel
import Planning
import Storage
import TestSupport
import Testing

/// Renditions say where they come from; nothing else does.
@Suite struct ProvenanceTests {
  private static let captured = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
  private static let renditions =
    "- thumbnails: [\(["a, format: png", "b, format: jpeg", "c, format: webp"].map { "{name: \($0), longest: 80, enlarge: true}" }.joined(separator: ", "))]"

  private func chain(_ head: String, _ stages: String...) -> String {
    (["version: 1", "model: tiny-image", "output: out", "asset: \"only\"", head, "stages:"] + stages.map { "  " + $0 }
      + ["  " + Self.renditions, ""]).joined(separator: "\n")
  }

  private let generate = "- generate: {prompt: a lawn, aspectRatio: \"4:3\"}"

  private func xmp(_ bench: PipelineBench, _ name: String) throws -> String? {
    try metadata(bench, name).xmp.map { String(decoding: $0, as: UTF8.self) }
  }

  private func metadata(_ bench: PipelineBench, _ name: String) throws -> ImageMetadata {
    let bytes = try bench.folder.read("out/only/\(name)")
    return try ImageReader(codecs: bench.components.codecs).open(bytes).metadata()
  }

  private func pixels(_ bench: PipelineBench) throws -> [[UInt8]] {
    try ["a.png", "b.jpg", "c.webp"].map { name in
      let bytes = try bench.folder.read("out/only/\(name)")
      return try ImageReader(codecs: bench.components.codecs).open(bytes).decode().raster.pixels
    }
  }

  @Test func `renditions of a generated picture name its kind, model, date and original`() async throws {
    let bench = try PipelineBench()
    try await bench.run(chain("", generate, "- decode: result"))
    let original = Digest.of(try bench.folder.read("out/only/original.png")).hex
    for name in ["a.png", "b.jpg", "c.webp"] {
      let text = try #require(try xmp(bench, name), "\(name)")
      #expect(DigitalSourceType(inXMP: Array(text.utf8)) == .trainedAlgorithmicMedia)
      #expect(text.contains("AISystemUsed=\"tiny-image\"") && text.contains("sha256:\(original)"), "\(text)")
      #expect(text.contains(/CreateDate="20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ"/), "\(text)")
      #expect(text.utf8.count < 1_024)
    }
    #expect(try xmp(bench, "original.png") == nil, "the original is what came back")
  }

  @Test func `renditions that are made again have the same bytes`() async throws {
    let bench = try PipelineBench()
    let text = chain("", generate, "- decode: result")
    try await bench.run(text)
    let names = ["a.png", "b.jpg", "c.webp"].map { "out/only/\($0)" }
    let before = try names.map { try bench.folder.read($0) }
    #expect(try await bench.run(text).written == [], "nothing to do")
    for name in names { try bench.folder.remove(name) }
    let again = try await bench.run(text)
    #expect((again.summary.calls, again.written.count) == (0, 3))
    #expect(try names.map { try bench.folder.read($0) } == before)
  }

  @Test func `an edited picture is a composite`() async throws {
    let bench = try PipelineBench()
    try bench.writePicture("in.png")
    try await bench.run(chain("sources: in.png", "- decode: ${source}", "- normalize", generate, "- decode: result"))
    for name in ["a.png", "b.jpg", "c.webp"] {
      #expect(try metadata(bench, name).xmp.flatMap { DigitalSourceType(inXMP: $0) } == .compositeWithTrainedAlgorithmicMedia)
    }
  }

  @Test func `a chain without a model adds nothing, and keeps what its source says of itself`() async throws {
    let bench = try PipelineBench()
    let text = chain("sources: in.png", "- decode: ${source}")
    try bench.writePicture("in.png")
    try await bench.run(text)
    for name in ["a.png", "b.jpg", "c.webp"] { #expect(try metadata(bench, name).xmp == nil) }

    let packet =
      "<rdf:RDF><rdf:Description xmlns:i='http://iptc.org/std/Iptc4xmpExt/2008-02-29/' dc:creator='Someone' i:DigitalSourceType='\(Self.captured)'/></rdf:RDF>"
    let chunk = Array("XML:com.adobe.xmp".utf8) + [0, 0, 0, 0, 0] + Array(packet.utf8)
    try bench.folder.write(PNGBytes.inserting("iTXt", chunk, into: try bench.folder.read("in.png")), to: "in.png")
    try await bench.run(text)
    for name in ["a.png", "b.jpg", "c.webp"] {
      let kept = try #require(try xmp(bench, name), "\(name)")
      #expect(DigitalSourceType(inXMP: Array(kept.utf8))?.address == Self.captured)
      #expect(!kept.contains("Someone") && !kept.contains("CreateDate") && !kept.contains("AISystemUsed"))
    }
    #expect(try await bench.run(text).written == [])
    try await bench.run(text.replacing("output: out", with: "output: out\nprovenance: none"))
    for name in ["a.png", "b.jpg", "c.webp"] { #expect(try xmp(bench, name) == nil) }
  }

  @Test func `it can be turned off and on, which makes renditions again for nothing`() async throws {
    let bench = try PipelineBench()
    let text = chain("", generate, "- decode: result")
    let off = text.replacing("output: out", with: "output: out\nprovenance: none")
    try await bench.run(text)
    let shown = try pixels(bench)
    #expect(try await bench.planned(off).lines.last == "thumbnails run: settings changed: provenance")
    let without = try await bench.run(off)
    #expect((without.summary.calls, without.written.count) == (0, 3))
    for name in ["a.png", "b.jpg", "c.webp"] { #expect(try xmp(bench, name) == nil) }
    #expect(try pixels(bench) == shown)
    let with = try await bench.run(text.replacing("output: out", with: "output: out\nprovenance: xmp"))
    #expect((with.summary.calls, with.written.count) == (0, 3))
    #expect(try await bench.run(text).written == [], "`xmp` is what holds where the file is silent")
  }

  @Test func `what is prepared for a model stays pixels only, even as an output`() async throws {
    let bench = try PipelineBench()
    try bench.writePicture("in.png")
    let packet = XMPPacket(digitalSourceType: .trainedAlgorithmicMedia).bytes
    let chunk = Array("XML:com.adobe.xmp".utf8) + [0, 0, 0, 0, 0] + packet
    try bench.folder.write(PNGBytes.inserting("iTXt", chunk, into: try bench.folder.read("in.png")), to: "in.png")
    let text = "version: 1\nmodel: tiny-image\noutput: out\nsources: in.png\nasset: only\nstages:\n  - decode: ${source}\n  - normalize\n"
    let run = try await bench.run(text)
    let path = try #require(run.written.first { $0.contains("normalized.") })
    #expect(try xmp(bench, String(path.dropFirst("only/".count))) == nil)
  }

  @Test func `a C2PA manifest stays in the original, is named, and is in no rendition`() async throws {
    let bench = try PipelineBench()
    try bench.writePicture("signed.png", PixelSize(48, 36))
    let signed = PNGBytes.inserting("caBX", [1, 2, 3], into: try bench.folder.read("signed.png"))
    let generator = CannedGenerator(codecs: bench.components.codecs) { _ in .file(signed) }
    try await bench.run(chain("", generate, "- decode: result"), generator: generator)
    #expect(try bench.folder.read("out/only/original.png") == signed)
    let manifest = try Manifest.read(try bench.folder.read("out/manifest.json"))
    #expect(manifest["only/original.png"]?.hasContentCredentials == true)
    for name in ["a.png", "b.jpg", "c.webp"] {
      #expect(try !metadata(bench, name).hasContentCredentials)
      #expect(manifest["only/\(name)"]?.hasContentCredentials == false)
    }
  }

  @Test func `what is no kind of it is a mistake with a place`() throws {
    let bench = try PipelineBench()
    let found = bench.load(chain("provenance: exif", generate, "- decode: result")).diagnostics
    #expect(found.map(\.id.name) == ["invalid-value"])
    #expect(found.first?.allowed == ["xmp", "none"])
    #expect(found.first?.position == SourcePosition(line: 5, column: 13))
    #expect(bench.load(chain("provenance: [xmp]", generate, "- decode: result")).diagnostics.map(\.id.name) == ["wrong-type"])
  }
}
