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

  /// Gives a file a second name. That the name is there already is no error: stored files are named by their contents.
  /// - Returns: false where the file system has no second names.
  static func link(_ path: String, to target: String) throws(StorageError) -> Bool {
    do {
      _ = try OpenFile.retrying(target, "linking to") { unsafe Glibc.link(path, target) }
      return true
    } catch  where error.kind == .alreadyExists {
      return true
    } catch {
      switch error.kind {
      case .permissionDenied, .inputOutput(errno: EOPNOTSUPP), .inputOutput(errno: EMLINK), .inputOutput(errno: ENOSYS): return false
      default: throw error
      }
    }
  }

  /// Replaces what is at `target`, in one step.
  static func rename(_ path: String, to target: String) throws(StorageError) {
    _ = try OpenFile.retrying(target, "renaming to") { unsafe Glibc.rename(path, target) }
  }
}
