import GatewayAPI
import PipelineModel
package import Storage

/// The duration of a plan's calls, estimated from the gateway's limits and the durations of its last calls.
package struct TimeForecast: Hashable, Sendable {
  /// The first gateway that can take the request.
  package let gateway: String
  package let calls: Int
  /// Calls at once.
  package let parallel: Int
  package let requestsPerMinute: Int?
  /// Tokens that all calls are expected to use; 0 if that is not known.
  package let tokens: Int
  package let tokensPerMinute: Int?
  /// The number of calls that were timed; 0 if there was none.
  package let timed: Int
  /// The median of those, in milliseconds, or `nil` if there are none.
  package let median: Int64?

  /// The number of latest calls that the estimate uses.
  private static let maximumTimed = 40

  /// Estimates the duration, or returns `nil` if no call is planned.
  package init?(_ plan: Plan, ledger: Ledger) async throws(StorageError) {
    guard plan.calls > 0 else { return nil }
    let exchanges = plan.assets.filter { $0.problem == nil }.flatMap(\.nodes).filter { $0.status == .call }.compactMap(\.exchange)
    let able = plan.pipeline.gateways.first { gateway in
      exchanges.contains { $0.offers.contains { $0.gateway == gateway.name && $0.obstacle == nil } }
    }
    guard let gateway = able ?? plan.pipeline.gateways.first else { return nil }
    let times = try await ledger.callTimes(gateway: gateway.name, model: plan.pipeline.modelID ?? "", most: Self.maximumTimed).sorted()
    // Assets with the same request share a call.
    let tokens = Dictionary(exchanges.map { ($0.identity.key, $0.expectedTokens) }) { first, _ in first }.values.reduce(0, +)
    self.init(
      gateway: gateway.name, calls: plan.calls, parallel: gateway.parallelCalls, requestsPerMinute: gateway.requestsPerMinute,
      tokens: tokens, tokensPerMinute: gateway.tokensPerMinute, timed: times.count, median: times.isEmpty ? nil : times[times.count / 2])
  }

  package init(
    gateway: String, calls: Int, parallel: Int, requestsPerMinute: Int?, tokens: Int = 0, tokensPerMinute: Int? = nil, timed: Int,
    median: Int64?
  ) {
    self.gateway = gateway
    self.calls = calls
    self.parallel = max(1, parallel)
    self.requestsPerMinute = requestsPerMinute
    self.tokens = tokens
    self.tokensPerMinute = tokensPerMinute
    self.timed = timed
    self.median = median
  }

  /// In milliseconds: as many at once as the gateway allows, and no more a minute, or `nil` if nothing is known. Without a timed call only
  /// the minutes are known, so that it is the least it takes.
  package var milliseconds: Int64? {
    guard let median else { return minutes.map { $0 * 60_000 } }
    return max(median * Int64((calls + parallel - 1) / parallel), median + (minutes ?? 0) * 60_000)
  }

  /// Whole minutes that the limits delay the last call, or `nil` without any.
  private var minutes: Int64? {
    // All calls that one minute allows may begin at once.
    let byRequests = requestsPerMinute.map { Int64((calls - 1) / max(1, $0)) }
    let byTokens = tokensPerMinute.map { Int64(max(0, tokens - 1) / max(1, $0)) }
    return [byRequests, byTokens].compactMap(\.self).max()
  }
}
