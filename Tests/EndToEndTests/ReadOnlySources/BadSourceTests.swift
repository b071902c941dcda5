import Foundation
import ImageCore
import TestSupport
import Testing

/// Sources that cannot be used: said by the plan, and each fails its own asset only.
@Suite struct BadSourceTests {
  private static let pipeline = """
    version: 1
    name: shop
    model: gemini-3.1-flash-image
    sources: in/*
    asset: ${source.stem}
    output: out
    stages:
      - decode: "${source}"
      - normalize: {longest: 64}
      - generate: {prompt: "In winter", aspectRatio: "1:1", imageSize: "512"}
    """

  private static func badSources() throws -> [(name: String, bytes: [UInt8])] {
    let picture = try encoded(TestPictures.gradient(PixelSize(90, 60)), as: FormatID("jpeg"))
    let huge = PNGBytes.signature + PNGBytes.chunk("IHDR", PNGBytes.header(width: 100_000, height: 100_000))
    return [
      ("empty", []), ("words", Array("These are words.".utf8)), ("cut", Array(picture.prefix(picture.count / 2))), ("huge", huge),
    ]
  }

  @Test func `each bad source fails alone and is named`() async throws {
    let scratch = try Scratch()
    for (name, bytes) in try Self.badSources() { try scratch.write(bytes, to: "in/\(name).jpg") }
    try scratch.write(try encoded(TestPictures.gradient(PixelSize(90, 60)), as: FormatID("png")), to: "in/good.png")
    try scratch.write(Self.pipeline, to: "shop.yaml")
    let before = try scratch.files(in: "in")

    let plan = try await Program.run("plan", "shop.yaml", "--format", "json", in: scratch)
    #expect(plan.code == 0)
    #expect(try plan.plan.assets.count == 5)
    // That a file is cut short shows when its pixels are read; the others are known from their first bytes.
    for name in ["empty", "words", "huge"] {
      #expect(try plan.diagnostics.contains { $0.severity == "warning" && $0.message.contains("in/\(name).jpg") }, "\(name)")
    }

    let run = try await Program.run("run", "shop.yaml", "--format", "json", in: scratch)
    #expect(run.code == 1)
    let summary = try run.summary
    #expect((summary.assets, summary.succeeded, summary.failed, summary.calls) == (5, 1, 4, 1))
    let events = try run.events
    for (name, _) in try Self.badSources() {
      let ended = try #require(events.first { $0.event == "assetFinished" && $0.asset == name })
      #expect(ended.failure != nil)
      #expect(ended.message?.contains("in/\(name).jpg") == true, "\(name): \(ended.message ?? "")")
    }
    #expect(try scratch.names(in: "out/good").count == 1)
    #expect(try Set(scratch.names(in: "out").map { $0.prefix { $0 != "/" } }) == ["good", "index.html", "manifest.json"])
    #expect(try scratch.files(in: "in") == before)
  }

  @Test func `a source with too many bytes is not even read`() async throws {
    let scratch = try Scratch()
    try scratch.write(try encoded(TestPictures.gradient(PixelSize(90, 60)), as: FormatID("png")), to: "in/large.png")
    // A file with a hole: it takes no room on the disk.
    let file = try FileHandle(forWritingTo: URL(filePath: "\(scratch.path)/in/large.png"))
    try file.truncate(atOffset: UInt64(DecodeLimits.standard.encodedBytes) + 1)
    try file.close()
    try scratch.write(Self.pipeline, to: "shop.yaml")
    let plan = try await Program.run("plan", "shop.yaml", in: scratch)
    #expect(plan.code == 0)
    #expect(plan.errors.contains("'in/large.png' has \(DecodeLimits.standard.encodedBytes + 1) bytes"))
    let run = try await Program.run("run", "shop.yaml", "--format", "json", in: scratch)
    #expect(run.code == 1)
    #expect(try run.failures.keys.sorted() == ["large"])
    #expect(try run.summary.calls == 0)
  }

  @Test func `a pattern without a match ends plan and run with 2, and is quoted`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline, to: "shop.yaml")
    for (verb, code, severity) in [("plan", 2, "error"), ("run", 2, "error"), ("check", 0, "warning")] as [(String, Int32, String)] {
      let ending = try await Program.run(verb, "shop.yaml", in: scratch)
      #expect(ending.code == code, "\(verb)")
      #expect(ending.errors.contains("shop.yaml:4:10: \(severity): "), "\(verb): \(ending.errors)")
      #expect(ending.errors.contains("'in/*'"))
    }
    #expect(try scratch.names() == ["shop.yaml"])
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser may read every file"))
  func `a source that may not be read fails its own asset`() async throws {
    let scratch = try Scratch()
    let picture = try encoded(TestPictures.gradient(PixelSize(90, 60)), as: FormatID("png"))
    try scratch.write(picture, to: "in/good.png")
    try scratch.write(picture, to: "in/locked.png")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: "\(scratch.path)/in/locked.png")
    try scratch.write(Self.pipeline, to: "shop.yaml")
    let plan = try await Program.run("plan", "shop.yaml", in: scratch)
    #expect(plan.code == 0)
    #expect(plan.errors.contains("in/locked.png"))
    let run = try await Program.run("run", "shop.yaml", "--format", "json", in: scratch)
    #expect(run.code == 1)
    #expect(try run.failures.keys.sorted() == ["locked"])
  }

  @Test func `a single source that is missing fails with its name`() async throws {
    let scratch = try Scratch()
    try scratch.write(
      Self.pipeline.replacing("sources: in/*\n", with: "").replacing("${source.stem}", with: "one").replacing(
        "${source}", with: "in/gone.png"), to: "shop.yaml")
    let run = try await Program.run("run", "shop.yaml", "--format", "json", in: scratch)
    #expect(run.code == 1)
    #expect(try run.events.contains { $0.message?.contains("in/gone.png") == true })
    #expect(try run.summary.calls == 0)
  }

  @Test func `a reference that is missing is a mistake of the file`() async throws {
    let scratch = try Scratch()
    try scratch.write(try encoded(TestPictures.gradient(PixelSize(90, 60)), as: FormatID("png")), to: "in/good.png")
    try scratch.write(Self.pipeline.replacing("imageSize:", with: "references: [in/good.png, gone.png], imageSize:"), to: "shop.yaml")
    for verb in ["plan", "run"] {
      let ending = try await Program.run(verb, "shop.yaml", in: scratch)
      #expect(ending.code == 2)
      #expect(ending.errors.contains("shop.yaml:10:"))
      #expect(ending.errors.contains("'gone.png' does not exist"))
    }
    #expect(!scratch.exists("out"))
  }

  @Test func `the output folder and the store are never sources`() async throws {
    let scratch = try Scratch()
    try scratch.write(try encoded(TestPictures.gradient(PixelSize(90, 60)), as: FormatID("png")), to: "in/good.png")
    try scratch.write(Self.pipeline.replacing("sources: in/*", with: "sources: \"**/*.{png,jpg}\""), to: "shop.yaml")
    for _ in 1...2 {
      let ending = try await Program.run("run", "shop.yaml", "--format", "json", in: scratch)
      #expect(ending.code == 0)
      #expect(try ending.summary.assets == 1)
    }
  }
}
