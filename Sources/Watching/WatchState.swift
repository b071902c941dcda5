import Execution
import GatewayAPI
import PipelineModel
import Runs
import SystemPackage

/// The state of a watch between batches.
struct WatchState: Sendable {
  struct Hindrance: Sendable {
    let failure: AssetFailure
    /// Indicates whether assets of the source count as failed for it; otherwise nothing was tried.
    let isCounted: Bool
  }

  var status = WatchStatus()
  var lastTold: WatchStatus?
  /// The reasons for which sources were set aside, as last reported, so that each is reported once.
  var reported: [FilePath: String] = [:]
  /// Sources that wait for a budget, and the rest of it when they began to.
  var waitingForBudget: Set<FilePath> = []
  var blockedAllowance: Amount?
  /// Sources that are reported as blocked by a call in doubt.
  var undecided: Set<FilePath> = []
  /// Sources that were set aside because one of their assets failed.
  var failedSources: Set<FilePath> = []
  /// The temporary obstacles to sources in the last batch.
  var hindrances: [FilePath: Hindrance] = [:]
  /// The problem with the page, as last reported, so that it is reported once.
  var pageProblem: PageProblem?
  /// Consecutive batches that the environment stopped, and the last cause.
  var troubles = 0
  var trouble: FailureCode?

  private var results: [String: AssetFailure?] = [:]
  /// The assets that failed last time.
  var failures: [String: AssetFailure] { results.compactMapValues { $0 } }
  private var calls = 0
  private var reused = 0
  private var outputs = 0
  private var cost = Amount.zero
  private var costUnknown = 0

  mutating func forget(_ path: FilePath) {
    reported[path] = nil
    waitingForBudget.remove(path)
    undecided.remove(path)
    hindrances[path] = nil
    failedSources.remove(path)
  }

  /// Records the results of a batch.
  mutating func enter(_ summary: RunSummary, of assets: [String]) {
    for asset in assets { results.updateValue(nil, forKey: asset) }
    for (asset, failure) in summary.failures { results.updateValue(failure, forKey: asset) }
    calls += summary.calls
    reused += summary.reused
    outputs += summary.outputs
    cost = cost.adding(summary.cost) ?? Amount(nanos: .max)
    costUnknown += summary.costUnknown
    status.batches += 1
    status.succeeded = results.values.count { $0 == nil }
    // What waits for the budget is counted by its sources.
    status.failed = results.values.count { $0?.standing == .failed }
    (status.calls, status.reused, status.outputs) = (calls, reused, outputs)
    if status.failed == 0 { status.lastError = nil }
  }

  /// Returns all results together; a source without an asset counts as one that failed.
  /// - Parameter setAside: those that no failed asset represents.
  func summary(
    setAside: [(source: String, reason: String)], _ stop: StopSignal, written: (FilePath) -> String
  ) -> RunSummary {
    var failures = results.compactMap { asset, failure in failure.map { (asset: asset, failure: $0) } }.sorted { $0.asset < $1.asset }
    let succeeded = results.count - failures.count
    for (source, reason) in setAside {
      failures.append((source, AssetFailure(.asset, .setAside, reason)))
    }
    for (path, hindrance) in hindrances.sorted(by: { $0.key.string < $1.key.string }) where !hindrance.isCounted {
      failures.append((written(path), hindrance.failure))
    }
    return RunSummary(
      assets: succeeded + failures.count, succeeded: succeeded, calls: calls, reused: reused, outputs: outputs,
      cost: cost, costUnknown: costUnknown, failures: failures, wasStopped: stop.isStopped)
  }
}
