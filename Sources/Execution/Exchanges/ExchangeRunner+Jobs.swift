import GatewayAPI
import PipelineModel
import Storage

/// Calls that are made as items of jobs.
extension ExchangeRunner {
  /// Enters a call as an item of a job at the first gateway that can take it.
  /// - Returns: the failure that says that its answer comes later.
  func enqueue(_ order: Order, in queue: JobQueue) async throws -> AssetFailure {
    var order = order
    order.request.tier = .batch
    guard let gateway = gateways.first(where: { queue.takes($0) && $0.obstacle(to: order.request, card: card(of: order)) == nil }) else {
      throw AssetFailure(.asset, .gatewayCannot, "none of the gateways takes this call as an item of a batch job")
    }
    let wire = try encode(order, for: gateway)
    for message in wire.notes { note(message, about: order) }
    let reservation = try await reserve(order, at: gateway)
    // What a job costs is known when it is answered; until then what was set aside counts as spent.
    await budget.release(reservation, actual: nil)
    let digest = Self.digest(of: wire)
    let entered = order
    try await queue.add(wire, to: gateway, model: order.request.model, asset: order.asset) { place in
      NewExchange(
        key: entered.planned.identity.key, cause: entered.cause, billingDomain: billingDomain, gateway: gateway.name,
        model: entered.request.model,
        requestDigest: digest, requestSummary: RequestSummary.write(entered.planned.identity, ground: entered.ground), run: run,
        slot: entered.planned.slot, reserved: reservation.amount?.nanos, tier: ServiceTier.batch.rawValue, job: place)
    }
    return Self.onItsWay
  }

  /// The failure of a call whose answer comes later.
  static let onItsWay = AssetFailure(.waiting, .submitted, PlanReason.submitted.text)
}
