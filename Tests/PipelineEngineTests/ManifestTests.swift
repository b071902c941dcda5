import Diagnostics
import PipelineFixtures
import PipelineSpec
import Storage
import Testing

@testable import PipelineEngine

@Suite struct ManifestTests {
  private func file(_ path: String) -> Manifest.File {
    Manifest.File(
      path: path, asset: "a", variant: 1, kind: "rendition", sha256: Digest.of(utf8: path).hex, bytes: 3, format: "png", width: 2,
      height: 1,
      parents: [Manifest.Parent(kind: "source", name: "ä/\"x\".png", sha256: nil)],
      made: Manifest.Made(stage: "thumbnails", revision: 1, settings: ["longest": "2"], input: "i", key: "k"), provenance: nil,
      alternates: [Manifest.Alternate(sha256: "s", bytes: 1, format: nil, thought: true)])
  }

  @Test func `what is written is read back, sorted by path`() throws {
    let manifest = Manifest(pipeline: "shop", files: [file("b/x.png"), file("a/x.png"), file("B/x.png")])
    #expect(manifest.files.map(\.path) == ["B/x.png", "a/x.png", "b/x.png"])
    let bytes = try manifest.encoded()
    #expect(Manifest.read(bytes) == manifest)
    #expect(try Manifest(pipeline: "shop", files: manifest.files.reversed()).encoded() == bytes)
    #expect(bytes.last == 0x0A)
    #expect(manifest["a/x.png"]?.bytes == 3)
    #expect(manifest["c"] == nil)
  }

  @Test(arguments: ["", "{}", "[]", "{\"version\":2,\"pipeline\":\"shop\",\"files\":[]}", "not JSON"])
  func `what is none of ours is no manifest`(_ text: String) {
    #expect(Manifest.read(Array(text.utf8)) == nil)
  }

  @Test func `another pipeline's output is not written into`() async throws {
    let bench = try PipelineBench()
    try await bench.run(shop("name: winter"))
    let outcome = try await bench.plan(shop("name: summer"))
    #expect(outcome.plan == nil)
    #expect(outcome.diagnostics.map(\.id.name) == ["foreign-output"])
    #expect(outcome.diagnostics.first?.message.contains("belongs to the pipeline 'winter'") == true)
    #expect(outcome.diagnostics.first?.position != nil)
  }

  @Test func `a manifest that is none of ours is not written over`() async throws {
    let bench = try PipelineBench()
    try bench.folder.write("{\"precious\": true}", to: "out/manifest.json")
    let outcome = try await bench.plan(shop())
    #expect(outcome.plan == nil)
    #expect(outcome.diagnostics.map(\.id.name) == ["foreign-output"])
  }

  @Test func `other assets keep their entries`() async throws {
    let bench = try PipelineBench()
    let text = shop("matrix: {season: [spring, winter]}\nasset: \"${season}\"", prompt: "\"${season}\"")
    try await bench.run(text)
    var options = PipelineOptions()
    options.selection.only = [GlobText("winter")]
    try await bench.run(text.replacing("quality: 80", with: "quality: 70"), options: options)
    let manifest = try #require(Manifest.read(try bench.folder.read("out/manifest.json")))
    #expect(manifest.files.count == 6)
    #expect(manifest["spring/card.jpg"]?.made.settings["quality"] == "80")
    #expect(manifest["winter/card.jpg"]?.made.settings["quality"] == "70")
    for entry in manifest.files { #expect(Digest.of(try bench.folder.read("out/" + entry.path)).hex == entry.sha256) }
  }

  @Test func `pruning removes only what is listed, unwanted and unchanged`() async throws {
    let bench = try PipelineBench()
    let both = shop("matrix: {season: [spring, winter]}\nasset: \"${season}\"", prompt: "\"${season}\"")
    try await bench.run(both)
    try bench.folder.write("mine", to: "out/winter/note.txt")
    try bench.folder.write("changed", to: "out/winter/small.png")
    var execution = ExecutionOptions()
    execution.prunes = true
    let one = shop("matrix: {season: [spring]}\nasset: \"${season}\"", prompt: "\"${season}\"")
    try await bench.run(one, execution: execution)
    #expect(
      try bench.folder.files(below: "out") == [
        "manifest.json", "spring/card.jpg", "spring/original.png", "spring/small.png", "winter/note.txt", "winter/small.png",
      ])
  }

  @Test func `a manifest cannot make pruning reach outside the output`() async throws {
    let bench = try PipelineBench()
    try bench.folder.write("precious", to: "precious.txt")
    var entry = file("../precious.txt")
    entry.sha256 = Digest.of(utf8: "precious").hex
    try bench.folder.write(try Manifest(pipeline: "shop", files: [entry]).encoded(), to: "out/manifest.json")
    var execution = ExecutionOptions()
    execution.prunes = true
    try await bench.run(shop(), execution: execution)
    #expect(bench.folder.exists("precious.txt"))
  }
}
