package import GatewayAPI
package import PipelineModel
import Storage

/// Sums the calls and costs of a plan's assets. Assets with the same request share one call.
struct PlanTotals {
  private let calls: Int
  /// Calls beyond those, if every answer is rejected or holds nothing.
  private let further: Int
  private let reused: Int
  private let cost: CostRange?
  private let tierCosts: [ServiceTier: CostRange]

  /// The calls for one request.
  private struct Request {
    let exchange: PlannedExchange
    let isCalled: Bool
    /// Calls that may follow.
    let more: Int
  }

  init(_ assets: [PlannedAsset]) {
    var callKeys: Set<Digest> = []
    var reuseKeys: Set<Digest> = []
    var requests: [Request] = []
    for asset in assets where asset.problem == nil {
      for node in asset.nodes {
        guard let exchange = node.exchange else { continue }
        let more = asset.furtherCalls(after: node, exchange)
        switch exchange.decision {
        case .call:
          if callKeys.insert(exchange.identity.key).inserted { requests.append(Request(exchange: exchange, isCalled: true, more: more)) }
        case .reuse:
          if reuseKeys.insert(exchange.identity.key).inserted { requests.append(Request(exchange: exchange, isCalled: false, more: more)) }
        case .waiting, .blocked: continue
        }
      }
    }
    calls = callKeys.count
    further = requests.reduce(0) { $0 + $1.more }
    reused = reuseKeys.count
    cost = Self.cost(of: requests) { $0.estimate }
    var tierCosts: [ServiceTier: CostRange] = [:]
    for tier in ServiceTier.allCases { tierCosts[tier] = Self.cost(of: requests) { $0.estimate(at: tier) } }
    self.tierCosts = tierCosts
  }

  /// - Returns: the cost, or `nil` if a price is unknown.
  private static func cost(of requests: [Request], _ estimate: (PlannedExchange) -> CostRange?) -> CostRange? {
    var low: CostRange? = .zero
    var high: CostRange? = .zero
    for request in requests {
      let one = estimate(request.exchange)
      if request.isCalled { low = sum(low, one) }
      let most = request.more + (request.isCalled ? 1 : 0)
      if most > 0 { high = sum(high, one?.multiplied(by: most)) }
    }
    guard let low, let high else { return nil }
    return CostRange(low: low.low, high: high.high)
  }

  private static func sum(_ total: CostRange?, _ more: CostRange?) -> CostRange? {
    guard let total, let more else { return nil }
    return total.adding(more)
  }

  func plan(
    pipeline: Pipeline, assets: [PlannedAsset], startingPoints: [String: Exchange], unknown: [Exchange], manifest: ManifestIndex?,
    manifestStamp: FileStamp?, computed: [SourceDigest], judgements: [Digest: RecordedJudgement],
    order: [String], deliveries: [PlannedDelivery], orphans: Int
  ) -> Plan {
    Plan(
      pipeline: pipeline, assets: assets, calls: calls, callsAtMost: calls + further, reused: reused, cost: cost, tierCosts: tierCosts,
      startingPoints: startingPoints, unknown: unknown,
      manifest: manifest, manifestStamp: manifestStamp, computedDigests: computed, judgements: judgements, orphans: orphans,
      order: order, deliveries: deliveries)
  }
}

extension PlannedAsset {
  /// Returns the most that the calls of a generation may cost from here on, or `nil` if a price is unknown.
  package func highestCost(of node: PlannedNode) -> Amount? {
    guard problem == nil, let exchange = node.exchange else { return .zero }
    let more = furtherCalls(after: node, exchange)
    let calls =
      switch exchange.decision {
      case .call: 1 + more
      case .reuse: more
      case .waiting, .blocked: 0
      }
    return calls == 0 ? .zero : exchange.estimate?.multiplied(by: calls)?.high
  }

  /// Returns the calls that may follow the present answer, or the planned one.
  fileprivate func furtherCalls(after node: PlannedNode, _ exchange: PlannedExchange) -> Int {
    let chain = asset.chain
    let retries = max(0, chain.retries(after: node.place.stage) - exchange.tally.retries)
    let asks = max(0, (chain.links[node.place.stage].generation?.emptyAnswerRetries ?? 0) - exchange.tally.asks)
    switch exchange.decision {
    case .call(let cause): return cause == .askAgain ? retries + asks - 1 : retries + asks
    case .reuse(let answer):
      // An answer that was not read yet may hold nothing; one that was read and holds no picture is final.
      if answer.state == .received { return retries + asks }
      if answer.picture == nil || isJudged(after: node) || retries == 0 { return 0 }
      return retries + asks
    case .waiting, .blocked: return 0
    }
  }

  /// Returns whether the stages that may reject a generation's answer are known to have passed it.
  fileprivate func isJudged(after node: PlannedNode) -> Bool {
    nodes.allSatisfy { other in
      !follows(other, node) || !asset.chain.links[other.place.stage].type.validates || other.status == .current
    }
  }
}

extension LedgerSnapshot {
  /// Returns the exchanges in doubt that stand under these keys.
  func unknown(among keys: [Digest]) -> [Exchange] {
    let wanted = Set(keys)
    return unknown.filter { wanted.contains($0.key) }
  }
}
