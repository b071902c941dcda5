package import GatewayAPI
package import PipelineModel
package import Planning

/// The result of a run.
package struct RunSummary: Sendable {
  package let assets: Int
  package let succeeded: Int
  package let failed: Int
  /// Assets whose turn had not come, or was cut short, when the run was stopped or could not begin.
  package let notBegun: Int
  /// Assets for which there was no room in the budget, or whose answers are on their way. All four together are `assets`.
  package let waiting: Int
  /// Those of them that wait for answers of jobs.
  package let onTheirWay: Int
  /// Requests that were sent, retries included.
  package let calls: Int
  /// Answers that were used again without a request.
  package let reused: Int
  /// Files written.
  package let outputs: Int
  /// The sum of the calls' known costs.
  package let cost: Amount
  /// Calls whose cost is not known.
  package let costUnknown: Int
  /// Why each asset was not made that was looked at, those included that wait or were stopped.
  package let failures: [(asset: String, failure: AssetFailure)]
  package let wasStopped: Bool
  /// The reason why the run could not begin, or could not be finalized, or `nil` if there is none.
  package var problem: String? = nil
  /// Calls that were submitted as items of jobs.
  package var submitted = 0
  /// Files of assets that are gone, which were left where they are.
  package var orphans = 0
  /// Whether what nobody wants any more was to be removed and stayed, because something is missing.
  package var leftUnpruned = false
  /// What was to be made of all assets together and was not, with the reason.
  package var failedDeliveries: [(collector: String, failure: AssetFailure)] = []

  /// - Parameter failures: what is neither in there, nor succeeded or on its way, has not begun.
  package init(
    assets: Int, succeeded: Int, onTheirWay: Int = 0, calls: Int, reused: Int, outputs: Int, cost: Amount, costUnknown: Int,
    failures: [(asset: String, failure: AssetFailure)], wasStopped: Bool, problem: String? = nil
  ) {
    self.assets = assets
    self.succeeded = succeeded
    failed = failures.count { $0.failure.standing == .failed }
    self.onTheirWay = onTheirWay
    waiting = failures.count { $0.failure.standing == .waiting } + onTheirWay
    notBegun = assets - succeeded - failed - waiting
    self.calls = calls
    self.reused = reused
    self.outputs = outputs
    self.cost = cost
    self.costUnknown = costUnknown
    self.failures = failures
    self.wasStopped = wasStopped
    self.problem = problem
  }

  /// Returns the summary of a run that could not begin.
  package static func notBegun(_ plan: Plan, because problem: String?) -> RunSummary {
    RunSummary(
      assets: plan.assets.count, succeeded: 0, calls: 0, reused: 0, outputs: 0, cost: .zero, costUnknown: 0,
      failures: [], wasStopped: problem == nil, problem: problem)
  }

  /// Whether everything that was asked for is there.
  package var isComplete: Bool { succeeded == assets && failedDeliveries.isEmpty }

  /// Whether something is missing that is not on its way.
  package var isLacking: Bool { succeeded + onTheirWay < assets || !failedDeliveries.isEmpty }

  /// Returns the summary of all of a run whose last part this is.
  package func following(_ earlier: RunSummary) -> RunSummary {
    var whole = RunSummary(
      assets: assets, succeeded: succeeded, onTheirWay: onTheirWay, calls: earlier.calls + calls, reused: reused,
      outputs: earlier.outputs + outputs, cost: earlier.cost.adding(cost) ?? cost, costUnknown: earlier.costUnknown + costUnknown,
      failures: failures, wasStopped: wasStopped, problem: problem)
    whole.submitted = earlier.submitted + submitted
    (whole.orphans, whole.leftUnpruned, whole.failedDeliveries) = (orphans, leftUnpruned, failedDeliveries)
    return whole
  }

  package func failed(_ kind: AssetFailure.Kind) -> Bool { failures.contains { $0.failure.kind == kind } }
}
