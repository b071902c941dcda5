import Synchronization

/// Ends all exchanges at once, when the user wants to wait no longer.
final class AbandonSwitch: Sendable {
  private struct State {
    var isAbandoned = false
    var nextID = 0
    var ends: [Int: End] = [:]
  }

  private struct End: Sendable {
    let end: @Sendable () -> Void
  }

  private let state = Mutex(State())

  /// Registers a way to end an exchange, or returns `nil` if everything has been abandoned already.
  func register(_ end: @escaping @Sendable () -> Void) -> Int? {
    state.withLock { state in
      guard !state.isAbandoned else { return nil }
      state.nextID += 1
      state.ends[state.nextID] = End(end: end)
      return state.nextID
    }
  }

  func remove(_ id: Int) {
    state.withLock { state in _ = state.ends.removeValue(forKey: id) }
  }

  func abandonAll() {
    let ends = state.withLock { state in
      state.isAbandoned = true
      return Array(state.ends.values)
    }
    for end in ends { end.end() }
  }
}
