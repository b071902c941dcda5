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

  /// Replaces what is at `target`, in one step.
  static func rename(_ path: String, to target: String) throws(StorageError) {
    _ = try OpenFile.retrying(target, "renaming to") { unsafe Glibc.rename(path, target) }
  }
}
