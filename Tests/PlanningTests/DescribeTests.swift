import Diagnostics
import Execution
import GatewayAPI
import ImageCore
import PipelineFixtures
import PipelineModel
import PipelineSpec
import Planning
import Storage
import TestSupport
import Testing

/// Pictures that a model is asked about in words.
@Suite struct DescribeTests {
  private func text(
    _ settings: String = "model: gemini-3.5-flash-lite", before: String = "", items: String = "lamp, vase", side: Int = 16,
    provenance: String = "xmp"
  ) -> String {
    """
    version: 1
    model: tiny-image
    output: out
    asset: ${item}
    matrix: {item: [\(items)]}
    provenance: \(provenance)
    stages:
      - generate: {prompt: "A ${item}", aspectRatio: "1:1"}
      - decode: result
    \(before)
      - describe: {\(settings)}
      - thumbnails: [{name: icon, longest: \(side), format: png}]
    deliver:
      - srcset: {to: web, renditions: [icon], alt: "The ${item}"}

    """
  }

  private func manifest(_ bench: PipelineBench) throws -> Manifest { try Manifest.read(try bench.folder.read("out/manifest.json")) }

  private func page(_ bench: PipelineBench, _ asset: String = "lamp") throws -> String {
    String(decoding: try bench.folder.read("out/web/\(asset).html"), as: UTF8.self)
  }

  private func xmp(_ bench: PipelineBench) throws -> String {
    let picture = try ImageReader(codecs: bench.components.codecs).open(try bench.folder.read("out/lamp/icon.png"))
    return String(decoding: try picture.metadata().xmp ?? [], as: UTF8.self)
  }

  @Test func `a description is planned, paid once, and stands in manifest, page and metadata`() async throws {
    let bench = try PipelineBench()
    let plan = try #require(try await bench.plan(text()).plan)
    // An empty answer of either picture may be asked for once more.
    #expect((plan.calls, plan.callsAtMost) == (4, 6))
    let generator = CannedGenerator(codecs: bench.components.codecs, words: .words("\"A thing & more\n on a table\""))
    let run = try await bench.run(text(), generator: generator)
    #expect((run.summary.calls, run.summary.failed) == (4, 0))
    #expect(generator.sentPrompts.filter { $0.contains("alternative text") }.count == 2)
    let files = try manifest(bench).files
    #expect(files.filter { $0.kind == .rendition }.allSatisfy { $0.description == "A thing & more on a table" })
    #expect(files.filter { $0.kind != .rendition }.allSatisfy { $0.description == nil })
    #expect(try page(bench).contains("alt=\"A thing &amp; more on a table\""))
    #expect(try xmp(bench).contains("<rdf:li xml:lang=\"x-default\">A thing &amp; more on a table</rdf:li>"))
    let again = try await bench.run(text())
    #expect((again.summary.calls, again.written) == (0, []))
  }

  @Test func `what is done to the picture locally asks nothing anew, and what is asked otherwise asks that alone`() async throws {
    let bench = try PipelineBench()
    try await bench.run(text())
    let smaller = try await bench.run(text(side: 12))
    #expect((smaller.summary.calls, smaller.written.filter { $0.hasSuffix(".png") }.count) == (0, 2))
    #expect(try manifest(bench).files.contains { $0.description != nil })
    let verified = try await bench.run(text(before: "  - verify: {aspectRatio: \"1:1\"}", side: 12))
    #expect(verified.summary.calls == 0)
    let generator = CannedGenerator(codecs: bench.components.codecs, words: .words("Ein Ding"))
    let german = try await bench.run(text("model: gemini-3.5-flash-lite, language: de", side: 12), generator: generator)
    #expect(german.summary.calls == 2)
    #expect(try page(bench).contains("alt=\"Ein Ding\""))
    let back = try await bench.run(text(side: 12))
    #expect((back.summary.calls, try page(bench).contains("A thing on a table")) == (0, true))
  }

  @Test func `another text is another page, where files say nothing of it`() async throws {
    let bench = try PipelineBench()
    try await bench.run(text(provenance: "none"))
    let generator = CannedGenerator(codecs: bench.components.codecs, words: .words("Une chose"))
    try await bench.run(text("model: gemini-3.5-flash-lite, language: fr", provenance: "none"), generator: generator)
    #expect(try page(bench).contains("alt=\"Une chose\""))
    #expect(try xmp(bench).isEmpty)
  }

  @Test func `without words the file goes on, with its own text and a warning`() async throws {
    let bench = try PipelineBench()
    let generator = CannedGenerator(codecs: bench.components.codecs, words: .words("..."))
    let run = try await bench.run(text(), generator: generator)
    #expect((run.summary.calls, run.summary.failed) == (4, 0))
    #expect(run.notes.filter { $0.hasSuffix("going on without a description") }.count == 2)
    #expect(try page(bench).contains("alt=\"The lamp\""))
    let again = try await bench.run(text())
    #expect((again.summary.calls, again.written) == (0, []), "what was answered is not asked again")
  }

  @Test func `an asset may have to have one`() async throws {
    let bench = try PipelineBench()
    let generator = CannedGenerator(codecs: bench.components.codecs, words: .words("..."))
    let run = try await bench.run(text("model: gemini-3.5-flash-lite, otherwise: [fail]"), generator: generator)
    #expect(run.summary.failed == 2)
    #expect(try manifest(bench).files.allSatisfy { $0.kind == .original })
  }

  @Test func `a picture that is refused is not described`() async throws {
    let bench = try PipelineBench()
    let generator = CannedGenerator(codecs: bench.components.codecs) { .picture($0 == 1 ? PixelSize(40, 16) : nil) }
    let run = try await bench.run(text(before: "  - verify: {aspectRatio: \"1:1\"}"), generator: generator)
    #expect((run.summary.calls, run.summary.failed) == (3, 1))
  }

  @Test func `a picture of the user's own is described as well`() async throws {
    let bench = try PipelineBench()
    try bench.writePicture("in/shoe.png")
    let text = """
      version: 1
      output: out
      sources: in/*.png
      asset: ${source.stem}
      stages:
        - decode: ${source}
        - describe: {model: gemini-3.5-flash-lite}
        - thumbnails: [{name: icon, longest: 16, format: png, provenance: xmp}]

      """
    #expect(try await bench.run(text).summary.calls == 1)
    #expect(try manifest(bench).files.map(\.description) == ["A thing on a table"])
    #expect(try await bench.run(text).written == [])
  }

  @Test func `its price is part of the plan's`() async throws {
    let bench = try PipelineBench()
    var options = PipelineOptions()
    options.gateways = ["google"]
    options.model = "gemini-2.5-flash-image"
    let plain = try #require(
      try await bench.plan(text().replacing("  - describe: {model: gemini-3.5-flash-lite}\n", with: ""), options: options).plan)
    let described = try #require(try await bench.plan(text(), options: options).plan)
    let (before, after) = (try #require(plain.cost), try #require(described.cost))
    // Two calls of at most 1,120 tokens of picture and 2,000 of thinking and text, and the prompt.
    let more = after.high.nanos - before.high.nanos
    #expect(more > 2 * (1_120 * 300 + 2_000 * 2_500) && more < 2 * (1_800 * 300 + 2_000 * 2_500), "\(more)")
    #expect(after.low > before.low)
  }

  static let mistakes: [(settings: String, id: String)] = [
    ("language: en", "missing-key"),
    ("model: gemini-3.5-flash-lite, language: 1️⃣english!", "invalid-value"),
    ("model: gemini-3.5-flash-lite, maximumLength: 1️⃣5", "invalid-value"),
    ("model: gemini-3.5-flash-lite, otherwise: [1️⃣retry]", "invalid-value"),
    ("model: 1️⃣gemini-3.5-flash-lit", "unknown-model"),
  ]

  @Test(arguments: mistakes) func `mistakes are found before anything is paid`(_ mistake: (settings: String, id: String)) throws {
    let marked = MarkedText(text(mistake.settings))
    let found = try PipelineBench().check(marked.text)
    #expect(found.map(\.id.name) == [mistake.id])
    #expect(found.first?.position == marked.position(1) || marked.position(1) == nil)
  }

  @Test func `one that comes too early is said`() throws {
    let early = """
      version: 1
      model: tiny-image
      output: out
      asset: shoe
      stages:
        - decode: shoe.png
        - describe: {model: gemini-3.5-flash-lite}
        - generate: {prompt: "A shoe", aspectRatio: "1:1"}
        - decode: result
        - thumbnails: [{name: icon, longest: 16, format: png}]

      """
    #expect(try PipelineBench().check(early).map(\.id.name) == ["early-description"])
  }
}
