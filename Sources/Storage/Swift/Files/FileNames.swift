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
