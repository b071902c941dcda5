import NIOCore
import Synchronization

/// Passes a connection's events to the one task that waits for it.
///
/// A stream of the standard library ends when its task is cancelled; this does not, because a cancelled task still receives the answer it
/// paid for.
final class AnswerMailbox: Sendable {
  enum Event: Sendable {
    case head(status: Int, headers: [(name: String, value: String)])
    /// The connection continues reading once the promise is fulfilled.
    case body(ByteBuffer, taken: EventLoopPromise<Void>)
    case end((any Error)?)
  }

  private struct State {
    var events: [Event] = []
    var putCount = 0
    var waiting: CheckedContinuation<Event, Never>?
  }

  private let state = Mutex(State())

  func put(_ event: Event) {
    let waiting = state.withLock { state -> CheckedContinuation<Event, Never>? in
      state.putCount += 1
      guard let waiting = state.waiting else {
        state.events.append(event)
        return nil
      }
      state.waiting = nil
      return waiting
    }
    waiting?.resume(returning: event)
  }

  /// The number of events so far.
  var activity: Int { state.withLock { $0.putCount } }

  /// Returns the next event; there is one reader, who stops after ``Event/end(_:)``.
  func next() async -> Event {
    await withCheckedContinuation { continuation in
      let event = state.withLock { state -> Event? in
        guard state.events.isEmpty else { return state.events.removeFirst() }
        state.waiting = continuation
        return nil
      }
      if let event { continuation.resume(returning: event) }
    }
  }
}
