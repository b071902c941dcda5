import GatewayAPI
import PipelineModel
import Storage

/// Retries at one gateway, until it answers or further attempts are pointless.
extension ExchangeRunner {
  /// Makes the call at one gateway, with retries.
  /// - Parameter waited: all waiting of this exchange so far, at any gateway.
  func ask(_ gateway: GatewayProfile, _ order: Order, waited: inout Duration) async throws -> Outcome {
    if let verdict = health.verdict(on: gateway.name, model: order.request.model) { return try Self.refusal(verdict) }
    var order = order
    order.request.tier = order.service.steps[0]
    // A request that cannot be sent sets nothing aside.
    let wire = try encode(order, for: gateway)
    for message in wire.notes { note(message, about: order) }
    let reservation = try await reserve(order, at: gateway)
    do {
      let outcome = try await askByTiers(gateway, order, wire, reserved: reservation.amount, waited: &waited)
      switch outcome {
      case .answered(let answer):
        await budget.release(reservation, actual: answer.reading.interpretation.cost.nanoUSD.map { Amount(nanos: $0) })
      case .tryNextGateway: await budget.release(reservation, actual: .zero)
      }
      return outcome
    } catch let failure as SendFailure {
      await budget.release(reservation, actual: failure.mayHaveCost ? nil : .zero)
      if let fallback = order.fallback, failure.error?.isRefusedRequest == true {
        note("\(failure.cause.message); asking without the turns before", about: order)
        var stateless = order
        (stateless.request, stateless.fallback) = (fallback, nil)
        return try await ask(gateway, stateless, waited: &waited)
      }
      throw failure.cause
    } catch {
      await budget.release(reservation, actual: nil)
      throw error
    }
  }

  /// Asks at one tier after the other, where there is no room in the one before.
  /// - Parameter wire: the request at the first of them.
  private func askByTiers(
    _ gateway: GatewayProfile, _ order: Order, _ wire: WireRequest, reserved: Amount?, waited: inout Duration
  ) async throws -> Outcome {
    let steps = order.service.steps
    for (index, tier) in steps.enumerated() {
      var order = order
      order.request.tier = tier
      let wire = index == 0 ? wire : try encode(order, for: gateway)
      // Flex calls are asked for again for as long as there is patience, and their waiting is none of the exchange's.
      var patience = Duration.zero
      let outcome =
        tier == .flex
        ? try await ask(gateway, order, wire, reserved: reserved, by: .flex(patience: order.service.patience), waited: &patience)
        : try await ask(gateway, order, wire, reserved: reserved, by: RetryPolicy(), waited: &waited)
      guard case .tryNextGateway(let failure) = outcome, failure.code == .overloaded || failure.code == .rateLimited,
        index + 1 < steps.count
      else { return outcome }
      note("\(failure.message); asking at the tier '\(steps[index + 1].rawValue)', as 'otherwise' allows", about: order)
    }
    preconditionFailure("there is a tier to ask for")
  }

  private func ask(
    _ gateway: GatewayProfile, _ order: Order, _ wire: WireRequest, reserved: Amount?, by policy: RetryPolicy, waited: inout Duration
  ) async throws -> Outcome {
    var random = SystemRandomNumberGenerator()
    var requests = 0
    // Connections that fail under patience: there is no room for a call that never arrived, so they have the usual limits.
    var unsent = RetryPolicy.Spent()
    while true {
      let failure: SendFailure
      do {
        return .answered(
          try await takingTurns(at: gateway, order, patience: (policy.patience ?? policy.maximumWait) - waited) {
            try await send(wire, order, to: gateway, reserved: reserved)
          })
      } catch let error as SendFailure {
        failure = error
      }
      if failure.triesNextGateway { return .tryNextGateway(failure.cause) }
      guard let error = failure.error else { throw failure }
      let isApart = policy.patience != nil && error.isUnsent
      if isApart { unsent.requests += 1 } else { requests += 1 }
      let spent = isApart ? unsent : RetryPolicy.Spent(requests: requests, waited: waited)
      switch policy.decision(after: error, spent: spent, using: &random) {
      case .again(let pause):
        try await wait(pause, for: gateway, order, because: failure.cause.message)
        if isApart { unsent.waited += pause } else { waited += pause }
      case .tryNextGateway(let reason):
        if reason != .exhausted {
          health.stop(gateway.name, model: reason == .model ? order.request.model : nil, because: failure.cause, allowsOthers: true)
        }
        return .tryNextGateway(failure.cause)
      case .stop(let reason):
        if reason == .surroundings { health.stop(gateway.name, because: failure.cause, allowsOthers: false) }
        throw failure
      }
    }
  }

  /// Waits outside of every limiter; stopping the run ends the wait.
  func wait(_ pause: Duration, for gateway: GatewayProfile, _ order: Order, because why: String) async throws {
    events.send(.waiting(asset: order.asset, stage: order.stage, gateway: gateway.name, time: pause, why: why))
    guard try await stop.pause(for: pause) else { throw Self.stopped }
  }

  /// The failure of a call that is not made because the run was stopped before it.
  static let stopped = SendFailure(
    cause: AssetFailure(.stopped, .stopped, "the run was stopped before this call"), mayHaveCost: false)

  static func refusal(_ verdict: CircuitBreaker.Verdict) throws -> Outcome {
    guard verdict.allowsOthers else { throw verdict.failure }
    return .tryNextGateway(verdict.failure)
  }

  func reserve(_ order: Order, at gateway: GatewayProfile) async throws -> Budget.Reservation {
    switch await budget.reserve(order.planned.estimate(at: gateway.name)) {
    case .granted(let granted): return granted
    case .reached(let limit, let spent):
      let message =
        limitIsRest
        ? "what is left of the budget, \(Amount(nanos: max(0, limit.nanos - spent.nanos))) USD, does not allow this call"
        : "the budget of \(limit) USD does not allow this call (\(spent) USD spent)"
      throw AssetFailure(.budget, .budgetReached, message)
    case .unknownPrice(let limit):
      throw AssetFailure(
        .budget, .unknownPrice,
        "the price of this call is unknown, so the budget of \(limit) USD cannot be kept; --allow-unknown-price makes it all the same")
    }
  }
}

extension GatewayError {
  /// Indicates whether no connection carried the request.
  fileprivate var isUnsent: Bool { if case .notSent = classification { true } else { false } }

  /// Indicates whether the gateway refused the request itself, as it does with signatures that it does not know.
  fileprivate var isRefusedRequest: Bool { phase == .answered(status: 400) && classification == .rejected(.badRequest) }
}
