import Synchronization

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
