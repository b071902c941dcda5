import BuiltIns
import Diagnostics
import Execution
import ImageCore
import JSON
import PipelineFixtures
import PipelineModel
import PipelineSpec
import Storage
import TestSupport
import Testing

/// Every collector by its being in the list; nothing here knows one by name.
@Suite struct CollectorConformanceTests {
  struct Collector: CustomStringConvertible, Sendable {
    let type: any CollectingStage.Type

    var description: String { type.name.rawValue }

    /// An entry of `deliver` with what the collector cannot do without, for a pipeline of the assets `lamp` and `vase`.
    func entry(_ folder: String = "set", rendition: String = "sprite", further: String = "") -> String {
      let keys = type.settingDescriptions.map(\.key)
      var settings = ["to: \(folder)"]
      if keys.contains("rendition") { settings.append("rendition: \(rendition)") }
      if keys.contains("renditions") { settings.append("renditions: [\(rendition)]") }
      if keys.contains("asset") { settings.append("asset: lamp") }
      return "- \(type.name): {\((settings + (further.isEmpty ? [] : [further])).joined(separator: ", "))}"
    }
  }

  static let collectors = BuiltIns.collectors.map { Collector(type: $0) }

  private func text(_ deliver: String, items: String = "lamp, vase", side: Int = 24) -> String {
    """
    version: 1
    model: tiny-image
    output: out
    asset: ${item}
    matrix: {item: [\(items)]}
    stages:
      - generate: {prompt: "A ${item}", aspectRatio: "1:1"}
      - decode: result
      - thumbnails: [{name: sprite, width: \(side), height: \(side), fit: cover, format: png}]
    deliver:
      \(deliver)

    """
  }

  private func manifest(_ bench: PipelineBench) throws -> Manifest { try Manifest.read(try bench.folder.read("out/manifest.json")) }

  private func deliveries(_ bench: PipelineBench) throws -> [String: [UInt8]] {
    try manifest(bench).files.filter { $0.kind == .delivery }.reduce(into: [:]) { $0[$1.path] = try bench.folder.read("out/\($1.path)") }
  }

  @Test(arguments: collectors) func `a collector describes its settings, and takes what all of them take`(_ collector: Collector) {
    let descriptions = collector.type.settingDescriptions
    #expect(descriptions.first { $0.key == "to" }?.isRequired == true)
    #expect(descriptions.contains { $0.key == "only" })
    #expect(descriptions.allSatisfy { $0.documentation.hasSuffix(".") && $0.documentation.first?.isUppercase == true })
    #expect(collector.type.summary.hasSuffix("."))
    #expect(collector.type.assetTemplates.allSatisfy { name in descriptions.contains { $0.key == name } })
  }

  @Test(arguments: collectors) func `its files are in its folder and in the manifest, and are made once`(_ collector: Collector)
    async throws
  {
    let bench = try PipelineBench()
    let text = text(collector.entry())
    let run = try await bench.run(text)
    #expect(run.summary.failed == 0 && run.summary.failedDeliveries.isEmpty, "\(run.summary.failedDeliveries)")
    let files = try manifest(bench).files.filter { $0.kind == .delivery }
    #expect(!files.isEmpty)
    for file in files {
      #expect(file.path.hasPrefix("set/") && file.asset.isEmpty && file.made.stage == collector.type.name.rawValue)
      let bytes = try bench.folder.read("out/\(file.path)")
      #expect(file.sha256 == Digest.of(bytes).hex && file.bytes == bytes.count && !bytes.isEmpty)
      #expect(file.mediaType?.contains("/") == true || file.size != nil)
      #expect(file.parents.allSatisfy { $0.kind == .file && $0.sha256 != nil } && !file.parents.isEmpty)
      if file.path.hasSuffix(".json") || file.path.hasSuffix(".webmanifest") { _ = try JSONValue.read(bytes, .record) }
      if file.path.hasSuffix(".png") { #expect(file.size != nil) }
    }
    #expect(Set(files.map { OutputNaming.fold($0.path) }).count == files.count)
    let again = try await bench.run(text)
    #expect((again.summary.calls, again.written) == (0, []))
  }

  @Test(arguments: collectors) func `the same set gives the same bytes`(_ collector: Collector) async throws {
    let (one, other) = (try PipelineBench(), try PipelineBench())
    // In another order, too: what counts are the names.
    try await one.run(text(collector.entry()))
    try await other.run(text(collector.entry(), items: "vase, lamp"))
    let files = try deliveries(one)
    // Each bench has drawn pictures of its own.
    let (first, second) = (try one.folder.read("out/lamp/sprite.png"), try other.folder.read("out/lamp/sprite.png"))
    #expect(try files.keys.sorted() == deliveries(other).keys.sorted())
    if first == second { #expect(try files == deliveries(other)) }
    for path in files.keys { try one.folder.remove("out/\(path)") }
    let again = try await one.run(text(collector.entry()))
    #expect(again.summary.calls == 0 && again.written.count == files.count)
    #expect(try deliveries(one) == files)
  }

  @Test(arguments: collectors) func `a changed rendition makes it anew, and one that is gone stays until it is pruned`(
    _ collector: Collector
  ) async throws {
    let bench = try PipelineBench()
    try await bench.run(text(collector.entry()))
    let before = try deliveries(bench)
    let run = try await bench.run(text(collector.entry(), side: 20))
    #expect(run.summary.calls == 0 && run.written.contains { $0.hasPrefix("set/") })
    #expect(try deliveries(bench) != before)
    var pruning = ExecutionOptions()
    pruning.prunes = true
    let moved = text(collector.entry("elsewhere"), side: 20)
    let there = try await bench.run(moved, execution: pruning)
    #expect(there.summary.calls == 0)
    #expect(try deliveries(bench).keys.allSatisfy { $0.hasPrefix("elsewhere/") })
  }

  @Test(arguments: collectors) func `what is not there is said where it is named`(_ collector: Collector) throws {
    let bench = try PipelineBench()
    let found = try bench.check(text(collector.entry(rendition: "sprit")))
    #expect(found.map(\.id.name) == ["unknown-rendition"] && found.first?.suggestion == "sprite")
    #expect(found.first?.position?.line == 11)
    #expect(try bench.check(text(collector.entry(further: "only: vas"))).map(\.id.name) == ["unmatched-delivery"])
    #expect(try bench.check(text(collector.entry("../up"))).map(\.id.name) == ["invalid-delivery"])
    #expect(try bench.check(text(collector.entry("lamp"))).map(\.id.name) == ["invalid-delivery"])
    #expect(try bench.check(text(collector.entry("\"set-${item}\""))).map(\.id.name) == ["varying-delivery"])
    #expect(try bench.check(text(collector.entry(further: "colur: red"))).map(\.id.name) == ["unknown-key"])
  }

  @Test(arguments: collectors) func `two of them in one place are refused before anything is paid`(_ collector: Collector) throws {
    let found = try PipelineBench().check(text(collector.entry() + "\n  " + collector.entry()))
    #expect(found.map(\.id.name) == ["invalid-delivery"])
    #expect(found.first?.position?.line == 12)
  }

  @Test(arguments: collectors) func `the files that it says it will make are those that it makes`(_ collector: Collector) async throws {
    let bench = try PipelineBench()
    try await bench.run(text(collector.entry()))
    let format = try #require(bench.components.codecs.codec(for: FormatID("png"))?.format)
    let isOfOne = collector.type.settingDescriptions.contains { $0.key == "asset" }
    let planned = (isOfOne ? ["lamp"] : ["lamp", "vase"]).map { asset in
      PlannedRendition(
        role: "asset", asset: asset, rendition: "sprite", format: format, size: nil, bindings: Bindings())
    }
    let settings = collector.entry().split(separator: ": ", maxSplits: 1)[1]
    var reader = SettingsReader(
      YAMLReader.read(Array(settings.utf8), name: "settings").node, subject: collector.description, at: SourcePosition(line: 1, column: 1))
    let stage = collector.type.init(settings: &reader)
    _ = reader.finish()
    #expect(stage.fileNames(planned).map { "set/\($0)" }.sorted() == (try deliveries(bench).keys.sorted()))
  }

  @Test(arguments: collectors) func `a failed asset is missing from it, and is named`(_ collector: Collector) async throws {
    let bench = try PipelineBench()
    let generator = CannedGenerator(codecs: bench.components.codecs) { $0 == 1 ? .picture(nil) : .words("No.") }
    let run = try await bench.run(text(collector.entry()), generator: generator)
    #expect(run.summary.failed == 1)
    // What is made of one asset cannot be made without it.
    let written = run.written.contains { $0.hasPrefix("set/") }
    if written {
      let isOfOne = collector.type.settingDescriptions.contains { $0.key == "asset" }
      #expect(run.missing.values.map(\.count) == [isOfOne ? 0 : 1], "\(run.missing)")
    } else {
      #expect(run.summary.failedDeliveries.count == 1)
    }
  }
}
