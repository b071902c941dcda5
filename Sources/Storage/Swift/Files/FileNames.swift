import Glibc

/// Changes of the names that files have.
enum FileNames {
  /// A file that is not there counts as removed.
  static func remove(_ path: String) throws(StorageError) {
    do {
      _ = try OpenFile.retrying(path, "removing") { unsafe unlink(path) }
    } catch  where error.kind == .notFound {
      return
    }
  }

  enum Linking {
    case linked
    /// The name is there already.
    case taken
    /// The file system has no second names.
    case unsupported
  }

  /// Gives a file a second name, unless that is in use.
  static func linkIfAbsent(_ path: String, to target: String) throws(StorageError) -> Linking {
    do {
      _ = try OpenFile.retrying(target, "linking to") { unsafe Glibc.link(path, target) }
      return .linked
    } catch {
      switch error.kind {
      case .alreadyExists: return .taken
      case .permissionDenied, .inputOutput(errno: EOPNOTSUPP), .inputOutput(errno: EMLINK), .inputOutput(errno: ENOSYS): return .unsupported
      default: throw error
      }
    }
  }

  /// Gives a file a second name. That the name is there already is no error: stored files are named by their contents.
  /// - Returns: false where the file system has no second names.
  static func link(_ path: String, to target: String) throws(StorageError) -> Bool { try linkIfAbsent(path, to: target) != .unsupported }

  /// Replaces what is at `target`, in one step.
  static func rename(_ path: String, to target: String) throws(StorageError) {
    _ = try OpenFile.retrying(target, "renaming to") { unsafe Glibc.rename(path, target) }
  }
}
