import PipelineModel
import Synchronization

/// Keeps the events of a run.
final class EventLog: Sendable {
  private let events = Mutex<[RunEvent]>([])

  func add(_ event: RunEvent) { events.withLock { $0.append(event) } }

  var notes: [String] {
    events.withLock { events in
      events.compactMap { event in
        if case .note(_, _, let message) = event { message } else { nil }
      }
    }
  }

  /// What deliveries that were made lack, by collector.
  var missing: [String: [String]] {
    events.withLock { events in
      let made = events.compactMap { event in
        if case .delivered(let collector, _, _, let missing, nil) = event { (collector, missing) } else { nil }
      }
      return Dictionary(made) { $1 }
    }
  }

  var written: [String] {
    events.withLock { events in
      events.compactMap { event in
        if case .outputWritten(_, let path, _, _) = event { path } else { nil }
      }
    }
  }
}
