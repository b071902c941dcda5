@unsafe @preconcurrency import Dispatch
import Glibc
import Synchronization

/// Linux's inotify: signals that something happened in watched folders, but not what, because that would not be reliable.
final class Inotify: Sendable {
  enum Adding: Hashable {
    case added
    /// It is not there, is no folder any more, or may not be read.
    case unwatchable
    case limitReached
  }

  struct Failure: Error {
    let reason: PollingReason
  }

  /// State that the reading side and the watching side share.
  private final class Shared: Sendable {
    struct State {
      /// Watch descriptors, with the number of the last scan that asked for each.
      var watches: [Int32: Int] = [:]
      var scan = 0
      var hasOverflowed = false
    }

    let state = Mutex(State())
  }

  private static let interests =
    InotifyEvents.closedAfterWriting | InotifyEvents.modified | InotifyEvents.attributes | InotifyEvents.moved
    | InotifyEvents.created | InotifyEvents.deleted | InotifyEvents.selfDeleted | InotifyEvents.selfMoved
    | InotifyEvents.onlyFolders | InotifyEvents.notUnlinked

  private let descriptor: Int32
  private let shared = Shared()
  private let source: any DispatchSourceRead

  /// - Parameter signal: set whenever something happened.
  init(signal: WakeSignal) throws(Failure) {
    let descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
    guard descriptor >= 0 else {
      let code = errno
      throw Failure(reason: code == EMFILE ? .instanceLimit : .unavailable(reason: "inotify cannot be used (errno \(code))"))
    }
    self.descriptor = descriptor
    source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: DispatchQueue(label: "aquatint.watching"))
    let shared = shared
    source.setEventHandler {
      if Self.read(descriptor, into: shared) { signal.set() }
    }
    // Not before the last handler has run, because the number may be in use again then.
    source.setCancelHandler { close(descriptor) }
    source.activate()
  }

  deinit { source.cancel() }

  /// Empties the queue, so that it does not overflow while a batch is processed.
  /// - Returns: `true` if there was anything in it.
  private static func read(_ descriptor: Int32, into shared: Shared) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var isNew = false
    while true {
      // The count is the buffer's own.
      let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { return isNew }
      isNew = true
      shared.state.withLock { state in
        for event in InotifyEvents(buffer[..<count]) {
          if event.has(InotifyEvents.queueOverflow) { state.hasOverflowed = true }
          if event.has(InotifyEvents.ignored) { state.watches[event.watch] = nil }
        }
      }
    }
  }

  /// Begins a scan. Watches that it does not ask for are removed when it ends.
  func beginScan() { shared.state.withLock { $0.scan += 1 } }

  func add(_ folder: String) -> Adding {
    // The path is passed as a terminated copy that outlives the call. Adding a folder twice gives the same watch.
    let watch = unsafe inotify_add_watch(descriptor, folder, UInt32(bitPattern: Self.interests))
    guard watch >= 0 else { return errno == ENOSPC ? .limitReached : .unwatchable }
    shared.state.withLock { $0.watches[watch] = $0.scan }
    return .added
  }

  func endScan() {
    let unused = shared.state.withLock { state in
      let scan = state.scan
      let unused = state.watches.filter { $0.value != scan }.map(\.key)
      for watch in unused { state.watches[watch] = nil }
      return unused
    }
    // A watch that the kernel has removed meanwhile is refused, which has the same effect.
    for watch in unused { _ = inotify_rm_watch(descriptor, watch) }
  }

  /// Returns whether events were lost since the last call.
  func takeOverflow() -> Bool {
    shared.state.withLock { state in
      defer { state.hasOverflowed = false }
      return state.hasOverflowed
    }
  }

  var count: Int { shared.state.withLock { $0.watches.count } }
}
