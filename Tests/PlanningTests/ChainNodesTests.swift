import Diagnostics
import PipelineFixtures
import PipelineModel
import Planning
import Storage
import Testing

/// What a chain expands to, and what feeds what: nobody else counts variants.
@Suite struct ChainNodesTests {
  private func place(_ stage: Int, _ variant: Int = 1) -> NodePlace { NodePlace(stage: stage, variant: variant) }

  private func asset(_ stages: String, _ head: String = "") async throws -> PlannedAsset {
    let bench = try PipelineBench()
    let text = "version: 1\nmodel: tiny-image\noutput: out\n\(head)\nstages:\n\(stages)\n"
    return try #require(try await bench.planned(text).assets.last)
  }

  private static let turns = """
      - generate: {prompt: a, aspectRatio: "4:3"}
      - decode: result
      - generate: {prompt: b, aspectRatio: "4:3", variants: 3, history: replay}
      - decode: result
      - thumbnails: [{name: t, longest: 8, format: png}]
    """

  @Test func `what variants have in common stands once, before them`() async throws {
    let graph = try await asset(Self.turns).asset.graph
    #expect(
      graph.nodes.map(\.place) == [
        place(0), place(1), place(2), place(3), place(4), place(2, 2), place(3, 2), place(4, 2), place(2, 3), place(3, 3), place(4, 3),
      ])
    #expect(graph.variants == 3)
    #expect(graph.turns == 2)
    #expect(graph.lastGeneration == place(2))
  }

  @Test func `each node knows what feeds it and which generation it goes back to`() async throws {
    let graph = try await asset(Self.turns).asset.graph
    #expect(graph[place(0)]?.input == nil)
    #expect(graph[place(2, 3)]?.input == place(1))
    #expect(graph[place(4, 2)]?.input == place(3, 2))
    #expect(graph[place(1)]?.generation == place(0))
    #expect(graph[place(2, 2)]?.generation == place(0))
    #expect(graph[place(4, 2)]?.generation == place(2, 2))
    #expect(graph.consumers(of: place(1)) == [place(2), place(2, 2), place(2, 3)])
    #expect(graph.consumers(of: place(4)).isEmpty)
    #expect(graph.lastGeneration(of: 3) == place(2, 3))
    #expect(graph.isDivided(place(3)) && !graph.isDivided(place(1)))
    #expect(graph[place(0)]?.turn == 1 && graph[place(2, 2)]?.turn == 2 && graph[place(3)]?.turn == nil)
    #expect(graph[place(9)] == nil)
  }

  @Test func `planned nodes name their inputs`() async throws {
    let planned = try await asset(Self.turns)
    let name = planned.name
    #expect(planned.nodes.map(\.id) == planned.asset.graph.nodes.map { .stage(asset: name, $0.place) })
    #expect(Set(planned.nodes.map(\.id)).count == planned.nodes.count)
    #expect(planned[place(0)]?.inputs == [])
    // A generation that sends the turns before it along is made of those, too.
    #expect(planned[place(2, 2)]?.inputs == [.stage(asset: name, place(1)), .stage(asset: name, place(0))])
    #expect(planned[place(4, 3)]?.inputs == [.stage(asset: name, place(3, 3))])
    #expect(planned[place(2, 2)]?.id.description == "\(name)/2#2")
  }

  @Test func `a source, and another asset's answer, are inputs`() async throws {
    let bench = try PipelineBench()
    try bench.writePicture("in/shoe.png")
    let source = try await bench.planned(
      """
      version: 1
      output: out
      sources: in/*.png
      asset: ${source.stem}
      stages:
        - decode: ${source}
        - thumbnails: [{name: t, longest: 8, format: png}]

      """)
    #expect(source.assets.first?.nodes.map(\.inputs) == [[.source(asset: "shoe")], [.stage(asset: "shoe", place(0))]])

    let linked = try await bench.planned(
      """
      version: 1
      model: tiny-image
      output: linked
      matrix:
        pose: [run]
        from: [base]
        include: [{pose: base, from: ""}]
      asset: ${pose}
      stages:
        - decode: {asset: "${from}"}
        - generate: {prompt: "${pose}", aspectRatio: "1:1"}

      """)
    let base = try #require(linked.assets.first { $0.name == "base" })
    let run = try #require(linked.assets.first { $0.name == "run" })
    #expect(base.nodes.first?.inputs == [])
    #expect(run.nodes.first?.inputs == [try #require(base.lastGeneration?.id)])
  }

  @Test func `only what is needed runs`() async throws {
    let planned = try await asset(Self.turns)
    #expect(planned.nodes.filter { $0.status == .call }.map(\.place) == [place(0), place(2), place(2, 2), place(2, 3)])
    #expect(planned[place(1)]?.status == .run && planned[place(1)]?.reason == .neededByOthers)
    #expect(planned[place(4, 2)]?.reason == .new)
    // Nobody asks for the pixels of the last answer.
    let bare = try await asset("  - generate: {prompt: a, aspectRatio: \"4:3\"}\n  - decode: result")
    #expect(bare.nodes.map(\.status) == [.call, .current])
  }
}
