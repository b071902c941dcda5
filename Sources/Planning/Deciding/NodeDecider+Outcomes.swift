import GatewayAPI
import PipelineModel
import Storage

extension PlannedAsset {
  /// The stored answer of the asset's original, unless it will be requested again.
  var storedOriginal: Exchange? { lastGeneration?.exchange?.decision.answer }
}

extension [GatewayOffer] {
  /// The cost of a call at whichever gateway answers, without those that cannot take it, or `nil` if a price is unknown.
  var estimate: CostRange? {
    var total: CostRange?
    for offer in contains(where: { $0.obstacle == nil }) ? filter({ $0.obstacle == nil }) : self {
      guard let estimate = offer.estimate else { return nil }
      total = total.map { CostRange(low: Swift.min($0.low, estimate.low), high: Swift.max($0.high, estimate.high)) } ?? estimate
    }
    return total
  }
}

extension PlannedNode {
  var blockedUnlessCurrent: PlannedNode {
    guard status != .current, status != .reuse else { return self }
    return with(.blocked, status == .blocked ? reason : .assetBlocked)
  }
}
