package import GatewayAPI

/// What a run came to.
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
  /// What the calls cost; nil where a price is unknown.
  package let cost: Amount?
  package let failures: [(asset: String, failure: AssetFailure)]
  package let wasStopped: Bool

  package func failed(_ kind: AssetFailure.Kind) -> Bool { failures.contains { $0.failure.kind == kind } }
}
