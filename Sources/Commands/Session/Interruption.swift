@unsafe @preconcurrency import Dispatch
import Glibc
import PipelineModel
import Runs
import Synchronization

/// Ctrl-C, SIGTERM, SIGQUIT, and the SIGHUP of a terminal that closes: the first stops new sends and new local work, and calls in flight run to
/// their answer and its files; the second abandons them.
///
/// A SIGHUP is never the second: when a terminal closes, the shell and the kernel each send one.
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

  /// Sets the action of the second signal.
  func onSecond(_ abandon: @escaping @Sendable () -> Void) { state.withLock { $0.abandon = abandon } }

  /// Sets the way in which messages are printed; a moving display has its own.
  func onMessage(_ say: @escaping @Sendable (String) -> Void) { state.withLock { $0.say = say } }

  /// Runs `body` with the signals handled here instead of ending the process.
  func whileListening<Result>(_ body: () async throws -> Result) async rethrows -> Result {
    let numbers = [SIGINT, SIGTERM, SIGQUIT] + (Self.isIgnored(SIGHUP) ? [] : [SIGHUP])
    let sources = numbers.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { [self] in receive(number) }
      source.activate()
      return source
    }
    defer {
      for source in sources { source.cancel() }
      for number in numbers { signal(number, SIG_DFL) }
    }
    return try await body()
  }

  /// Returns whether the parent process had a signal ignored, as `nohup` does.
  private static func isIgnored(_ number: Int32) -> Bool {
    guard let before = signal(number, SIG_IGN) else { return false }
    signal(number, before)
    // SIG_IGN is the address 1, which is no function; only its bits are compared.
    return unsafe unsafeBitCast(before, to: Int.self) == 1
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

  private func receive(_ number: Int32) {
    let (count, abandon, say) = state.withLock { state in
      if number != SIGHUP || state.count == 0 { state.count += 1 }
      return (state.count, state.abandon, state.say)
    }
    if number == SIGHUP, stop.isStopped { return }
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
