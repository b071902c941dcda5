import Glibc
import Synchronization

/// An advisory lock on a file. The kernel releases it when the process ends, however it ends, so its holder is always alive. Two locks of
/// one process exclude each other too.
package final class FileLock: Sendable {
  private struct State: ~Copyable {
    var file: OpenFile?
  }

  private let state: Mutex<State>
  private let path: String
  private let removesFile: Bool

  private init(_ file: consuming OpenFile, path: String, removesFile: Bool) {
    state = Mutex(State(file: consume file))
    self.path = path
    self.removesFile = removesFile
  }

  deinit { release() }

  /// Takes the lock of a file without waiting.
  /// - Parameters:
  ///   - path: a file that is created if it is missing.
  ///   - removesFile: `true` to remove the file with the lock.
  /// - Returns: the lock, or `nil` if it is held already.
  package static func tryAcquire(_ path: String, removesFile: Bool = false) throws(StorageError) -> FileLock? {
    while true {
      let (folder, name) = ConfinedFolder.holding(path)
      let file = try OpenFile(
        name, in: folder.open(), O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600, shown: path, doing: "locking")
      guard try file.tryLock() else { return nil }
      // The last holder may have removed the file between opening and locking; then this is a lock on nothing.
      let held = FileStamp(try file.status())
      if let named = try FileStamp.of(path), named.inode == held.inode, named.device == held.device {
        return FileLock(file, path: path, removesFile: removesFile)
      }
    }
  }

  enum Attempt {
    case acquired(FileLock)
    case held
    case missing
  }

  /// Takes the lock of an existing file, which may be read-only. On file systems without locks it is always free.
  static func tryAcquireExisting(_ path: String) throws(StorageError) -> Attempt {
    while true {
      let file: OpenFile
      do {
        file = try openExisting(path)
      } catch  where error.kind == .notFound {
        return .missing
      }
      do {
        guard try file.tryLock() else { return .held }
      } catch {
        switch error.kind {
        case .inputOutput(errno: EBADF), .inputOutput(errno: ENOLCK), .inputOutput(errno: EOPNOTSUPP), .inputOutput(errno: EINVAL): break
        default: throw error
        }
      }
      // Replaced between opening and locking: then this is a lock on the file that was there before.
      let held = FileStamp(try file.status())
      if let named = try FileStamp.of(path), named.inode == held.inode, named.device == held.device {
        return .acquired(FileLock(file, path: path, removesFile: false))
      }
    }
  }

  private static func openExisting(_ path: String) throws(StorageError) -> OpenFile {
    do {
      // Network file systems grant write locks only on files that are open for writing.
      return try OpenFile(path, O_RDWR | O_NONBLOCK, doing: "locking")
    } catch  where error.kind == .permissionDenied || error.kind == .readOnly {
      return try OpenFile(path, O_RDONLY | O_NONBLOCK, doing: "locking")
    }
  }

  /// Returns whether the lock is held. Creates nothing.
  static func isHeld(_ path: String) throws(StorageError) -> Bool {
    do {
      return try !OpenFile(path, O_RDONLY, doing: "examining").tryLock()
    } catch  where error.kind == .notFound {
      return false
    }
  }

  /// Releases the lock; does nothing the second time.
  package func release() {
    state.withLock { state in
      guard state.file != nil else { return }
      // Removed while still locked, so that a process that opens it meanwhile notices. A file that stays behind does no harm.
      if removesFile { removeFile() }
      state.file = nil
    }
  }

  private func removeFile() {
    do throws(StorageError) {
      try FileNames.remove(path)
    } catch {
      return
    }
  }
}

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
