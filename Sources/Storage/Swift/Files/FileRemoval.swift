import Glibc

/// Removes single files, and folders that are empty.
package enum FileRemoval {
  /// Removes the file at `path`; that it is gone already is no error.
  package static func remove(_ path: String) throws(StorageError) {
    do {
      _ = try OpenFile.retrying(path, "removing") { unsafe unlink(path) }
    } catch {
      guard error.kind == .notFound else { throw error }
    }
  }

  /// Removes a folder with nothing in it; one that has something in it by now stays.
  package static func removeEmptyFolder(_ path: String) throws(StorageError) {
    do {
      _ = try OpenFile.retrying(path, "removing") { unsafe rmdir(path) }
    } catch {
      guard error.kind == .notFound || error.kind == .inputOutput(errno: ENOTEMPTY) || error.kind == .alreadyExists else { throw error }
    }
  }
}
