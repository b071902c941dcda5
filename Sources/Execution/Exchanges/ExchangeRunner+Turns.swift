import GatewayAPI
import PipelineModel
import Storage

/// Rate limiting: a request waits for the network limiter and its gateway's limits.
extension ExchangeRunner {
  /// The interval between checks while a call of another process is open.
  private static let pollInterval = Duration.milliseconds(100)

  private enum Pass {
    case made(Answer)
    case refused(RateLimit.Admission)
  }

  /// Runs `body` once the limits allow it. Waiting takes no place in the network lane, so that other gateways' calls go on.
  /// - Parameter patience: a gateway that lets nobody in for longer than this is not waited for, unless it is less than usual.
  func takingTurns(
    at gateway: GatewayProfile, _ order: Order, patience: Duration, _ body: () async throws -> Answer
  ) async throws -> Answer {
    let longest = max(patience, RetryPolicy().maximumWait)
    var hasSaid = false
    while true {
      let turn: Pass = try await network.withRoom {
        if stop.isStopped { throw Self.stopped }
        // Checked only now, because a call that waited for its turn has to see the failure of the one before.
        if let verdict = health.verdict(on: gateway.name, model: order.request.model) {
          throw SendFailure(cause: verdict.failure, mayHaveCost: false, triesNextGateway: verdict.allowsOthers)
        }
        let admission = try await pace.admit(to: gateway, model: order.request.model, tokens: order.planned.expectedTokens)
        guard admission == .go else { return .refused(admission) }
        do {
          let answer = try await body()
          try await pace.ended(at: gateway, model: order.request.model, with: nil)
          return .made(answer)
        } catch {
          if let failure = error as? SendFailure { openCircuit(failure, of: gateway, model: order.request.model) }
          try await pace.ended(at: gateway, model: order.request.model, with: error)
          throw error
        }
      }
      switch turn {
      case .made(let answer): return answer
      case .refused(let admission):
        let time = admission.waitingTime(at: pace.now, pollInterval: Self.pollInterval)
        let why = admission == .full ? "as many calls as it takes are in flight" : "its rate allows no more calls yet"
        guard time <= longest else {
          let message = "gateway '\(gateway.name)' takes no calls for another \(time.components.seconds) s"
          throw SendFailure(cause: AssetFailure(.asset, .rateLimited, message), mayHaveCost: false, triesNextGateway: true)
        }
        if !hasSaid { events.send(.waiting(asset: order.asset, stage: order.stage, gateway: gateway.name, time: time, why: why)) }
        hasSaid = true
        guard try await stop.pause(for: time) else { throw Self.stopped }
      }
    }
  }

  /// Opens the circuit before releasing the slot, so that the next waiter sees it.
  private func openCircuit(_ failure: SendFailure, of gateway: GatewayProfile, model: String) {
    guard let error = failure.error else { return }
    var random = SystemRandomNumberGenerator()
    switch RetryPolicy().decision(after: error, spent: .init(requests: 1, waited: .zero), using: &random) {
    case .tryNextGateway(.model): health.stop(gateway.name, model: model, because: failure.cause, allowsOthers: true)
    case .tryNextGateway(let reason) where reason != .exhausted: health.stop(gateway.name, because: failure.cause, allowsOthers: true)
    case .stop(.surroundings): health.stop(gateway.name, because: failure.cause, allowsOthers: false)
    case .again, .tryNextGateway, .stop: break
    }
  }
}

extension RateLimit.Admission {
  fileprivate func waitingTime(at now: Duration, pollInterval: Duration) -> Duration {
    switch self {
    case .go: .zero
    case .full: pollInterval
    case .wait(let until): max(pollInterval, until - now)
    }
  }
}
