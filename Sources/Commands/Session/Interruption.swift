@unsafe @preconcurrency import Dispatch
import Glibc
import PipelineEngine
import Runs
import Synchronization

/// Ctrl-C and SIGTERM: the first stops new sends and new local work, and calls in flight run to their answer and its files; the second
/// abandons them.
final class Interruption: RunControl {
  private struct State {
    var count = 0
    var abandon: (@Sendable () -> Void)?
    var say: @Sendable (String) -> Void = { Output.standardError.line($0) }
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  let stop = StopSignal()
  private let state = Mutex(State())

  var wasInterrupted: Bool { state.withLock { $0.count > 0 } }

  /// What the second signal does.
  func onSecond(_ abandon: @escaping @Sendable () -> Void) { state.withLock { $0.abandon = abandon } }

  /// How people are told; a moving display has its own way.
  func onMessage(_ say: @escaping @Sendable (String) -> Void) { state.withLock { $0.say = say } }

  /// Runs `body` with the signals handled here instead of ending the process.
  func whileListening<Result>(_ body: () async throws -> Result) async rethrows -> Result {
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { [self] in receive() }
      source.activate()
      return source
    }
    defer {
      for source in sources { source.cancel() }
      for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    }
    return try await body()
  }

  /// Waits for the first signal, or the end of the task.
  func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if state.count > 0 || Task.isCancelled { return true }
          state.waiting.append(continuation)
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      resumeWaiting()
    }
  }

  private func resumeWaiting() {
    let waiting = state.withLock { state in
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  private func receive() {
    let (count, abandon, say) = state.withLock { state in
      state.count += 1
      return (state.count, state.abandon, state.say)
    }
    stop.set()
    resumeWaiting()
    guard let abandon else { return }
    if count == 1 {
      say("aquatint: stopping; calls in flight run to their answer and are kept. Interrupt again to abandon them.")
    } else {
      say("aquatint: abandoning calls in flight; they may be billed all the same.")
      abandon()
    }
  }
}
