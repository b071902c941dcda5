import Execution
import PipelineFixtures
import PipelineModel
import PipelineSpec
import Planning
import Storage
import Testing

/// What a plan says of each step, before and after runs.
@Suite struct PlanStatusTests {
  private let bench: PipelineBench
  private let upToDate = [
    "generate reuse: up to date", "decode current: up to date", "verify current: up to date", "thumbnails current: up to date",
  ]

  init() throws { bench = try PipelineBench() }

  private func refreshing(_ glob: String) throws -> PipelineOptions {
    var options = PipelineOptions()
    options.refresh = [GlobText(glob)]
    return options
  }

  @Test func `everything is new at first`() async throws {
    let plan = try await bench.planned(shop())
    #expect(plan.lines == ["generate call: new", "decode run: its output is needed", "verify run: new", "thumbnails run: new"])
    #expect(plan.calls == 1 && plan.callsAtMost == 2 && plan.reused == 0)
    #expect(try bench.folder.files() == [], "a plan writes nothing")
  }

  @Test func `nothing is to be done after a run`() async throws {
    let run = try await bench.run(shop())
    #expect(run.summary.calls == 1 && run.summary.failed == 0)
    #expect(run.written == ["shop/card.jpg", "shop/original.png", "shop/small.png"])
    let plan = try await bench.planned(shop())
    #expect(plan.lines == upToDate)
    #expect(plan.calls == 0 && plan.callsAtMost == 0 && plan.reused == 1)
    let again = try await bench.run(shop())
    #expect(again.summary.calls == 0 && again.written == [] && again.summary.reused == 1)
  }

  @Test func `a rendition's quality is the rendition's own affair`() async throws {
    try await bench.run(shop())
    let changed = shop(cardQuality: 60)
    let plan = try await bench.planned(changed)
    #expect(plan.calls == 0)
    #expect(plan.outputs(of: "thumbnails") == ["small: up to date", "card: settings changed: quality"])
    #expect(plan.lines.last == "thumbnails run: settings changed: quality")
    let run = try await bench.run(changed)
    #expect(run.summary.calls == 0)
    #expect(run.written == ["shop/card.jpg"])
  }

  @Test func `a rendition that is gone is made again`() async throws {
    try await bench.run(shop())
    try bench.folder.remove("out/shop/small.png")
    let plan = try await bench.planned(shop())
    #expect(plan.outputs(of: "thumbnails") == ["small: output missing", "card: up to date"])
    #expect(plan.calls == 0)
    #expect(try await bench.run(shop()).written == ["shop/small.png"])
  }

  @Test func `an original that is gone is copied out of the store`() async throws {
    try await bench.run(shop())
    let original = try bench.folder.read("out/shop/original.png")
    try bench.folder.remove("out/shop/original.png")
    #expect(try await bench.planned(shop()).outputs(of: "generate") == ["original: output missing"])
    let run = try await bench.run(shop())
    #expect(run.summary.calls == 0 && run.written == ["shop/original.png"])
    #expect(try bench.folder.read("out/shop/original.png") == original)
  }

  @Test func `a file that somebody changed is said, and made again`() async throws {
    try await bench.run(shop())
    let bytes = try bench.folder.read("out/shop/small.png")
    try bench.folder.write(bytes.reversed(), to: "out/shop/small.png")
    #expect(try await bench.planned(shop()).outputs(of: "thumbnails") == ["small: output was changed by hand", "card: up to date"])
    try bench.folder.write(bytes, to: "out/shop/small.png")
    #expect(try await bench.planned(shop()).lines == upToDate, "only the bytes count")
  }

  @Test func `another prompt is another call, and says so`() async throws {
    try await bench.run(shop())
    let plan = try await bench.planned(shop(prompt: "a meadow"))
    #expect(
      plan.lines == [
        "generate call: request changed: prompt", "decode run: its output is needed", "verify run: new",
        "thumbnails run: its input will be new",
      ])
    #expect(plan.calls == 1 && plan.reused == 0)
    let both = try await bench.planned(shop(prompt: "a meadow", ratio: "1:1"))
    #expect(both.lines.first == "generate call: request changed: aspectRatio, prompt")
  }

  @Test func `another model or source is said in words that people know`() async throws {
    func text(_ longest: Int) -> String {
      """
      version: 1
      model: tiny-image
      output: out
      sources: shoe.png
      stages:
        - decode: "${source}"
        - normalize: {longest: \(longest)}
        - generate: {prompt: a lawn, references: [style.png], aspectRatio: "4:3"}
      """
    }
    try bench.writePicture("shoe.png")
    try bench.writePicture("style.png")
    try await bench.run(text(512))
    #expect(try await bench.planned(text(256)).lines.last == "generate call: request changed: normalize longest")
    try bench.writePicture("shoe.png", PixelSizes.other)
    #expect(try await bench.planned(text(512)).lines.last == "generate call: request changed: source")
    try bench.writePicture("style.png", PixelSizes.other)
    #expect(try await bench.planned(text(512)).lines.last == "generate call: request changed: source, reference 1")
  }

  @Test func `going back to an earlier prompt is free`() async throws {
    try await bench.run(shop())
    try await bench.run(shop(prompt: "a meadow"))
    let plan = try await bench.planned(shop())
    #expect(plan.calls == 0)
    #expect(plan.lines.first?.hasPrefix("generate reuse: ") == true)
  }

  @Test func `what is asked for again is a call, and only that`() async throws {
    let text = shop("matrix: {season: [spring, winter]}\nasset: \"${season}\"", prompt: "\"a lawn in ${season}\"")
    try await bench.run(text)
    let plan = try await bench.planned(text, options: try refreshing("spr*"))
    #expect(plan.lines(of: "spring").first == "generate call: asked for again")
    #expect(plan.lines(of: "winter") == upToDate)
    #expect(plan.calls == 1 && plan.reused == 1)
    let before = try bench.folder.read("out/spring/original.png")
    let generator = CannedGenerator(codecs: bench.components.codecs) { .picture($0 == 1 ? nil : nil) }
    let run = try await bench.run(text, options: try refreshing("spr*"), generator: generator)
    #expect(run.summary.calls == 1)
    #expect(generator.sentPrompts == ["a lawn in spring"])
    #expect(before.isEmpty == false)
    #expect(try await bench.planned(text).calls == 0, "the new answer is the one that is shown from now on")
  }

  @Test func `a renamed asset adopts the answer that is there`() async throws {
    try await bench.run(shop("asset: spring"))
    let plan = try await bench.planned(shop("asset: lente"))
    #expect(plan.lines.first == "generate reuse: adopted: the same request was answered before")
    #expect(plan.calls == 0 && plan.reused == 1)
    let run = try await bench.run(shop("asset: lente"))
    #expect(run.summary.calls == 0 && run.written.count == 3)
  }

  @Test func `a local chain notices another source and other settings`() async throws {
    func text(_ longest: Int) -> String {
      "version: 1\noutput: out\nsources: shoe.png\nstages:\n  - decode: \"${source}\"\n  - normalize: {longest: \(longest), mime: [image/png]}\n"
    }
    try bench.writePicture("shoe.png")
    #expect(try await bench.planned(text(32)).lines == ["decode run: its output is needed", "normalize run: new"])
    let run = try await bench.run(text(32))
    #expect(run.written == ["shop/normalized.png"])
    #expect(try await bench.planned(text(32)).lines == ["decode current: up to date", "normalize current: up to date"])
    #expect(try await bench.planned(text(24)).lines.last == "normalize run: settings changed: longest")
    try bench.writePicture("shoe.png", PixelSizes.other)
    #expect(try await bench.planned(text(32)).lines == ["decode run: its output is needed", "normalize run: input changed"])
  }

  @Test func `a prepared file of another type is up to date after one run`() async throws {
    func text(_ type: String) -> String {
      "version: 1\noutput: out\nsources: shoe.png\nstages:\n  - decode: \"${source}\"\n  - normalize: {longest: 32, mime: [\(type)]}\n"
    }
    try bench.writePicture("shoe.png")
    try await bench.run(text("image/png"))
    try await bench.run(text("image/webp"))
    #expect(try await bench.planned(text("image/webp")).lines.last == "normalize current: up to date")
    try await bench.run(text("image/jpeg"))
    #expect(try await bench.run(text("image/jpeg")).written == [])
  }

  @Test func `a text asset is up to date after one run`() async throws {
    let text = "version: 1\nmodel: tiny-image\noutput: out\nstages:\n  - generate: {prompt: a word, responseModalities: [TEXT]}\n"
    let generator = CannedGenerator(codecs: bench.components.codecs, words: .words("meadow"))
    let run = try await bench.run(text, generator: generator)
    #expect(run.written == ["shop/original.txt"])
    #expect(try bench.folder.read("out/shop/original.txt") == Array("meadow".utf8))
    let plan = try await bench.planned(text)
    #expect(plan.lines == ["generate reuse: up to date"])
    #expect(plan.outputs(of: "generate") == ["original: up to date"])
    #expect(try await bench.run(text, generator: generator).written == [])
    try bench.folder.remove("out/shop/original.txt")
    #expect(try await bench.run(text, generator: generator).written == ["shop/original.txt"])
    #expect(generator.sentPrompts.count == 1)
  }

  @Test func `a lost answer of the emulator is simply asked again`() async throws {
    try await bench.run(shop())
    try bench.folder.remove(".aquatint/blobs")
    #expect(try await bench.planned(shop()).lines.first == "generate call: the stored answer is gone")
    let run = try await bench.run(shop())
    #expect(run.summary.calls == 1 && run.summary.failed == 0)
  }

  @Test func `variants have steps and files of their own`() async throws {
    let text = shop(generate: ", variants: 2")
    let run = try await bench.run(text)
    #expect(run.summary.calls == 2)
    #expect(
      run.written == [
        "shop/card-2.jpg", "shop/card.jpg", "shop/original-2.png", "shop/original.png", "shop/small-2.png", "shop/small.png",
      ])
    #expect(try await bench.planned(text).lines == upToDate + upToDate)
    let more = try await bench.planned(shop(generate: ", variants: 3"))
    #expect(more.calls == 1 && more.reused == 2, "a third variant does not ask for the first two again")
  }

  @Test func `what a new variant needs before its call is said to run`() async throws {
    func text(_ variants: Int) -> String {
      """
      version: 1
      model: tiny-image
      output: out
      sources: shoe.png
      stages:
        - decode: "${source}"
        - normalize: {longest: 32}
        - generate: {prompt: a lawn, aspectRatio: "4:3", variants: \(variants)}
      """
    }
    try bench.writePicture("shoe.png")
    try await bench.run(text(1))
    #expect(
      try await bench.planned(text(1)).lines == [
        "decode current: up to date", "normalize current: up to date", "generate reuse: up to date",
      ])
    #expect(
      try await bench.planned(text(2)).lines == [
        "decode run: its output is needed", "normalize run: its output is needed", "generate reuse: up to date", "generate call: new",
      ])
  }
}
