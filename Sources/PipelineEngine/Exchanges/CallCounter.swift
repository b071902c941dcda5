import Synchronization

/// Counts the requests of a run and what they cost.
final class CallCounter: Sendable {
  private struct State {
    var calls = 0
    var nanoUSD: Int64? = 0
  }

  private let state = Mutex(State())

  /// Called before the first byte of a request leaves.
  func count() { state.withLock { $0.calls += 1 } }

  /// Adds a cost in 10⁻⁹ USD; nil where it is unknown.
  func add(cost: Int64?) {
    state.withLock { state in
      guard let total = state.nanoUSD, let cost else {
        state.nanoUSD = nil
        return
      }
      let (sum, overflow) = total.addingReportingOverflow(cost)
      state.nanoUSD = overflow ? nil : sum
    }
  }

  func addUnknownCost() { add(cost: nil) }

  var totals: (calls: Int, nanoUSD: Int64?) { state.withLock { ($0.calls, $0.nanoUSD) } }
}
