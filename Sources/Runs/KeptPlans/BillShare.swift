package import GatewayAPI
import PipelineModel
package import Planning
import Storage

/// The division of a limit among the parts of a plan's assets, by what their calls may cost.
package struct BillShare: Sendable {
  /// The root of each asset, with the keys of its calls and the most that each may cost, in 10⁻⁹ USD.
  private let assets: [(root: String, requests: [(key: String, cost: Int64?)])]

  package init(_ assets: [(root: String, requests: [(key: String, cost: Int64?)])]) { self.assets = assets }

  /// Returns the limit of one part: the limit times what its assets may cost, divided by what all may cost, rounded down. The same division
  /// on all machines, whatever has been done since.
  package func limit(of shard: Shard, within limit: Amount) -> Amount {
    // Where a price is not known, calls are counted.
    let isPriced = assets.allSatisfy { $0.requests.allSatisfy { $0.cost != nil } }
    var own: UInt64 = 0
    var all: UInt64 = 0
    // A call that assets of several parts share is counted in each of them.
    var seen: Set<String> = []
    for asset in assets {
      let part = Shard.number(of: asset.root, among: shard.count)
      for request in asset.requests where seen.insert("\(part) \(request.key)").inserted {
        let weight = isPriced ? UInt64(max(0, request.cost ?? 0)) : 1
        all = all.addingReportingOverflow(weight).partialValue
        if part == shard.index { own += weight }
      }
    }
    guard all > 0, own > 0, limit > .zero else { return .zero }
    guard own < all else { return limit }
    let product = UInt64(limit.nanos).multipliedFullWidth(by: own)
    return Amount(nanos: Int64(all.dividingFullWidth(product).quotient))
  }
}

extension BillShare {
  /// Of a plan of all assets, as if none of its calls had been made.
  init(_ plan: Plan) {
    self.init(
      plan.assets.map { asset in
        let requests = asset.nodes.compactMap(\.exchange).map { (key: $0.identity.key.hex, cost: $0.estimate?.high.nanos) }
        return (root: plan.roots[asset.name] ?? asset.name, requests: requests)
      })
  }

  /// Of a kept plan.
  init(_ plan: KeptPlan) {
    self.init(
      plan.assets.map { asset in
        (root: asset.root ?? asset.name, requests: asset.requests.map { (key: $0.key, cost: $0.cost.flatMap { Amount($0)?.nanos }) })
      })
  }
}
