import Diagnostics
import Execution
import PipelineFixtures
import PipelineSpec
import Planning
import Storage
import Testing

/// What assets cost that are not selected: their names.
@Suite struct SelectionScopeTests {
  private let bench: PipelineBench

  init() throws { bench = try PipelineBench() }

  private func options(only names: String...) -> PipelineOptions {
    var options = PipelineOptions()
    options.selection.only = names.map { GlobText($0) }
    return options
  }

  private static let sources = """
    version: 1
    output: out
    sources: in/*.png
    asset: ${source.stem}
    stages:
      - decode: ${source}
      - thumbnails: [{name: small, longest: 8, format: png}]

    """

  @Test func `only the sources of selected assets are read`() async throws {
    try bench.folder.makeFolder("in")
    for name in ["a", "b", "c"] { try bench.writePicture("in/\(name).png") }
    #expect(try await bench.planned(Self.sources).computedDigests.count == 3)
    let plan = try await bench.planned(Self.sources, options: options(only: "b"))
    #expect(plan.assets.map(\.name) == ["b"])
    #expect(plan.computedDigests.map(\.path) == [bench.folder.path(of: "in/b.png")])
  }

  @Test func `a mistake in an asset that is not selected is its own`() async throws {
    let text = shop("matrix: {side: [16, many]}\nasset: size-${side}").replacing("longest: 16", with: "longest: \"${side}\"")
    #expect(try await bench.plan(text).plan == nil)
    #expect(try await bench.plan(text, options: options(only: "size-many")).plan == nil)
    #expect(try await bench.planned(text, options: options(only: "size-16")).assets.map(\.name) == ["size-16"])
    #expect(try await bench.plan(text, options: options(only: "size-8")).plan == nil, "which is told with all mistakes")
  }

  @Test func `names clash whatever is selected`() async throws {
    let text = shop("matrix: {season: [spring, Spring, winter]}\nasset: ${season}")
    let outcome = try await bench.plan(text, options: options(only: "winter"))
    #expect(outcome.diagnostics.contains { $0.id == "asset-name-clash" })
  }

  @Test func `what a selected asset starts from is planned with it, and nothing else`() async throws {
    let text = """
      version: 1
      model: tiny-image
      output: out
      matrix:
        include:
          - {name: hero, from: ""}
          - {name: day, from: hero}
          - {name: night, from: day}
          - {name: other, from: hero}
      asset: ${name}
      stages:
        - decode: {asset: "${from}"}
        - normalize: {}
        - generate: {prompt: "${name}", aspectRatio: "4:3"}
        - decode: result
        - thumbnails: [{name: small, longest: 8, format: png}]

      """
    try await bench.run(text)
    let plan = try await bench.planned(text, options: options(only: "night"))
    #expect(plan.assets.map(\.name) == ["night"])
    #expect(plan.startingPoints.keys.sorted() == ["day", "hero"])
    #expect(plan.assets.allSatisfy { !$0.hasWork })
  }

  @Test func `a run of a few assets knows what it wrote, and keeps what others have`() async throws {
    let names = (0..<20).map { "n\($0)" }
    let text = shop("matrix: {n: [\(names.joined(separator: ", "))]}\nasset: ${n}", prompt: "\"${n}\"")
    let first = try await bench.run(text)
    #expect(first.summary.succeeded == 20)
    let again = try await bench.run(text, options: options(only: "n3", "n1*"))
    #expect(again.summary.assets == 12 && again.summary.calls == 0 && again.written.isEmpty)
    let one = try await bench.run(text, options: options(only: "n7"))
    #expect(one.summary.calls == 0 && one.written.isEmpty)
    #expect(try await bench.planned(text).assets.allSatisfy { !$0.hasWork })
  }

  @Test func `a stored picture that was found whole is remembered by its stamp`() async throws {
    let text = shop(prompt: "\"a jar\"")
    try await bench.run(text)
    let store = try await Store.open(bench.folder.path(of: ".aquatint"))
    let exchange = try #require(try await store.ledger.allExchanges().first)
    let blob = store.blobs.path(of: try #require(exchange.picture).blob.digest)
    // The coarsest stamps are those of FAT.
    try await Task.sleep(for: .milliseconds(2_100))
    try await bench.run(text)
    #expect(try await store.ledger.sourceDigests(for: [blob]).count == 1)
  }
}
