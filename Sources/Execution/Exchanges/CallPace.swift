import FoundationEssentials
import GatewayAPI
import Storage
import Synchronization

/// The limits of calls by gateway and model.
///
/// Where a gateway has limits, or has refused a call, all processes that use the store keep one pace, which is written there. Where nothing of
/// the kind is known, a process keeps to the usual number of calls by itself, and nothing is written. The emulator's limits belong to this
/// process alone.
final class CallPace: Sendable {
  private let store: Store
  private let run: RunID
  private let clock: UTCClock
  private let own = Mutex<[String: RateLimit]>([:])

  init(store: Store, run: RunID, clock: UTCClock = .system) {
    self.store = store
    self.run = run
    self.clock = clock
  }

  /// Since 1970.
  var now: Duration { .milliseconds(clock.milliseconds()) }

  /// Asks for admission of one call.
  /// - Parameter tokens: the number that it is expected to use.
  func admit(to gateway: GatewayProfile, model: String, tokens: Int) async throws -> RateLimit.Admission {
    let (now, run) = (now, run.text)
    if gateway.hasLimits { return try await admitShared(to: gateway, model, tokens) }
    let admission = changeOwn(gateway, model) { $0.admit(tokens: tokens, at: now, for: run) }
    guard admission == .go, try await isShared(gateway, model) else { return admission }
    let together = try await admitShared(to: gateway, model, tokens)
    if together != .go { changeOwn(gateway, model) { $0.ended(for: run) } }
    return together
  }

  private func admitShared(to gateway: GatewayProfile, _ model: String, _ tokens: Int) async throws -> RateLimit.Admission {
    let (now, run) = (now, run.text)
    let admission = try await changeShared(gateway, model) { $0.admit(tokens: tokens, at: now, for: run) }
    guard admission == .full else { return admission }
    // A process that died holds places that it will never release.
    let dead = try await changeShared(gateway, model) { $0.holders }.filter { holder in
      try RunID(holder).map { try !store.isRunning($0) } ?? true
    }
    guard !dead.isEmpty else { return admission }
    return try await changeShared(gateway, model) { limit in
      for holder in dead { limit.forget(holder) }
      return limit.admit(tokens: tokens, at: now, for: run)
    }
  }

  /// Releases the place; the call's error decides about the rate.
  func ended(at gateway: GatewayProfile, model: String, with error: (any Error)?) async throws {
    let (now, run) = (now, run.text)
    let met = (error as? ExchangeRunner.SendFailure)?.error
    let isRefused = met?.isThrottled == true
    let body: @Sendable (inout RateLimit) -> Void = { limit in
      if error == nil {
        limit.succeeded(for: run)
      } else if isRefused {
        limit.throttled(at: now, retryAfter: met?.retryAfter, for: run)
      } else {
        limit.ended(for: run)
      }
    }
    if gateway.hasLimits { return try await changeShared(gateway, model, body) }
    guard gateway.billingDomain == .real else { return changeOwn(gateway, model, body) }
    // What a refusal teaches, all processes are to know; this one counts its own calls only.
    changeOwn(gateway, model) { $0.ended(for: run) }
    let isKnown = if isRefused { true } else { try await isShared(gateway, model) }
    if isKnown { try await changeShared(gateway, model, body) }
  }

  /// Returns whether a gateway of unknown limits has refused a call, by the word of any process.
  private func isShared(_ gateway: GatewayProfile, _ model: String) async throws -> Bool {
    guard gateway.billingDomain == .real else { return false }
    return try await store.ledger.pace(gateway: gateway.name, model: model) != nil
  }

  private func changeOwn<Value: Sendable>(_ gateway: GatewayProfile, _ model: String, _ body: (inout RateLimit) -> Value) -> Value {
    own.withLock { limits in
      var limit = limits[gateway.name + " " + model] ?? RateLimit(RateLimit.Bounds(gateway))
      defer { limits[gateway.name + " " + model] = limit }
      return body(&limit)
    }
  }

  private func changeShared<Value: Sendable>(
    _ gateway: GatewayProfile, _ model: String, _ body: @escaping @Sendable (inout RateLimit) -> Value
  ) async throws -> Value {
    let (now, bounds, hasLimits) = (now, RateLimit.Bounds(gateway), gateway.hasLimits)
    return try await store.ledger.updatePace(gateway: gateway.name, model: model) { state in
      var limit = Self.read(state) ?? RateLimit(bounds)
      limit.adopt(bounds)
      let value = body(&limit)
      return (hasLimits || !limit.isForgettable(at: now) ? try Self.write(limit) : nil, value)
    }
  }

  /// Reads a state, or returns `nil` for a text of another form.
  private static func read(_ state: String?) -> RateLimit? {
    guard let state else { return nil }
    do {
      return try JSONDecoder().decode(RateLimit.self, from: Data(state.utf8))
    } catch {
      return nil
    }
  }

  private static func write(_ limit: RateLimit) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return try String(decoding: encoder.encode(limit), as: UTF8.self)
  }
}

extension GatewayProfile {
  /// Whether its limits are known without asking it.
  fileprivate var hasLimits: Bool { billingDomain == .real && (requestsPerMinute != nil || tokensPerMinute != nil || statesParallelCalls) }
}
