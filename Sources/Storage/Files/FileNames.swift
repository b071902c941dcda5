import Glibc

/// Changes the names of files by path, through descriptors of the folders that they lie in.
enum FileNames {
  /// Removes a file; a missing one is no error.
  static func remove(_ path: String) throws(StorageError) {
    let (folder, name) = ConfinedFolder.holding(path)
    try folder.remove(name)
  }

  enum Linking {
    case linked
    /// The name is in use already.
    case taken
    /// The file system has no second names.
    case unsupported
  }

  /// Gives a file a second name, unless that is in use.
  static func linkIfAbsent(_ path: String, to target: String) throws(StorageError) -> Linking {
    let (from, to) = (ConfinedFolder.holding(path), ConfinedFolder.holding(target))
    return try ConfinedFolder.link(from.name, in: from.folder.open(), to: to.name, in: to.folder.open())
  }

  /// Gives a file a second name. An existing name is no error: stored files are named by their contents.
  /// - Returns: `false` if the file system has no second names.
  static func link(_ path: String, to target: String) throws(StorageError) -> Bool { try linkIfAbsent(path, to: target) != .unsupported }

  /// Renames a file, replacing the one at `target`, in one step.
  static func rename(_ path: String, to target: String) throws(StorageError) {
    let (from, to) = (ConfinedFolder.holding(path), ConfinedFolder.holding(target))
    try ConfinedFolder.rename(from.name, in: from.folder.open(), to: to.name, in: to.folder.open())
  }
}

/// Writes a single file that a user named; files below a folder that was named go through ``ConfinedFolder``.
package enum AtomicFile {
  /// Writes a file, whole or not at all.
  /// - Parameter path: in a folder that exists; a file or link of that name is replaced.
  package static func write(_ bytes: [UInt8], to path: String) throws(StorageError) -> WrittenFile {
    let (folder, name) = ConfinedFolder.holding(path)
    let written = try folder.write(bytes, to: name)
    return WrittenFile(path: path, blob: written.blob, stamp: written.stamp)
  }

  /// Writes a file that does not exist yet.
  /// - Returns: `false` if a file of that name has appeared meanwhile; it stays as it is.
  static func create(_ bytes: [UInt8], at path: String) throws(StorageError) -> Bool {
    var file = try TemporaryFile(in: Folder.parent(of: path), mode: 0o666, crashes: .none, at: .output)
    try file.append(bytes.span)
    return try file.commitIfAbsent(at: path)
  }
}
