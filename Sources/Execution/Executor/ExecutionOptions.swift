package import GatewayAPI
package import Storage

/// The options of running a plan.
package struct ExecutionOptions: Sendable {
  /// The largest number of paid calls in flight, and of local tasks at once; `nil` for as many as gateways and cores allow.
  package var jobs: Int?
  package var maximumCost: Amount?
  /// Calls whose price is unknown are made although there is a limit.
  package var allowsUnknownPrice = false
  /// A call that is needed is an error.
  package var isFrozen = false
  /// The reason of that, for people.
  package var frozenReason = "--frozen forbids it"
  /// Calls are made as items of jobs, which are answered later.
  package var submitsJobs = false
  /// The only requests that may be sent, by their keys; `nil` permits all.
  package var permittedKeys: Set<Digest>?
  /// The first failure stops the assets that have not begun.
  package var failsFast = false
  /// Files that an earlier run wrote and this plan no longer wants are removed.
  package var prunes = false
  /// Files in the output folder that this program did not write are replaced.
  package var overwrites = false
  /// Bytes that decoded pictures may take together.
  package var decodedBytes = 1 << 30

  /// The folder that this run shares with those of other machines, or `nil` if it shares none.
  package var sharing: Sharing?
  /// Runs at a time among which the gateways' limits are divided.
  package var runsAtOnce = 1

  package init() {}
}
