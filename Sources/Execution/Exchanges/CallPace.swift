import FoundationEssentials
import GatewayAPI
import Storage
import Synchronization

/// The limits of calls by gateway and model. Those of real gateways are shared through the store by all processes that use it; the
/// emulator's belong to this process alone.
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
    let admission = try await change(gateway, model) { $0.admit(tokens: tokens, at: now, for: run) }
    guard admission == .full, gateway.lane == .real else { return admission }
    // A process that died holds places that it will never release.
    let dead = try await change(gateway, model) { $0.holders }.filter { holder in
      try RunID(holder).map { try !store.isRunning($0) } ?? true
    }
    guard !dead.isEmpty else { return admission }
    return try await change(gateway, model) { limit in
      for holder in dead { limit.forget(holder) }
      return limit.admit(tokens: tokens, at: now, for: run)
    }
  }

  /// Releases the place; the call's error decides about the rate.
  func ended(at gateway: GatewayProfile, model: String, with error: (any Error)?) async throws {
    let (now, run) = (now, run.text)
    let met = (error as? ExchangeRunner.SendFailure)?.error
    try await change(gateway, model) { limit in
      if error == nil {
        limit.succeeded(for: run)
      } else if let met, met.isThrottled {
        limit.throttled(at: now, retryAfter: met.retryAfter, for: run)
      } else {
        limit.ended(for: run)
      }
    }
  }

  private func change<Value: Sendable>(
    _ gateway: GatewayProfile, _ model: String, _ body: @escaping @Sendable (inout RateLimit) -> Value
  ) async throws -> Value {
    let bounds = RateLimit.Bounds(gateway)
    guard gateway.lane == .real else {
      return own.withLock { limits in
        var limit = limits[gateway.name + " " + model] ?? RateLimit(bounds)
        defer { limits[gateway.name + " " + model] = limit }
        return body(&limit)
      }
    }
    return try await store.ledger.updatePace(gateway: gateway.name, model: model) { state in
      var limit = Self.read(state) ?? RateLimit(bounds)
      limit.adopt(bounds)
      let value = body(&limit)
      return (try Self.write(limit), value)
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
