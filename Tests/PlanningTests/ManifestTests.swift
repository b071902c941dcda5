import Diagnostics
import ImageCore
import PipelineFixtures
import PipelineSpec
import Storage
import TestSupport
import Testing

@testable import Execution
@testable import PipelineModel
@testable import Planning

@Suite struct ManifestTests {
  private func file(_ path: String) -> Manifest.File {
    Manifest.File(
      path: path, asset: "a", variant: 1, kind: .rendition, rendition: "x", sha256: Digest.of(utf8: path).hex, bytes: 3,
      format: "png", size: PixelSize(2, 1),
      parents: [Manifest.Parent(kind: .source, name: "ä/\"x\".png", sha256: nil)],
      made: Manifest.Made(stage: "thumbnails", revision: 1, settings: ["longest": "2"], input: "i", key: "k"), provenance: nil,
      alternates: [Manifest.Alternate(sha256: "s", bytes: 1, format: nil, thought: true)])
  }

  @Test func `what is written is read back, sorted by path`() throws {
    let manifest = Manifest(pipeline: "shop", files: [file("b/x.png"), file("a/x.png"), file("B/x.png")])
    #expect(manifest.files.map(\.path) == ["B/x.png", "a/x.png", "b/x.png"])
    let bytes = manifest.encoded()
    #expect(try Manifest.read(bytes) == manifest)
    #expect(Manifest(pipeline: "shop", files: manifest.files.reversed()).encoded() == bytes)
    #expect(bytes.last == 0x0A)
    #expect(manifest["a/x.png"]?.bytes == 3)
    #expect(manifest["c"] == nil)
  }

  @Test func `an entry stands on a line of its own, without what can be derived`() throws {
    var original = file("a/original.txt")
    (original.kind, original.rendition, original.size, original.format) = (.original, nil, nil, "text")
    original.provenance = Manifest.Provenance(exchange: "e", gateway: "g", model: "m", cost: nil)
    original.made = Manifest.Made(stage: "generate", revision: 3, settings: [:], input: "e", key: original.sha256)
    (original.parents, original.alternates) = ([], [])
    let manifest = Manifest(pipeline: "shop", files: [file("a/x.png"), original])
    let digest = Digest.of(utf8: "a/x.png").hex
    #expect(
      String(decoding: manifest.encoded(), as: UTF8.self) == #"""
        {"version":2,"pipeline":"shop","files":[
        {"path":"a/original.txt","asset":"a","variant":1,"kind":"original","format":"text","bytes":3,"sha256":"\#(original.sha256)",\#
        "parents":[],"made":{"stage":"generate","revision":3},"provenance":{"exchange":"e","gateway":"g","model":"m"}},
        {"path":"a/x.png","asset":"a","variant":1,"kind":"rendition","rendition":"x","format":"png","width":2,"height":1,"bytes":3,\#
        "sha256":"\#(digest)","parents":[{"kind":"source","name":"ä/\"x\".png"}],\#
        "made":{"stage":"thumbnails","revision":1,"settings":{"longest":"2"},"input":"i","key":"k"},\#
        "alternates":[{"sha256":"s","bytes":1,"thought":true}]}
        ]}

        """#)
    #expect(try Manifest.read(manifest.encoded()) == manifest)
    #expect(
      String(decoding: Manifest(pipeline: "shop").encoded(), as: UTF8.self) == "{\"version\":2,\"pipeline\":\"shop\",\"files\":[\n]}\n")
  }

  @Test func `a manifest of version 1 is read`() throws {
    let manifest = try Manifest.read(Array(Self.version1.utf8))
    #expect(manifest.pipeline == "lights")
    let words = try #require(manifest["pier/original-2.txt"])
    #expect((words.kind, words.variant, words.size, words.rendition) == (.text, 2, nil, nil))
    let card = try #require(manifest["pier/card-2.jpg"])
    #expect((card.kind, card.size, card.rendition) == (.rendition, PixelSize(160, 120), "card"))
    #expect(card.made.settings == ["format": "jpeg", "path": "a/b"])
    #expect(card.parents == [Manifest.Parent(kind: .exchange, name: "e-1", sha256: "00ff")])
    #expect(card.sourceRemoved && card.provenance?.cost == "0.04")
    #expect(try Manifest.read(manifest.encoded()) == manifest)
  }

  @Test(arguments: ["shop", "words"]) func `what the program of November 2026 left is read, and says the same as version 2`(_ name: String)
    throws
  {
    let bytes = try TestFiles.bytes(at: "\(TestFiles.packageRoot)/Tests/Fixtures/stores/\(name)/out/manifest.json")
    let manifest = try Manifest.read(bytes)
    #expect(!manifest.files.isEmpty && manifest.files.allSatisfy { ($0.size == nil) == ($0.format == "text") })
    #expect(manifest.files.allSatisfy { ($0.rendition != nil) == ($0.kind == .rendition) })
    #expect(try Manifest.read(manifest.encoded()) == manifest)
    #expect(manifest.encoded().count * 5 < bytes.count * 4)
    let index = try ManifestIndex.read(bytes)
    #expect(manifest.files.allSatisfy { index[$0.path]?.key?.hex == $0.made.key && index.file(at: $0.path) == $0 })
  }

  /// As the program wrote it.
  private static let version1 = #"""
    {
      "files" : [
        {
          "asset" : "pier",
          "bytes" : 812,
          "format" : "jpeg",
          "height" : 120,
          "kind" : "rendition",
          "made" : {
            "input" : "00ff",
            "key" : "aa11",
            "provenance" : "xmp",
            "revision" : 2,
            "settings" : {
              "format" : "jpeg",
              "path" : "a/b"
            },
            "stage" : "thumbnails"
          },
          "parents" : [
            {
              "kind" : "exchange",
              "name" : "e-1",
              "sha256" : "00ff"
            }
          ],
          "path" : "pier/card-2.jpg",
          "provenance" : {
            "cost" : "0.04",
            "exchange" : "e-1",
            "gateway" : "serevix",
            "model" : "m"
          },
          "sha256" : "bb22",
          "sourceRemoved" : true,
          "variant" : 2,
          "width" : 160
        },
        {
          "asset" : "pier",
          "bytes" : 5,
          "format" : "text",
          "height" : 0,
          "kind" : "text",
          "made" : {
            "input" : "e-1",
            "key" : "cc33",
            "revision" : 1,
            "settings" : {

            },
            "stage" : "generate"
          },
          "parents" : [

          ],
          "path" : "pier/original-2.txt",
          "sha256" : "cc33",
          "variant" : 2,
          "width" : 0
        }
      ],
      "pipeline" : "lights",
      "version" : 1
    }

    """#

  /// Lays the manifest of the output folder out as version 1 had it.
  private func makeOld(_ bench: PipelineBench) throws {
    let manifest = try Manifest.read(try bench.folder.read("out/manifest.json"))
    let entries = manifest.files.map { file in
      """
      {"path": "\(file.path)", "asset": "\(file.asset)", "variant": \(file.variant), "kind": "\(file.kind.rawValue)", "sha256": "\(file.sha256)",
       "bytes": \(file.bytes), "format": "\(file.format)", "width": \(file.size?.width ?? 0), "height": \(file.size?.height ?? 0),
       "parents": [\(file.parents.map { "{\"kind\": \"\($0.kind.rawValue)\", \"name\": \"\($0.name)\"\($0.sha256.map { ", \"sha256\": \"\($0)\"" } ?? "")}" }.joined(separator: ", "))],
       "made": {"stage": "\(file.made.stage)", "revision": \(file.made.revision), "settings": \(FieldsJSON.write(file.made.settings)),
        "input": "\(file.made.input)", "key": "\(file.made.key)"\(file.made.provenance.map { ", \"provenance\": \"\($0)\"" } ?? "")},
       "provenance": {"exchange": "\(file.provenance?.exchange ?? "")", "gateway": "\(file.provenance?.gateway ?? "")",
        "model": "\(file.provenance?.model ?? "")"\(file.provenance?.cost.map { ", \"cost\": \"\($0)\"" } ?? "")},
       "findings": [\(file.findings.map { "\"\($0)\"" }.joined(separator: ", "))]}
      """
    }
    try bench.folder.write(
      "{\"files\": [\(entries.joined(separator: ",\n"))], \"pipeline\": \"\(manifest.pipeline)\", \"version\": 1}\n",
      to: "out/manifest.json")
    #expect(try Manifest.read(try bench.folder.read("out/manifest.json")) == Self.withoutLooks(manifest))
  }

  /// Version 1 did not keep what originals look like from afar.
  private static func withoutLooks(_ manifest: Manifest) -> Manifest {
    var manifest = manifest
    for index in manifest.files.indices { manifest.files[index].perceptualHash = nil }
    return manifest
  }

  @Test func `a manifest of version 1 stays while nothing is written, and becomes version 2 with the next file`() async throws {
    let bench = try PipelineBench()
    try await bench.run(shop())
    let new = try bench.folder.read("out/manifest.json")
    try makeOld(bench)
    let old = try bench.folder.read("out/manifest.json")
    var execution = ExecutionOptions()
    execution.prunes = true
    try await bench.run(shop(), execution: execution)
    #expect(try bench.folder.read("out/manifest.json") == old)
    try await bench.run(shop(cardQuality: 70))
    let text = String(decoding: try bench.folder.read("out/manifest.json"), as: UTF8.self)
    #expect(text.hasPrefix("{\"version\":2,"))
    try await bench.run(shop())
    #expect(Self.withoutLooks(try Manifest.read(try bench.folder.read("out/manifest.json"))) == Self.withoutLooks(try Manifest.read(new)))
  }

  @Test func `a newer manifest is refused and stays`() async throws {
    let bench = try PipelineBench()
    try await bench.run(shop())
    let text = String(decoding: try bench.folder.read("out/manifest.json"), as: UTF8.self)
    let newer = text.replacing("\"version\":2", with: "\"version\":3")
    try bench.folder.write(newer, to: "out/manifest.json")
    let outcome = try await bench.plan(shop())
    #expect(outcome.plan == nil)
    #expect(outcome.diagnostics.map(\.id.name) == ["foreign-output"])
    #expect(outcome.diagnostics.first?.message.contains("newer version of this program (manifest version 3, known up to 2)") == true)
    #expect(outcome.diagnostics.first?.position != nil)
    #expect(String(decoding: try bench.folder.read("out/manifest.json"), as: UTF8.self) == newer)
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
    let manifest = try Manifest.read(try bench.folder.read("out/manifest.json"))
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
    try bench.folder.write(Manifest(pipeline: "shop", files: [entry]).encoded(), to: "out/manifest.json")
    var execution = ExecutionOptions()
    execution.prunes = true
    try await bench.run(shop(), execution: execution)
    #expect(bench.folder.exists("precious.txt"))
  }
}
