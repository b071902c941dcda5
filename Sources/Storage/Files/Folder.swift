import Glibc

/// Operations on folders.
package enum Folder {
  /// Creates the folder and those above it that are missing. An existing one keeps its mode.
  package static func create(at path: String, mode: UInt32 = 0o777) throws(StorageError) {
    if let status = try existing(path) {
      guard FileStatus.isFolder(status) else { throw StorageError(.notAFolder, path: path) }
      return
    }
    let parent = parent(of: path)
    if parent != path { try create(at: parent) }
    do {
      _ = try OpenFile.retrying(path, "creating the folder") { unsafe mkdir(path, mode) }
    } catch  where error.kind == .alreadyExists {
      // Another process created it first, or a file or a dangling link is in the way.
      guard let status = try existing(path), FileStatus.isFolder(status) else { throw StorageError(.notAFolder, path: path) }
      return
    }
    try sync(at: parent)
  }

  /// Creates a folder of a store, but never the store itself: one that was moved away while in use must not be created again, without its
  /// ledger.
  static func create(_ name: String, inStore store: String) throws(StorageError) {
    try ConfinedFolder(store, role: .store).createFolder(name, mode: 0o700)
  }

  /// Validates that files may be created in the folder, without creating one.
  package static func requireWritable(at path: String) throws(StorageError) {
    _ = try OpenFile.retrying(path, "writing into the folder") { unsafe access(path, W_OK | X_OK) }
  }

  /// Makes additions to and renamings in the folder durable.
  package static func sync(at path: String) throws(StorageError) {
    do {
      let folder = try OpenFile(path, O_RDONLY | O_DIRECTORY, doing: "opening the folder")
      try folder.sync()
    } catch  where error.kind == .inputOutput(errno: EINVAL) || error.kind == .permissionDenied {
      // Some file systems cannot sync a folder, and one may be writable without being readable: then nothing better is possible.
      return
    }
  }

  /// Returns the names in the folder, sorted by bytes, without `.` and `..`.
  package static func names(in path: String) throws(StorageError) -> [String] {
    let names = try FolderEntries.all(in: path).map(\.name)
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func existing(_ path: String) throws(StorageError) -> stat? { try FileStatus.of(path) }
}
