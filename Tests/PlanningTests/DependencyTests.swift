import Diagnostics
import PipelineFixtures
import PipelineSpec
import TestSupport
import Testing

@testable import PipelineModel
@testable import Planning

/// Assets that start from other assets' originals.
@Suite struct DependencyTests {
  private let bench: PipelineBench

  init() throws { bench = try PipelineBench() }

  /// Each asset starts from the one that `from` names for it; `none` begins with words.
  private func text(_ pairs: [(name: String, from: String)]) -> String {
    let entries = pairs.map { "      - {name: \($0.name), from: \($0.from)}\n" }.joined()
    return """
      version: 1
      model: tiny-image
      output: out
      matrix:
        name: [unused]
        from: [unused]
        exclude: [{name: unused}]
        include:
      \(entries)asset: "${name}"
      stages:
        - decode: {asset: 1️⃣"${from}"}
        - generate: {prompt: "${name}", aspectRatio: "4:3"}
      """
  }

  @Test func `a circle is found, by check already, and said once`() async throws {
    let marked = MarkedText(text([("a", "c"), ("b", "a"), ("c", "b")]))
    let found = marked.describe(try bench.check(marked.text))
    #expect(found == ["1️⃣ asset-cycle: assets start from each other: a -> c -> b -> a"])
    #expect(try await bench.plan(marked.text).plan == nil)
    let itself = MarkedText(text([("a", "a")]))
    #expect(itself.describe(try bench.check(itself.text)) == ["1️⃣ asset-cycle: assets start from each other: a -> a"])
  }

  @Test func `an asset that is not there is said with what was meant`() throws {
    let marked = MarkedText(text([("shoe", "shoo")]))
    let found = try bench.check(marked.text)
    #expect(marked.describe(found) == ["1️⃣ unknown-asset: there is no asset 'shoo'"])
    #expect(found.first?.suggestion == "shoe")
  }

  @Test func `one wrong template is not a thousand messages`() throws {
    let marked = MarkedText(text((0..<1_000).map { ("shoe-\($0)", "boot-\($0)") }))
    let count = try bench.check(marked.text).count
    #expect((1...5).contains(count))
  }

  /// An asset whose chain begins with another's original, or with words.
  private func asset(_ name: String, from: String? = nil) -> Asset {
    func link(_ stage: String, _ settings: Node?) -> Chain.Link? {
      guard let type = bench.components.stages[stage] else { return nil }
      let position = SourcePosition(line: 1, column: 1)
      var reader = SettingsReader(settings, subject: stage, at: position)
      let stage = type.init(settings: &reader)
      return Chain.Link(stage: stage, settings: reader.finish().settings, name: type.name.rawValue, position: position)
    }
    func mapping(_ key: String, _ value: String) -> Node {
      let position = SourcePosition(line: 1, column: 1)
      return .mapping([Node.Entry(key: Node.Scalar(key, at: position), value: .scalar(Node.Scalar(value, at: position)))], position)
    }
    let first = from.flatMap { link("decode", mapping("asset", $0)) }
    let links = [first, link("generate", mapping("prompt", name))].compactMap { $0 }
    let chain = Chain(links: links)
    return Asset(name: name, bindings: Bindings(), source: nil, chain: chain, graph: ChainNodes(ChainNodes.Shape(chain)))
  }

  @Test func `each asset comes after the one it starts from, otherwise the order stays`() throws {
    let assets = [asset("night", from: "evening"), asset("other"), asset("evening", from: "day"), asset("day")]
    var diagnostics: [Diagnostic] = []
    let sorted = DependencyOrder.sorted(assets, reporting: &diagnostics)
    #expect(sorted?.map(\.name) == ["day", "evening", "night", "other"])
    #expect(diagnostics.isEmpty)
  }

  @Test func `a long row of assets that start from each other is put in order`() throws {
    let count = 3_000
    let assets = (0..<count).map { asset("a\($0)", from: $0 + 1 < count ? "a\($0 + 1)" : nil) }
    var diagnostics: [Diagnostic] = []
    let sorted = DependencyOrder.sorted(assets, reporting: &diagnostics)
    #expect(sorted?.first?.name == "a\(count - 1)")
    #expect(sorted?.last?.name == "a0")
    #expect(sorted?.count == count)
  }
}
