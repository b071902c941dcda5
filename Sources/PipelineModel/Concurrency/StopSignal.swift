import Synchronization

/// Signals that no new work should begin. Work in progress continues: a call that was sent is never cut off by this.
package final class StopSignal: Sendable {
  private struct State {
    var isSet = false
    var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    var next = 0
  }

  private let state = Mutex(State())

  package init() {}

  package func set() {
    let waiting = state.withLock { state in
      state.isSet = true
      defer { state.waiting = [:] }
      return state.waiting.values
    }
    for continuation in waiting { continuation.resume() }
  }

  package var isStopped: Bool { state.withLock { $0.isSet } }

  /// Waits for so long, or until the signal.
  /// - Returns: `true` if the whole time passed.
  /// - Throws: `CancellationError` if the task is cancelled.
  package func pause(for duration: Duration, on clock: any Clock<Duration> = ContinuousClock()) async throws -> Bool {
    try await withThrowingTaskGroup(of: Bool.self) { group in
      group.addTask {
        try await clock.sleep(for: duration)
        return true
      }
      group.addTask { [self] in
        await wait()
        return false
      }
      defer { group.cancelAll() }
      return try await group.next() ?? false
    }
  }

  /// Waits for the signal or the end of the task.
  private func wait() async {
    let number = state.withLock { state in
      state.next += 1
      return state.next
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if state.isSet || Task.isCancelled { return true }
          state.waiting[number] = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
    }
  }
}
