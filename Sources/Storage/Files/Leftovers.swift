import Glibc

/// Temporary files of dead processes. Files that are being written stay, and links are not followed.
extension ConfinedFolder {
  /// Removes those in this folder.
  /// - Returns: the names that were removed.
  package func removeLeftovers() throws(StorageError) -> [String] {
    try Self.removeLeftovers(in: try open())
  }

  /// Removes those in this folder and in the folders directly in it.
  /// - Returns: the number that was removed.
  package func removeLeftoversBelow() throws(StorageError) -> Int {
    let folder = try open()
    let found = try Self.look(into: folder)
    var count = found.hasLeftovers ? try Self.removeLeftovers(in: folder).count : 0
    for name in found.subfolders {
      do throws(StorageError) {
        let inner = try open(name)
        if try Self.look(into: inner).hasLeftovers { count += try Self.removeLeftovers(in: inner).count }
      } catch {
        switch error.kind {
        // Gone meanwhile, replaced by a link, or another user's folder, in which we have written nothing.
        case .notFound, .permissionDenied, .link, .notAFolder: continue
        default: throw error
        }
      }
    }
    return count
  }

  private static func removeLeftovers(in folder: borrowing OpenFile) throws(StorageError) -> [String] {
    var removed: [String] = []
    for entry in try FolderEntries.all(in: folder) where TemporaryFile.isName(entry.name) {
      let file: OpenFile
      do throws(StorageError) {
        file = try OpenFile(
          entry.name, in: folder, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, shown: "\(folder.path)/\(entry.name)", doing: "examining")
      } catch {
        // Renamed meanwhile, or a link, which this program does not create.
        if error.kind == .notFound || error.kind == .inputOutput(errno: ELOOP) { continue }
        throw error
      }
      guard FileStatus.isRegularFile(try file.status()), try file.tryLock() else { continue }
      try unlink(entry.name, in: folder)
      removed.append(entry.name)
    }
    return removed
  }

  private static func look(into folder: borrowing OpenFile) throws(StorageError) -> (hasLeftovers: Bool, subfolders: [String]) {
    var hasLeftovers = false
    var subfolders: [String] = []
    for entry in try FolderEntries.all(in: folder) {
      if TemporaryFile.isName(entry.name) {
        hasLeftovers = true
      } else if entry.type == Int32(DT_DIR) {
        subfolders.append(entry.name)
      } else if entry.type == Int32(DT_UNKNOWN),
        let status = try FileStatus.of(entry.name, in: folder, shown: "\(folder.path)/\(entry.name)"), FileStatus.isFolder(status)
      {
        // Some file systems do not report the type of an entry.
        subfolders.append(entry.name)
      }
    }
    return (hasLeftovers, subfolders)
  }
}
