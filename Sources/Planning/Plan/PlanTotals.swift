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

  init(_ assets: [PlannedAsset]) {
    var callKeys: Set<Digest> = []
    var reuseKeys: Set<Digest> = []
    var further = 0
    var low: CostRange? = .zero
    var high: CostRange? = .zero
    for asset in assets where asset.problem == nil {
      for node in asset.nodes {
        guard let exchange = node.exchange else { continue }
        let key = exchange.identity.key
        let more = asset.furtherCalls(after: node, exchange)
        switch exchange.decision {
        case .call:
          guard callKeys.insert(key).inserted else { continue }
          further += more
          low = Self.sum(low, exchange.estimate)
          high = Self.sum(high, exchange.estimate?.multiplied(by: 1 + more))
        case .reuse:
          guard reuseKeys.insert(key).inserted else { continue }
          further += more
          if more > 0 { high = Self.sum(high, exchange.estimate?.multiplied(by: more)) }
        case .blocked: continue
        }
      }
    }
    calls = callKeys.count
    self.further = further
    reused = reuseKeys.count
    if let low, let high {
      cost = CostRange(low: low.low, high: high.high)
    } else {
      cost = nil
    }
  }

  private static func sum(_ total: CostRange?, _ more: CostRange?) -> CostRange? {
    guard let total, let more else { return nil }
    return total.adding(more)
  }

  func plan(
    pipeline: Pipeline, assets: [PlannedAsset], startingPoints: [String: Exchange], unknown: [Exchange], manifest: ManifestIndex?,
    manifestStamp: FileStamp?, computed: [SourceDigest], judgements: [Digest: RecordedJudgement],
    deliveries: [PlannedDelivery], orphans: Int
  ) -> Plan {
    Plan(
      pipeline: pipeline, assets: assets, calls: calls, callsAtMost: calls + further, reused: reused, cost: cost,
      startingPoints: startingPoints, unknown: unknown,
      manifest: manifest, manifestStamp: manifestStamp, computedDigests: computed, judgements: judgements, orphans: orphans,
      deliveries: deliveries)
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
      case .blocked: 0
      }
    return calls == 0 ? .zero : exchange.estimate?.multiplied(by: calls)?.high
  }

  /// Returns the calls that may follow the present answer, or the planned one.
  fileprivate func furtherCalls(after node: PlannedNode, _ exchange: PlannedExchange) -> Int {
    let chain = asset.chain
    let retries = max(0, chain.retries(after: node.place.stage) - exchange.tally.retries)
    let asks = max(0, (chain.links[node.place.stage].generation?.asksAgain ?? 0) - exchange.tally.asks)
    switch exchange.decision {
    case .call(let cause): return cause == .askAgain ? retries + asks - 1 : retries + asks
    case .reuse(let answer):
      // An answer that was not read yet may hold nothing; one that was read and holds no picture is final.
      if answer.state == .received { return retries + asks }
      if answer.picture == nil || isJudged(after: node) || retries == 0 { return 0 }
      return retries + asks
    case .blocked: return 0
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
