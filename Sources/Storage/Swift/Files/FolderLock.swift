import Glibc
import Synchronization

/// An advisory lock on a folder itself, so that nothing has to be created in it. The kernel releases it when the process ends, however it ends.
/// Two locks of one process exclude each other too.
package final class FolderLock: Sendable {
  private struct State: ~Copyable {
    var folder: OpenFile?
  }

  private let state: Mutex<State>

  private init(_ folder: consuming OpenFile) { state = Mutex(State(folder: consume folder)) }

  /// Takes the lock of a folder without waiting.
  /// - Parameter path: a folder that exists.
  /// - Returns: the lock, or `nil` if it is held already. On file systems that cannot lock folders it is always free.
  package static func tryAcquire(_ path: String) throws(StorageError) -> FolderLock? {
    let folder = try OpenFile(path, O_RDONLY | O_DIRECTORY, doing: "locking")
    do {
      guard try folder.tryLock() else { return nil }
    } catch {
      switch error.kind {
      case .inputOutput(errno: EBADF), .inputOutput(errno: ENOLCK), .inputOutput(errno: EOPNOTSUPP), .inputOutput(errno: EINVAL): break
      default: throw error
      }
    }
    return FolderLock(folder)
  }

  /// Releases the lock; does nothing the second time.
  package func release() { state.withLock { $0.folder = nil } }
}
