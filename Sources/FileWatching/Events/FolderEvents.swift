import Synchronization

/// Signals when to scan folders again: by events of the operating system if they are available and reliable, else by the clock.
///
/// Events are hints only. A scan announces each folder *before* listing it, so that no change in between is missed, and scans are repeated
/// at intervals even without events.
package final class FolderEvents: Sendable {
  private struct State {
    var inotify: Inotify?
    var reason: PollingReason?
  }

  /// Set when something happened; others may set it too, to wake the waiting task.
  package let signal: WakeSignal
  /// The interval between scans without events.
  private let pollInterval: Duration
  /// The interval between scans in spite of events.
  private let rescanInterval: Duration
  private let state: Mutex<State>

  package init(polls: Bool, pollInterval: Duration, rescanInterval: Duration) {
    let signal = WakeSignal()
    self.signal = signal
    self.pollInterval = pollInterval
    self.rescanInterval = rescanInterval
    if polls {
      state = Mutex(State(reason: .requested))
      return
    }
    do throws(Inotify.Failure) {
      state = Mutex(State(inotify: try Inotify(signal: signal)))
    } catch {
      state = Mutex(State(reason: error.reason))
    }
  }

  /// The reason for polling, or `nil` if there are events.
  package var pollingReason: PollingReason? { state.withLock { $0.reason } }

  /// The time for which a scan's result is valid without an event.
  package var interval: Duration { pollingReason == nil ? rescanInterval : pollInterval }

  package func beginScan() { state.withLock { $0.inotify }?.beginScan() }

  /// Watches a folder; must be called before the folder is listed. If it cannot be watched because of a limit or its file system, polling
  /// begins.
  package func enter(_ folder: String) {
    guard let inotify = state.withLock({ $0.inotify }) else { return }
    if let name = NetworkFileSystem.name(at: folder) { return poll(.networkFileSystem(folder: folder, name: name)) }
    switch inotify.add(folder) {
    case .added, .unwatchable: break
    case .limitReached: poll(.watchLimit)
    }
  }

  package func endScan() { state.withLock { $0.inotify }?.endScan() }

  /// Returns whether events were lost since the last call.
  package func takeOverflow() -> Bool { state.withLock { $0.inotify }?.takeOverflow() ?? false }

  /// Folders that are watched.
  package var watchCount: Int { state.withLock { $0.inotify }?.count ?? 0 }

  private func poll(_ reason: PollingReason) {
    state.withLock { state in
      state.inotify = nil
      state.reason = reason
    }
  }
}
