import GatewayAPI
import Storage

/// Adds up what the assets of a plan need. Assets with the same request share one call.
struct PlanTotals {
  private let calls: Int
  private let retries: Int
  private let reused: Int
  private let cost: CostRange?

  init(_ assets: [PlannedAsset]) {
    var callKeys: Set<Digest> = []
    var reuseKeys: Set<Digest> = []
    var retries = 0
    var low: CostRange? = .zero
    var high: CostRange? = .zero
    for asset in assets where asset.problem == nil {
      for step in asset.steps {
        guard let exchange = step.exchange else { continue }
        let key = exchange.identity.key
        let allowed = asset.asset.chain.retries(after: step.index)
        switch exchange.decision {
        case .call:
          guard callKeys.insert(key).inserted else { continue }
          retries += allowed
          low = Self.sum(low, exchange.estimate)
          high = Self.sum(high, exchange.estimate?.multiplied(by: 1 + allowed))
        case .reuse:
          guard reuseKeys.insert(key).inserted else { continue }
          let remaining = asset.isJudged(after: step) ? 0 : max(0, allowed - exchange.retriesDone)
          retries += remaining
          if remaining > 0 { high = Self.sum(high, exchange.estimate?.multiplied(by: remaining)) }
        case .blocked: continue
        }
      }
    }
    calls = callKeys.count
    self.retries = retries
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
    pipeline: Pipeline, assets: [PlannedAsset], startingPoints: [String: Exchange], unknown: [Exchange], manifest: Manifest?,
    manifestStamp: FileStamp?, computed: [SourceDigest]
  ) -> Plan {
    Plan(
      pipeline: pipeline, assets: assets, calls: calls, callsAtMost: calls + retries, reused: reused, cost: cost,
      startingPoints: startingPoints, unknown: unknown,
      manifest: manifest, manifestStamp: manifestStamp, computedDigests: computed)
  }
}

extension PlannedAsset {
  /// Whether the stages that may reject this step's answer are known to have passed it.
  fileprivate func isJudged(after step: PlannedStep) -> Bool {
    let judging = steps.filter { other in
      other.index > step.index && other.variant == step.variant && asset.chain.links[other.index].type.judges
    }
    return judging.allSatisfy { $0.status == .current }
  }
}

extension LedgerSnapshot {
  /// The exchanges in doubt that stand under these keys.
  func unknown(among keys: [Digest]) -> [Exchange] {
    let wanted = Set(keys)
    return unknown.filter { wanted.contains($0.key) }
  }
}
