import Synchronization

/// Says when it is time to look at folders again: by events of the operating system where those can be had and trusted, else by the clock.
///
/// Events are hints and nothing more. Whoever scans announces each folder *before* listing it, so that nothing that comes into being meanwhile
/// is missed, and scans now and then even if nothing was heard.
package final class FolderEvents: Sendable {
  private struct State {
    var inotify: Inotify?
    var reason: PollingReason?
  }

  /// Set when something happened; others may set it too, to be heard.
  package let signal: WakeSignal
  /// How often to look without events.
  private let pollInterval: Duration
  /// How often to look in spite of events.
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

  /// Why there are no events; nil where there are.
  package var pollingReason: PollingReason? { state.withLock { $0.reason } }

  /// How long a scan's result may be relied on if nothing is heard.
  package var interval: Duration { pollingReason == nil ? rescanInterval : pollInterval }

  package func beginScan() { state.withLock { $0.inotify }?.beginScan() }

  /// To be called before the folder is listed. If it cannot be watched because of a limit or its file system, polling begins.
  package func enter(_ folder: String) {
    guard let inotify = state.withLock({ $0.inotify }) else { return }
    if let name = NetworkFileSystem.name(at: folder) { return poll(.networkFileSystem(folder: folder, name: name)) }
    switch inotify.add(folder) {
    case .added, .unwatchable: break
    case .limitReached: poll(.watchLimit)
    }
  }

  package func endScan() { state.withLock { $0.inotify }?.endScan() }

  /// Whether events were lost since the last time somebody asked.
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
