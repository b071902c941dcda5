import GatewayAPI
import GatewayClient
import PipelineEngine
import Storage
import SystemPackage

/// Runs the batches of a watch, each as `run` would: a run of its own in the ledger, by the same executor.
struct WatchBatches: Sendable {
  let session: Session
  let store: Store
  let interruption: Interruption
  let reporter: WatchReporter
  let execution: ExecutionOptions

  func run(_ plan: Plan, within allowance: Amount?) async throws -> RunSummary {
    let surroundings = session.surroundings
    let keys = try keys(for: plan)
    let lock = try await lockOutput(of: plan)
    defer { lock?.release() }
    let storeRun = try await store.startRun(pipeline: plan.pipeline.name, command: "watch")
    let generator = HTTPContentGenerator(
      keys: keys, environment: ClientEnvironment { surroundings.variable($0) })
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
      throw AssetFailure(.environment, .gateway, failure.message)
    }
    try await storeRun.finish(outcome: interruption.wasInterrupted ? "interrupted" : summary.failed == 0 ? "succeeded" : "failed")
    if session.format == .text { display.finish(summary, source: plan.pipeline.source, page: nil) }
    return summary
  }

  /// The keys of the gateways, those of commands too where a call may be made.
  private func keys(for plan: Plan) throws -> [String: APIKey] {
    let keys = session.keys(for: plan.pipeline).keys
    guard plan.callsAtMost > 0, !execution.isFrozen else { return keys }
    do {
      return try keys.merging(session.keysFromCommands(for: plan.pipeline)) { first, _ in first }
    } catch let failure as CommandFailure {
      throw AssetFailure(.environment, .key, failure.message)
    }
  }

  /// Nil where the watch was stopped before it had the lock, or there is nothing to lock.
  private func lockOutput(of plan: Plan) async throws -> OutputLock? {
    let folder = plan.pipeline.output
    let willWrite = plan.assets.contains { $0.hasWork }
    guard try willWrite || FileStamp.of(folder.string) != nil else { return nil }
    let lock = try await OutputLock.acquire(folder, willWrite: willWrite, stop: interruption.stop) {
      reporter.say("aquatint: another run writes into '\(folder)'; waiting for it to end")
    }
    guard let lock, lock.hasWaited else { return lock }
    lock.release()
    // What the plan knew of the folder is out of date, so the batch is planned once more.
    throw AssetFailure(.environment, .outputChanged, "another run has just written into '\(folder)'")
  }
}
