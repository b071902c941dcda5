import PipelineModel
import Synchronization

/// A circuit breaker: remembers failures that make further calls to a gateway pointless in this run: a refused key, an exhausted quota, no
/// connection to it; or for one model there, which it does not serve.
final class CircuitBreaker: Sendable {
  struct Verdict: Sendable {
    let failure: AssetFailure
    /// Indicates whether the next gateway may be tried instead; a refused key is for a person to fix.
    let allowsOthers: Bool
  }

  private struct Scope: Hashable {
    let gateway: String
    /// The model that it concerns, or `nil` for all.
    let model: String?
  }

  private let verdicts = Mutex<[Scope: Verdict]>([:])

  /// Opens the circuit of a gateway, or of one model there.
  /// - Parameter model: the only model that it concerns; `nil` for all.
  func stop(_ gateway: String, model: String? = nil, because failure: AssetFailure, allowsOthers: Bool) {
    let scope = Scope(gateway: gateway, model: model)
    verdicts.withLock { if $0[scope] == nil { $0[scope] = Verdict(failure: failure, allowsOthers: allowsOthers) } }
  }

  /// Returns the reason why the gateway is not to be called for the model any more, or `nil` if it may be.
  func verdict(on gateway: String, model: String) -> Verdict? {
    verdicts.withLock { $0[Scope(gateway: gateway, model: nil)] ?? $0[Scope(gateway: gateway, model: model)] }
  }
}

/// Counts the requests of a run and their costs.
final class CallCounter: Sendable {
  private struct State {
    var calls = 0
    var nanoUSD: Int64 = 0
    var unknownCosts = 0
  }

  private let state = Mutex(State())

  /// Counts a request; called before its first byte leaves.
  func count() { state.withLock { $0.calls += 1 } }

  /// Adds a cost in 10⁻⁹ USD, or `nil` if it is unknown.
  func add(cost: Int64?) {
    state.withLock { state in
      guard let cost else {
        state.unknownCosts += 1
        return
      }
      let (sum, overflow) = state.nanoUSD.addingReportingOverflow(cost)
      state.nanoUSD = overflow ? .max : sum
    }
  }

  func addUnknownCost() { add(cost: nil) }

  /// The requests, the sum of the known costs in 10⁻⁹ USD, and the calls whose cost is unknown.
  var totals: (calls: Int, nanoUSD: Int64, unknownCosts: Int) {
    state.withLock { ($0.calls, $0.nanoUSD, $0.unknownCosts) }
  }
}
