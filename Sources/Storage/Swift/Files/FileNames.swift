import Glibc

/// Changes of the names that files have, for those who know paths: by descriptors of the folders that they lie in.
enum FileNames {
  /// A file that is not there counts as removed.
  static func remove(_ path: String) throws(StorageError) {
    let (folder, name) = ConfinedFolder.holding(path)
    try folder.remove(name)
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
    let (from, to) = (ConfinedFolder.holding(path), ConfinedFolder.holding(target))
    return try ConfinedFolder.link(from.name, in: from.folder.open(), to: to.name, in: to.folder.open())
  }

  /// Gives a file a second name. That the name is there already is no error: stored files are named by their contents.
  /// - Returns: false where the file system has no second names.
  static func link(_ path: String, to target: String) throws(StorageError) -> Bool { try linkIfAbsent(path, to: target) != .unsupported }

  /// Replaces what is at `target`, in one step.
  static func rename(_ path: String, to target: String) throws(StorageError) {
    let (from, to) = (ConfinedFolder.holding(path), ConfinedFolder.holding(target))
    try ConfinedFolder.rename(from.name, in: from.folder.open(), to: to.name, in: to.folder.open())
  }
}
