import GatewayAPI
import GatewayClient
import PipelineEngine
import Storage

/// Runs the batches of a watch, each as `run` would: a run of its own in the ledger, by the same executor.
struct WatchBatches: Sendable {
  let session: Session
  let store: Store
  let interruption: Interruption
  let reporter: WatchReporter
  let execution: ExecutionOptions

  func run(_ plan: Plan, within allowance: Amount?) async throws -> RunSummary {
    let storeRun = try await store.startRun(pipeline: plan.pipeline.name, command: "watch")
    let surroundings = session.surroundings
    let generator = HTTPContentGenerator(
      keys: session.keys(for: plan.pipeline).keys, environment: ClientEnvironment { surroundings.variable($0) })
    interruption.onSecond { generator.abandon() }
    let display = RunReporter(format: session.format, surroundings: surroundings, plan: plan)
    reporter.beginRun(display)
    defer { reporter.endRun() }
    var options = execution
    options.maximumCost = allowance
    let summary: RunSummary
    do {
      // A plan without calls needs no server to be started for it.
      summary = try await plan.pipeline.withRunningGateways(ifNeeded: plan.callsAtMost > 0) { gateways in
        let executor = Executor(
          components: session.components, store: store, run: storeRun, generator: generator, gateways: gateways,
          options: options, stop: interruption.stop, events: display.sink)
        return try await display.whileShowing { try await executor.execute(plan, cores: surroundings.cores) }
      }
    } catch let failure as CommandFailure {
      // Said like any other trouble with the surroundings; the watch goes on.
      throw AssetFailure(.environment, name: "gateway", message: failure.message)
    }
    try await storeRun.finish(outcome: interruption.wasInterrupted ? "interrupted" : summary.failed == 0 ? "succeeded" : "failed")
    if session.format == .text { display.finish(summary, source: plan.pipeline.source, page: nil) }
    return summary
  }
}
