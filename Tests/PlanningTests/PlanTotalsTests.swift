import Diagnostics
import Execution
import GatewayAPI
import ImageCore
import PipelineFixtures
import PipelineModel
import PipelineSpec
import Planning
import Testing

@Suite struct PlanTotalsTests {
  private let bench: PipelineBench
  /// One picture at 1K.
  private let cent = Amount(nanos: 10_000_000)

  init() throws { bench = try PipelineBench() }

  private func cost(_ low: Int, _ high: Int) -> CostRange? {
    guard let low = cent.multiplied(by: low), let high = cent.multiplied(by: high) else { return nil }
    return CostRange(low: low, high: high)
  }

  @Test func `each asset and variant is a call`() async throws {
    let head = paidGateway + "\nmatrix: {season: [spring, winter]}\nasset: \"${season}\""
    let plan = try await bench.planned(shop(head, prompt: "\"${season}\"", generate: ", variants: 3"))
    #expect(plan.calls == 6 && plan.callsAtMost == 12, "each may be asked for once more")
    #expect(plan.cost == cost(6, 12))
  }

  @Test func `retries are counted in the most, and in the higher cost`() async throws {
    let verify = "- verify: {otherwise: [crop 5%, retry 2, fail]}"
    let plan = try await bench.planned(shop(paidGateway, verify: verify))
    #expect(plan.calls == 1 && plan.callsAtMost == 4, "two retries, and one more for an answer that holds nothing")
    #expect(plan.cost == cost(1, 4))
    let once = try await bench.planned(shop(paidGateway, generate: ", askAgain: 0", verify: verify))
    #expect(once.callsAtMost == 3)
    #expect(once.cost == cost(1, 3))
    try await bench.run(shop(paidGateway, verify: verify))
    let after = try await bench.planned(shop(paidGateway, verify: verify))
    #expect(after.calls == 0 && after.callsAtMost == 0, "an answer that was accepted is not retried")
    #expect(after.cost == .zero)
  }

  @Test func `an answer that nobody has judged may still lead to retries`() async throws {
    let verify = "- verify: {tolerance: 1%, otherwise: [retry 2, fail]}"
    try await bench.run(shop(paidGateway))
    let plan = try await bench.planned(shop(paidGateway, verify: verify))
    #expect(plan.calls == 0 && plan.callsAtMost == 3)
    #expect(plan.cost == cost(0, 3))
    #expect(plan.lines.first == "generate reuse: up to date")
    #expect(plan.lines[2] == "verify run: not judged yet")
  }

  @Test func `retries that were used up are not planned again`() async throws {
    let verify = "- verify: {otherwise: [retry 2, fail]}"
    let generator = CannedGenerator(codecs: bench.components.codecs) { _ in .picture(PixelSizes.small) }
    let run = try await bench.run(shop(paidGateway, verify: verify), generator: generator)
    #expect(run.summary.calls == 3 && run.summary.failed == 1)
    let plan = try await bench.planned(shop(paidGateway, verify: verify))
    #expect(plan.calls == 0 && plan.callsAtMost == 0)
    #expect(plan.lines.first == "generate reuse: answered before")
    let again = try await bench.run(shop(paidGateway, verify: verify), generator: generator)
    #expect(again.summary.calls == 0 && again.summary.failed == 1, "the same outcome, for nothing")
    let more = try await bench.planned(shop(paidGateway, verify: "- verify: {otherwise: [retry 3, fail]}"))
    #expect(more.callsAtMost == 2)
  }

  @Test func `assets with the same request share one call`() async throws {
    let text = shop(paidGateway + "\nmatrix: {place: [shop, window]}\nasset: \"${place}\"")
    let plan = try await bench.planned(text)
    #expect(plan.assets.count == 2)
    #expect(plan.calls == 1)
    #expect(plan.cost == cost(1, 2))
    let run = try await bench.run(text)
    #expect(run.summary.calls == 1 && run.summary.succeeded == 2)
    #expect(try await bench.planned(text).reused == 1)
  }

  @Test func `the emulator costs nothing and an unknown price is no price`() async throws {
    #expect(try await bench.planned(shop()).cost == .zero)
    let unknown = shop(paidGateway).replacing("tiny-image", with: "nobody-knows-it")
    #expect(try await bench.planned(unknown).cost == nil)
    #expect(try await bench.planned(unknown).calls == 1)
    #expect(try await bench.planned(shop().replacing("tiny-image", with: "nobody-knows-it")).cost == .zero)
  }

  @Test func `a larger picture costs more`() async throws {
    #expect(try await bench.planned(shop(paidGateway, generate: ", imageSize: 2K")).cost == cost(2, 4))
  }

  @Test func `only and skip decide what is counted`() async throws {
    let text = shop("matrix: {season: [spring, summer, winter]}\nasset: \"${season}\"", prompt: "\"${season}\"")
    var options = PipelineOptions()
    options.selection.only = [GlobText("s*")]
    options.selection.skip = [GlobText("summer"), GlobText("nobody")]
    let outcome = try await bench.plan(text, options: options)
    #expect(outcome.plan?.assets.map(\.name) == ["spring"])
    #expect(outcome.plan?.calls == 1)
    #expect(outcome.diagnostics.map(\.message) == ["'nobody' matches no asset"])
    #expect(outcome.diagnostics.map(\.severity) == [.warning])
  }

  @Test func `an asset that cannot be made is not counted`() async throws {
    try bench.writePicture("good.png")
    try bench.folder.write("no picture", to: "bad.png")
    try bench.folder.write("", to: "empty.png")
    let text = """
      version: 1
      model: tiny-image
      output: out
      sources: "*.png"
      asset: "${source.stem}"
      stages:
        - decode: "${source}"
        - generate: {prompt: a lawn, aspectRatio: "4:3"}
      """
    let outcome = try await bench.plan(text)
    let plan = try #require(outcome.plan)
    #expect(plan.calls == 1)
    #expect(plan.assets.map { $0.problem != nil } == [true, true, false])
    #expect(outcome.diagnostics.map(\.severity) == [.warning, .warning])
    #expect(outcome.diagnostics.map(\.message).last == "the asset 'empty' cannot be made: 'empty.png' is empty")
    let run = try await bench.run(text)
    #expect(run.summary.succeeded == 1 && run.summary.failed == 2 && run.summary.calls == 1)
  }

  @Test func `the nearest ratio is one that the gateway has too`() async throws {
    try bench.writePicture("shoe.png", PixelSize(400, 500))
    func text(_ gateway: String) -> String {
      """
      version: 1
      gateway: \(gateway)
      model: gemini-3-pro-image-preview
      output: out
      sources: shoe.png
      stages:
        - decode: "${source}"
        - generate: {prompt: a lawn, aspectRatio: match}
      """
    }
    let google = try await bench.planned(text("google")).assets.flatMap(\.nodes).compactMap { $0.exchange }
    let turbo = try await bench.planned(text("theturbo")).assets.flatMap(\.nodes).compactMap { $0.exchange }
    #expect(google.map(\.asked.ratio) == [AspectRatio(4, 5)])
    #expect(turbo.map(\.asked.ratio) == [AspectRatio(3, 4)])
    #expect(google.map(\.identity.key) == turbo.map(\.identity.key), "a gateway is in no key")
  }
}
