import Execution
import GatewayAPI
import PipelineFixtures
import PipelineModel
import Planning
import Runs
import Storage
import SystemPackage
import Testing

@Suite struct BatchTests {
  /// A session, a store that stays open, and the plan that somebody has made.
  private func planned(_ bench: RunBench, _ text: String) async throws -> (session: RunSession, store: Store, plan: Plan) {
    let (session, order) = try bench.prepare(text)
    let store = try await Store.open(order.loaded.pipeline.store.string)
    let plan = try #require(try await session.planning.plan(order.loaded, store: store).plan)
    return (session, store, plan)
  }

  @Test func `a batch carries out the plan it is given, and the store stays open`() async throws {
    let bench = try RunBench()
    let text = RunBench.pipeline(["cup"])
    let (session, store, plan) = try await planned(bench, text)
    let summary = try await session.run(batch: plan, in: store, options: ExecutionOptions())
    #expect((summary.succeeded, summary.calls) == (1, 1))
    #expect(bench.log.steps == ["planned", "batch ended"])
    #expect(try await store.ledger.history(pipeline: "shop", asset: "cup").count == 1)
    #expect(!bench.bench.folder.exists("out/index.html"), "the page is made when the watch says so")
    try store.ledger.close()
  }

  @Test func `a batch may not spend more than it is allowed`() async throws {
    let bench = try RunBench()
    let text = RunBench.pipeline(["cup"], gateway: RunBench.gateway(port: 9))
    let (session, store, plan) = try await planned(bench, text)
    var options = ExecutionOptions()
    options.maximumCost = .zero
    let summary = try await session.run(batch: plan, in: store, options: options)
    #expect(summary.failed(.budget))
    try store.ledger.close()
  }

  @Test func `a batch that waited for another run begins nothing: it has to be planned again`() async throws {
    let bench = try RunBench()
    let (session, store, plan) = try await planned(bench, RunBench.pipeline(["cup"]))
    let lock = try await bench.lockOutput()
    async let waiting = session.run(batch: plan, in: store, options: ExecutionOptions())
    await bench.log.wait { if case .waitingForOutput = $0 { true } else { false } }
    lock.release()
    do {
      _ = try await waiting
      Issue.record("the batch was carried out")
    } catch let obstacle as RunObstacle {
      #expect(obstacle == .outputChanged(plan.pipeline.output))
    }
    #expect(bench.log.steps == ["waiting"])
    #expect(try await store.ledger.history(pipeline: "shop", asset: "cup").isEmpty)
    try store.ledger.close()
  }
}
