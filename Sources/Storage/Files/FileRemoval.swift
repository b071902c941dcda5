import Glibc

/// Removes single files.
package enum FileRemoval {
  /// Removes the file at `path`; that it is gone already is no error.
  package static func remove(_ path: String) throws(StorageError) {
    do {
      _ = try OpenFile.retrying(path, "removing") { unsafe unlink(path) }
    } catch {
      guard error.kind == .notFound else { throw error }
    }
  }
}
