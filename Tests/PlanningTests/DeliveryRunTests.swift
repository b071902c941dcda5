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

/// What a set is made of while variants fail, layouts change and assets are left out.
@Suite struct DeliveryRunTests {
  private func text(
    _ head: String = "", items: String = "lamp, vase", variants: Int = 1, verify: String = "",
    deliver: String = "- atlas: {to: game, name: items, rendition: icon}", format: String = "png"
  ) -> String {
    """
    version: 1
    model: tiny-image
    output: out
    asset: ${item}
    matrix: {item: [\(items)]}
    \(head)
    stages:
      - generate: {prompt: "A ${item}", aspectRatio: "1:1", variants: \(variants), askAgain: 0}
      - decode: result
    \(verify)
      - thumbnails: [{name: icon, longest: 16, format: \(format)}]
    deliver:
      \(deliver)

    """
  }

  private func manifest(_ bench: PipelineBench) throws -> Manifest { try Manifest.read(try bench.folder.read("out/manifest.json")) }

  private func sprites(_ bench: PipelineBench) throws -> [String] {
    try manifest(bench).files.map(\.path).filter { $0.hasSuffix(".tres") }
  }

  // MARK: variants that fail

  @Test(arguments: ["keep: chosen", ""]) func `the lowest variant that succeeded stands for its asset, in the run that paid`(
    _ head: String
  ) async throws {
    let bench = try PipelineBench()
    let text = text(head, items: (1...8).map { "item\($0)" }.joined(separator: ", "), variants: 2)
    let generator = CannedGenerator(codecs: bench.components.codecs) { $0 % 2 == 0 ? .picture(nil) : .words("No.") }
    let run = try await bench.run(text, generator: generator)
    #expect(run.summary.calls == 16)
    let files = try manifest(bench)
    let pictures = Dictionary(grouping: files.files.filter { $0.kind == .original }, by: \.asset).mapValues { $0.map(\.variant) }
    #expect(pictures.values.reduce(0) { $0 + $1.count } == 8)
    for number in 1...8 {
      let asset = "item\(number)"
      let renditions = files.files.filter { $0.kind == .rendition && $0.asset == asset }.map(\.variant).sorted()
      let successful = (pictures[asset] ?? []).sorted()
      #expect(renditions == (head.isEmpty ? successful : Array(successful.prefix(1))), "\(asset)")
      #expect(files.shownVariants[asset] == successful.first)
    }
    #expect(try sprites(bench) == pictures.keys.sorted().map { "game/items/\($0).tres" })
    let again = try await bench.run(text)
    #expect((again.summary.calls, again.written) == (0, []), "what failed fails once more, and nothing is made of it anew")
  }

  @Test func `an asset that a stage refuses is made no part of a set, and the set is not made anew for it`() async throws {
    let bench = try PipelineBench()
    let text = text(verify: "  - verify: {aspectRatio: \"1:1\"}")
    let generator = CannedGenerator(codecs: bench.components.codecs) { .picture($0 == 1 ? PixelSize(40, 16) : nil) }
    #expect(try await bench.run(text, generator: generator).summary.failed == 1)
    #expect(try sprites(bench).count == 1)
    let again = try await bench.run(text)
    #expect((again.summary.calls, again.summary.failed, again.written) == (0, 1, []))
  }

  @Test func `a variant that a stage refuses gives way as well`() async throws {
    let bench = try PipelineBench()
    let text = text("keep: chosen", items: "lamp", variants: 2, verify: "  - verify: {aspectRatio: \"1:1\"}")
    let generator = CannedGenerator(codecs: bench.components.codecs) { .picture($0 == 1 ? PixelSize(40, 16) : nil) }
    #expect(try await bench.run(text, generator: generator).summary.failed == 1)
    let renditions = try manifest(bench).files.filter { $0.kind == .rendition }
    #expect(renditions.count == 1)
    #expect(try manifest(bench).shownVariants["lamp"] == renditions.first?.variant)
    #expect(try sprites(bench) == ["game/items/lamp.tres"])
    #expect(try await bench.run(text).written == [])
  }

  // MARK: assets that are left out

  static let changes: [(head: String, format: String)] = [
    ("files: icons/${asset}.${ext}", "png"), ("files: ${asset}-${hash}.${ext}", "png"), ("", "webp"),
  ]

  @Test(arguments: changes) func `assets that are left out take part with the files of before, whatever has changed since`(
    _ change: (head: String, format: String)
  ) async throws {
    let bench = try PipelineBench()
    try await bench.run(text())
    var options = PipelineOptions()
    options.selection.only = [GlobText("lamp")]
    let run = try await bench.run(text(change.head, format: change.format), options: options)
    #expect((run.summary.calls, run.missing) == (0, ["atlas": []]))
    #expect(try sprites(bench) == ["game/items/lamp.tres", "game/items/vase.tres"])
    let again = try await bench.run(text(change.head, format: change.format), options: options)
    #expect(again.written == [])
  }

  // MARK: what changes

  @Test func `another row is another call, and touches what it is part of`() async throws {
    let bench = try PipelineBench()
    let deliver = "- srcset: {to: web, renditions: [icon]}"
    try await bench.run(text(deliver: deliver))
    let run = try await bench.run(text(items: "lamp, vase, cup", deliver: deliver))
    #expect(run.summary.calls == 1)
    #expect(run.written == ["cup/icon.png", "cup/original.png", "web/cup.html", "web/images.json", "web/images.ts"])
    #expect(try await bench.run(text(items: "lamp, vase, cup", deliver: deliver)).written == [])
    var pruning = ExecutionOptions()
    pruning.prunes = true
    let back = try await bench.run(text(deliver: deliver), execution: pruning)
    #expect((back.summary.calls, back.written) == (0, ["web/images.json", "web/images.ts"]))
    #expect(try manifest(bench).files.allSatisfy { !$0.path.contains("cup") })
  }

  @Test func `another variant changes what shows it, and nothing else`() async throws {
    let bench = try PipelineBench()
    let text = text(
      "files: pictures/${asset}-${hash}.${ext}\nkeep: chosen", variants: 2, deliver: "- srcset: {to: web, renditions: [icon]}")
    try await bench.run(text)
    let plan = try #require(try await bench.plan(text).plan)
    let lamp = try #require(plan.assets.first { $0.name == "lamp" })
    let other = try #require(lamp.answer(ofVariant: 2))
    let bindings = try #require(lamp.bindings(picking: other))
    try await BindingWriter(pipeline: plan.pipeline, store: try await Store.open(bench.folder.path(of: ".aquatint"))).write(bindings)
    let before = try manifest(bench).files.map(\.path).filter { $0.hasPrefix("pictures/") }
    let run = try await bench.run(text)
    #expect(run.summary.calls == 0)
    let pictures = run.written.filter { $0.hasPrefix("pictures/") }
    #expect(pictures.count == 1 && !before.contains(pictures[0]))
    #expect(run.written.filter { $0.hasPrefix("web/") } == ["web/images.json", "web/images.ts", "web/lamp.html"])
    #expect(String(decoding: try bench.folder.read("out/web/lamp.html"), as: UTF8.self).contains(pictures[0]))
    var pruning = ExecutionOptions()
    pruning.prunes = true
    try await bench.run(text, execution: pruning)
    let after = try manifest(bench).files.map(\.path).filter { $0.hasPrefix("pictures/") }
    #expect(after.count == 2 && after.contains(pictures[0]))
  }

  // MARK: pruning

  @Test func `that nothing was pruned is said where something fails`() async throws {
    let bench = try PipelineBench()
    var pruning = ExecutionOptions()
    pruning.prunes = true
    let generator = CannedGenerator(codecs: bench.components.codecs) { $0 == 1 ? .words("No.") : .picture(nil) }
    #expect(try await bench.run(text(), execution: pruning, generator: generator).summary.leftUnpruned)
    let whole = try PipelineBench()
    #expect(try await !whole.run(text(), execution: pruning).summary.leftUnpruned)
    #expect(try await !bench.run(text()).summary.leftUnpruned, "nobody asked for it")
  }

  // MARK: places that clash

  static let clashes: [(head: String, deliver: String, said: String)] = [
    (
      "files: game/${asset}.${ext}", "- atlas: {to: 1️⃣game, name: lamp, rendition: icon}",
      "'game/lamp.png' would be a file of 'atlas', and 'icon' of 'lamp'"
    ),
    (
      "files: ${asset}.${ext}", "- srcset: {to: 1️⃣lamp.png, renditions: [icon]}",
      "'lamp.png/lamp.html' would lie in a folder that is a file: 'icon' of 'lamp'"
    ),
    (
      "files: set/favicon.ico/${asset}.${ext}", "- favicon: {to: 1️⃣set, asset: lamp, rendition: icon}",
      "'set/favicon.ico' would be a file of 'favicon', and a folder for 'set/favicon.ico/vase.png'"
    ),
    (
      "", "- atlas: {to: set, rendition: icon}\n  - atlas: {to: 1️⃣Set, rendition: icon, only: lamp}",
      "'Set/atlas.png' would be a file of 'atlas', and a file of 'atlas'"
    ),
  ]

  @Test(arguments: clashes) func `a set that would be written over other files is found before anything is paid`(
    _ clash: (head: String, deliver: String, said: String)
  ) throws {
    let marked = MarkedText(text(clash.head, deliver: clash.deliver))
    #expect(
      marked.describe(try PipelineBench().check(marked.text)) == [
        "1️⃣ invalid-delivery: \(clash.said); give one of them another place"
      ])
  }

  // MARK: icons

  static let icons: [(deliver: String, said: [String])] = [
    ("- favicon: {to: set, asset: lamp, rendition: 1️⃣wide}", ["1️⃣ icon-not-square: 'wide' of 'lamp' is 16x8, and an icon is square"]),
    (
      "- androidIcon: {to: set, asset: lamp, rendition: photo, monochrome: 1️⃣vase}",
      [
        "1️⃣ opaque-monochrome: 'monochrome' is the outline of what is not transparent, and 'photo' of 'vase' is jpeg, which has no transparency"
      ]
    ),
    ("- androidIcon: {to: set, asset: lamp, rendition: icon, monochrome: vase}", []),
  ]

  @Test(arguments: icons) func `pictures that make no icon are found before anything is paid`(
    _ icon: (deliver: String, said: [String])
  ) throws {
    let marked = MarkedText(
      text(deliver: icon.deliver).replacing(
        "[{name: icon",
        with: "[{name: wide, width: 16, height: 8, fit: cover, format: png}, {name: photo, longest: 16, format: jpeg}, {name: icon")
    )
    #expect(marked.describe(try PipelineBench().check(marked.text)) == icon.said)
  }

  static let shapes: [(ratio: String, renditions: String, said: [String])] = [
    (
      "auto", "{name: one, width: 8, height: 8, fit: cover, format: png}, {name: two, width: 16, height: 8, fit: pad, format: png}",
      ["1️⃣ different-ratios: 'two' of 'lamp' is 16x8 and 'one' is 8x8, which are different proportions"]
    ),
    // What is left when space is cut off is not known.
    ("\"1:1\"", "{name: one, width: 16, height: 8, fit: cover, format: png}, {name: two, longest: 16, trim: true, format: png}", []),
  ]

  @Test(arguments: shapes) func `proportions are told beforehand where the settings decide them`(
    _ shape: (ratio: String, renditions: String, said: [String])
  ) throws {
    let marked = MarkedText(
      text(items: "lamp", deliver: "- srcset: {to: web, renditions: 1️⃣[one, two]}")
        .replacing("aspectRatio: \"1:1\"", with: "aspectRatio: \(shape.ratio)")
        .replacing("[{name: icon", with: "[\(shape.renditions), {name: icon"))
    #expect(marked.describe(try PipelineBench().check(marked.text)) == shape.said)
  }

  @Test func `the outline of what has none is refused, and is no white square`() async throws {
    let bench = try PipelineBench()
    let run = try await bench.run(text(deliver: "- androidIcon: {to: set, asset: lamp, rendition: icon, monochrome: vase}"))
    #expect(
      run.summary.failedDeliveries.map(\.failure.message) == [
        "'vase' has no transparent pixel, so its outline would be a white square; give that asset a 'cutout'"
      ])
    #expect(run.summary.failedDeliveries.allSatisfy { $0.failure.position != nil })
    #expect(try manifest(bench).files.allSatisfy { $0.kind != .delivery })
  }

  // MARK: encoding

  @Test func `lossless colour is not halved`() throws {
    let marked = MarkedText(
      text(deliver: "[]").replacing("longest: 16, format: png", with: "longest: 16, format: avif, lossless: true, chroma: 1️⃣\"4:2:0\""))
    #expect(
      marked.describe(try PipelineBench().check(marked.text)) == [
        "1️⃣ useless-setting: '4:2:0' halves the colour, and 'lossless' keeps every pixel of it; leave one of them out"
      ])
  }
}
