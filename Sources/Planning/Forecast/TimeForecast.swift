import GatewayAPI
import PipelineModel
package import Storage

/// How long the calls of a plan take, from what is known: the gateway's limits, and how long its last calls took.
package struct TimeForecast: Hashable, Sendable {
  /// The first that can do what is asked.
  package let gateway: String
  package let calls: Int
  /// At once.
  package let parallel: Int
  package let requestsPerMinute: Int?
  /// That all calls are expected to use; 0 where that is not known.
  package let tokens: Int
  package let tokensPerMinute: Int?
  /// The calls that were timed, the latest at most; 0 where none was.
  package let timed: Int
  /// The median of those, in milliseconds; nil where there are none.
  package let median: Int64?

  /// Calls that say how long the next ones take.
  private static let mostTimed = 40

  /// Nil where no call is planned.
  package init?(_ plan: Plan, ledger: Ledger) async throws(StorageError) {
    let exchanges = plan.assets.filter { $0.problem == nil }.flatMap(\.nodes).filter { $0.status == .call }.compactMap(\.exchange)
    let able = plan.pipeline.gateways.first { gateway in
      exchanges.contains { $0.offers.contains { $0.gateway == gateway.name && $0.obstacle == nil } }
    }
    guard plan.calls > 0, let gateway = able ?? plan.pipeline.gateways.first else { return nil }
    let times = try await ledger.callTimes(gateway: gateway.name, model: plan.pipeline.modelID ?? "", most: Self.mostTimed).sorted()
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

  /// In milliseconds: as many at once as the gateway allows, and no more a minute. Without a timed call only the minutes are known, so that
  /// it is the least it takes. Nil where nothing is known.
  package var milliseconds: Int64? {
    guard let median else { return minutes.map { $0 * 60_000 } }
    return max(median * Int64((calls + parallel - 1) / parallel), median + (minutes ?? 0) * 60_000)
  }

  /// Whole minutes that the limits make the last call wait; nil without any.
  private var minutes: Int64? {
    // What one minute allows may all begin at once.
    let byRequests = requestsPerMinute.map { Int64((calls - 1) / max(1, $0)) }
    let byTokens = tokensPerMinute.map { Int64(max(0, tokens - 1) / max(1, $0)) }
    return [byRequests, byTokens].compactMap(\.self).max()
  }
}
