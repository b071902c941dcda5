import Synchronization

/// Wakes the one task that waits for it. A signal set while no task waits is kept for the next wait.
package final class WakeSignal: Sendable {
  private struct State {
    var isSet = false
    var waiting: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  package init() {}

  package func set() {
    let waiting = state.withLock { state in
      defer { state.waiting = nil }
      if state.waiting == nil { state.isSet = true }
      return state.waiting
    }
    waiting?.resume()
  }

  /// Returns once the signal is set, `deadline` has come, or the task is cancelled.
  package func wait(until deadline: ContinuousClock.Instant?) async {
    guard let deadline else { return await wait() }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { [self] in await wait() }
      group.addTask {
        do {
          try await Task.sleep(until: deadline, clock: .continuous)
        } catch {
          // Cancelled because the signal came first, which is the expected end of the wait.
          return
        }
      }
      await group.next()
      group.cancelAll()
    }
  }

  private func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if state.isSet || Task.isCancelled {
            if !Task.isCancelled { state.isSet = false }
            return true
          }
          state.waiting = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      let waiting = state.withLock { state in
        defer { state.waiting = nil }
        return state.waiting
      }
      waiting?.resume()
    }
  }
}
