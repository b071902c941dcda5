import GatewayAPI
import PipelineModel
import Storage

/// Calls that several machines might make: one claims each, the others wait for what becomes of it.
extension ExchangeRunner {
  private static let longestPause = Duration.seconds(1)

  /// Takes over what other machines know of the request, and waits while one of them makes the call.
  /// - Throws: an ``AssetFailure`` if nobody can say whether a call was paid for.
  func lookAround(_ order: Order, _ sharing: Sharing) async throws {
    let key = order.planned.identity.key
    let clock = ContinuousClock()
    var waitedFor: ExchangeID?
    var start = clock.now
    var pause = Duration.milliseconds(50)
    while true {
      let look = try await sharing.calls.look(at: [key], for: store)[key] ?? SharedCalls.Look()
      if let doubt = look.doubt { throw AssetFailure(.unknownExchange, .unknownExchange, doubt) }
      guard let open = look.open.first else { return }
      if isFrozen {
        throw AssetFailure(.frozen, .claimedElsewhere, "'\(open.host)' makes its call; its answer is not there yet")
      }
      if waitedFor != open.call.id {
        note("'\(open.host)' makes this call; waiting for its answer", about: order)
        (waitedFor, start, pause) = (open.call.id, clock.now, .milliseconds(50))
      }
      let rest = Duration.seconds(open.seconds) - (clock.now - start)
      guard rest > .zero else {
        try await sharing.calls.giveUp(open)
        continue
      }
      guard try await stop.pause(for: min(pause, rest)) else {
        throw AssetFailure(.stopped, .stopped, "the run was stopped while another machine makes this call")
      }
      pause = min(pause * 2, Self.longestPause)
    }
  }

  /// Claims a call before it is sent.
  /// - Throws: a ``SendFailure`` if another machine sends it; nothing has left then.
  func claim(
    _ exchange: Exchange, _ order: Order, _ wire: WireRequest, at gateway: GatewayProfile, _ writer: BlobWriter, _ sharing: Sharing
  ) async throws {
    let tier = order.request.tier
    var longest = gateway.timeout(for: wire.sizeClass, tier: tier)
    if tier == .flex { longest += order.service.patience }
    let creation: SharedCreation
    do {
      creation = try await sharing.calls.claim(exchange.id, seconds: Int(longest.components.seconds) + 1, in: store)
    } catch {
      // Whether the claim is there is not known; that nothing was sent is, and the next run here says so beside it.
      writer.abandon()
      try await store.ledger.markNotSent(exchange.id, reason: "\(error)")
      throw error
    }
    if creation == .created { return try await requireRoom(exchange, writer, sharing) }
    writer.abandon()
    try await store.ledger.withdraw(exchange.id)
    throw SendFailure(
      cause: AssetFailure(.asset, .claimedElsewhere, "another machine makes this call"), mayHaveCost: false)
  }

  /// Validates that there is room for a claimed call in the limit of the part, whatever other runs of it have claimed meanwhile.
  private func requireRoom(_ exchange: Exchange, _ writer: BlobWriter, _ sharing: Sharing) async throws {
    guard let bill = sharing.bill, try await !bill.hasRoom(forClaimed: exchange.reserved ?? 0) else { return }
    writer.abandon()
    let message = "runs of this part on other machines have used what the budget allows it"
    try await store.ledger.markNotSent(exchange.id, reason: message)
    try await sharing.calls.recordOutcome(exchange.id, in: store)
    throw SendFailure(cause: AssetFailure(.budget, .budgetReached, message), mayHaveCost: false)
  }
}
