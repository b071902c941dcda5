package import Execution
package import PipelineModel
package import Planning
package import Reporting
package import Storage

/// Batches of a watch: plans by the watch, of a few sources at a time, in a store that stays open.
extension RunSession {
  /// Executes a plan, as a run of its own in the ledger.
  /// - Throws: ``RunObstacle`` if it could not begin, also if another run has changed the output folder meanwhile, so that the batch has to
  ///   be planned again.
  package func run(batch plan: Plan, in store: Store, options: ExecutionOptions) async throws -> RunSummary {
    do {
      return try await carryOut(plan, in: store, options: options)
    } catch {
      throw RunObstacle(error) ?? error
    }
  }

  private func carryOut(_ plan: Plan, in store: Store, options: ExecutionOptions) async throws -> RunSummary {
    // Missing keys were reported when the watch began, or when its file was changed.
    try refuseObstacles(to: plan)
    var keys = GatewayKeys(for: plan.pipeline, in: planning)
    if plan.callsAtMost > 0, !options.isFrozen { try keys.runCommands() }
    let lock = try await lockOutput(of: plan)
    defer { lock?.release() }
    if let lock, lock.hasWaited { throw RunObstacle.outputChanged(plan.pipeline.output) }
    let storeRun = try await store.startRun(pipeline: plan.pipeline.name, command: "watch")
    let generator = makeGenerator(keys: keys)
    observer.observe(.planned(plan))
    var ended: RunSummary?
    defer { observer.observe(.batchEnded(ended)) }
    // A plan without calls needs no server.
    let summary = try await execute(
      plan, with: generator, in: store, as: storeRun, options: options, startsEmulator: plan.callsAtMost > 0)
    try await storeRun.finish(wasInterrupted: control.wasInterrupted, summary)
    ended = summary
    return summary
  }

  /// Writes the page of all assets.
  /// - Parameter failures: those so far, by asset.
  package func writePage(
    of plan: Plan, in store: Store, commands: CommandLineText, failures: [String: AssetFailure]
  ) async -> PageOutcome {
    await .writing { try await planning.contactSheet(of: plan, store: store, commands: commands, failures: failures) }
  }
}
