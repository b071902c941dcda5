import Synchronization

/// Counts the requests of a run and what they cost.
final class CallCounter: Sendable {
  private struct State {
    var calls = 0
    var nanoUSD: Int64 = 0
    var unknownCosts = 0
  }

  private let state = Mutex(State())

  /// Called before the first byte of a request leaves.
  func count() { state.withLock { $0.calls += 1 } }

  /// Adds a cost in 10⁻⁹ USD; nil where it is unknown.
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

  /// The requests, the sum of the costs that are known in 10⁻⁹ USD, and the calls whose cost is not.
  var totals: (calls: Int, nanoUSD: Int64, unknownCosts: Int) {
    state.withLock { ($0.calls, $0.nanoUSD, $0.unknownCosts) }
  }
}
