import Execution
import GatewayAPI
import ImageCore
import PipelineFixtures
import PipelineModel
import Storage
import Synchronization
import Testing

/// Which nodes run, in which order, and what is asked, without a program or a network.
@Suite struct TurnRunTests {
  private static let turns = """
    version: 1
    model: tiny-image
    output: out
    stages:
      - generate: {prompt: first, aspectRatio: "4:3"}
      - decode: result
      - generate: {prompt: second, aspectRatio: "4:3", variants: 2}
      - decode: result
      - verify: {otherwise: [retry 1, fail]}
      - thumbnails: [{name: t, longest: 8, format: png}]

    """

  private static let files = ["original-2.png", "original-turn1.png", "original.png", "t-2.png", "t.png"].map { "shop/\($0)" }

  private func generator(_ bench: PipelineBench, _ reply: @escaping @Sendable (Int) -> CannedGenerator.Reply) -> CannedGenerator {
    CannedGenerator(codecs: bench.components.codecs, reply: reply)
  }

  @Test func `what variants have in common is asked once`() async throws {
    let bench = try PipelineBench()
    let gateway = generator(bench) { _ in .picture(nil) }
    let first = try await bench.run(Self.turns, generator: gateway)
    #expect(gateway.sentPrompts == ["first", "second", "second"])
    #expect(first.written == Self.files)
    let second = try await bench.run(Self.turns, generator: gateway)
    #expect(second.summary.calls == 0 && second.written.isEmpty && second.summary.reused == 3)
  }

  @Test func `a rejected answer is replaced within its turn, and the turns before stay`() async throws {
    let bench = try PipelineBench()
    let gateway = generator(bench) { $0 == 2 ? .picture(PixelSize(20, 90)) : .picture(nil) }
    let run = try await bench.run(Self.turns, generator: gateway)
    #expect(gateway.sentPrompts == ["first", "second", "second", "second"])
    #expect(run.summary.failed == 0 && run.summary.calls == 4)
    #expect(run.written.filter { $0 == "shop/original-turn1.png" }.count == 1)
    #expect(run.notes.contains { $0.hasSuffix("asking again") })
  }

  @Test func `a stored answer that is turned down is asked for again from what it was made of`() async throws {
    let bench = try PipelineBench()
    let lenient = Self.turns.replacing("{otherwise: [retry 1, fail]}", with: "{aspectRatio: \"9:2\", tolerance: 99, otherwise: [fail]}")
    let gateway = generator(bench) { $0 <= 3 ? .picture(nil) : .picture(PixelSize(90, 20)) }
    try await bench.run(lenient, generator: gateway)
    let strict = Self.turns.replacing("{otherwise: [retry 1, fail]}", with: "{aspectRatio: \"9:2\", otherwise: [retry 1, fail]}")
    let run = try await bench.run(strict, generator: gateway)
    #expect(gateway.sentPrompts == ["first", "second", "second", "second", "second"], "the first turn is not paid again")
    #expect(run.summary.failed == 0 && run.summary.calls == 2)
  }

  @Test func `where one variant fails the others are made and bound`() async throws {
    let bench = try PipelineBench()
    let text = Self.turns.replacing("{otherwise: [retry 1, fail]}", with: "{otherwise: [fail]}")
    let gateway = generator(bench) { $0 == 3 ? .picture(PixelSize(20, 90)) : .picture(nil) }
    let run = try await bench.run(text, generator: gateway)
    #expect(run.summary.failed == 1)
    #expect(run.summary.failures.first?.failure.code.name == "wrong-ratio")
    #expect(run.written.filter { $0.hasPrefix("shop/t") }.count == 1)
    let again = try await bench.run(text, generator: gateway)
    #expect(again.summary.calls == 0 && again.summary.failed == 1, "what was turned down is not bought again")
  }

  @Test func `what a stage found is kept, the rejected as well`() async throws {
    let bench = try PipelineBench()
    let text = Self.turns.replacing("{otherwise: [retry 1, fail]}", with: "{otherwise: [crop 95%]}")
    let gateway = generator(bench) { $0 == 3 ? .picture(PixelSize(20, 90)) : .picture(nil) }
    try await bench.run(text, generator: gateway)
    let store = try await Store.open(bench.folder.path(of: ".aquatint"))
    let exchanges = try await store.ledger.allExchanges()
    let judged = try await store.ledger.judgements(of: exchanges.map(\.id)).values.joined()
    #expect(judged.map(\.verdict.rawValue).sorted() == ["passed", "repaired"])
    let repaired = try #require(judged.first { $0.verdict == .repaired })
    #expect(repaired.remedy == "crop 95%" && repaired.reason == "wrong-ratio" && repaired.stage == "verify")
    #expect(repaired.measured.contains("20x90"))
  }

  @Test func `a missing rendition of an earlier turn is made again for free`() async throws {
    let bench = try PipelineBench()
    let text = Self.turns.replacing(
      "  - generate: {prompt: second", with: "  - thumbnails: [{name: early, longest: 8, format: png}]\n  - generate: {prompt: second")
    let gateway = generator(bench) { _ in .picture(nil) }
    try await bench.run(text, generator: gateway)
    try bench.folder.remove("out/shop/early.png")
    let run = try await bench.run(text, generator: gateway)
    #expect(run.written == ["shop/early.png"] && run.summary.calls == 0)
  }
}
