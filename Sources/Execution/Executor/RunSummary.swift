package import GatewayAPI
package import PipelineModel
package import Planning

/// The result of a run.
package struct RunSummary: Sendable {
  package let assets: Int
  package let succeeded: Int
  package let failed: Int
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
  package let failures: [(asset: String, failure: AssetFailure)]
  package let wasStopped: Bool
  /// The reason why the run could not begin, or could not be finalized, or `nil` if there is none.
  package var problem: String? = nil
  /// Files of assets that are gone, which were left where they are.
  package var orphans = 0
  /// What was to be made of all assets together and was not, with the reason.
  package var failedDeliveries: [(collector: String, message: String)] = []

  package init(
    assets: Int, succeeded: Int, failed: Int, calls: Int, reused: Int, outputs: Int, cost: Amount, costUnknown: Int,
    failures: [(asset: String, failure: AssetFailure)], wasStopped: Bool, problem: String? = nil
  ) {
    self.assets = assets
    self.succeeded = succeeded
    self.failed = failed
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
      assets: plan.assets.count, succeeded: 0, failed: plan.assets.count, calls: 0, reused: 0, outputs: 0, cost: .zero, costUnknown: 0,
      failures: [], wasStopped: problem == nil, problem: problem)
  }

  package func failed(_ kind: AssetFailure.Kind) -> Bool { failures.contains { $0.failure.kind == kind } }
}
