import Diagnostics
import PipelineModel
import Runs
import Synchronization

/// Keeps what a session tells, and lets a test wait for it.
final class SessionLog: RunObserver {
  private struct State {
    var events: [SessionEvent] = []
    var waiting: [(isMeant: @Sendable (SessionEvent) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state = Mutex(State())

  func observe(_ event: SessionEvent) {
    let ready = state.withLock { state in
      state.events.append(event)
      let ready = state.waiting.filter { $0.isMeant(event) }.map(\.continuation)
      state.waiting.removeAll { $0.isMeant(event) }
      return ready
    }
    for continuation in ready { continuation.resume() }
  }

  /// Returns once such an event was told.
  func wait(for isMeant: @escaping @Sendable (SessionEvent) -> Bool) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if state.events.contains(where: isMeant) { return true }
        state.waiting.append((isMeant, continuation))
        return false
      }
      if isThere { continuation.resume() }
    }
  }

  var events: [SessionEvent] { state.withLock { $0.events } }

  /// The kinds of the events, without those of the run.
  var steps: [String] {
    events.compactMap { event in
      switch event {
      case .found: "found"
      case .planned: "planned"
      case .waitingForOutput: "waiting"
      case .note: "note"
      case .batchEnded(let summary): summary == nil ? "batch failed" : "batch ended"
      case .run: nil
      }
    }
  }

  var found: [Diagnostic.ID] {
    events.flatMap { event -> [Diagnostic.ID] in
      if case .found(let diagnostics) = event { diagnostics.map(\.id) } else { [] }
    }
  }

  var finishedAssets: [String] {
    events.compactMap { event in
      if case .run(.assetFinished(let asset, nil)) = event { asset } else { nil }
    }.sorted()
  }
}

/// Stops a run, as two signals would.
final class TestControl: RunControl {
  private struct State {
    var wasInterrupted = false
    var abandon: (@Sendable () -> Void)?
  }

  let stop = StopSignal()
  private let state = Mutex(State())

  var wasInterrupted: Bool { state.withLock { $0.wasInterrupted } }

  func onSecond(_ abandon: @escaping @Sendable () -> Void) { state.withLock { $0.abandon = abandon } }

  func interrupt() {
    state.withLock { $0.wasInterrupted = true }
    stop.set()
  }

  func abandon() { state.withLock { $0.abandon }?() }
}
