import Glibc

extension ConfinedFolder {
  /// The kind of entry under a name.
  package enum Occupant: Sendable, Hashable {
    case file(FileStamp)
    case folder
    /// A link, whatever its target, or a pipe, socket or device.
    case other
  }

  /// Returns the kind of entry at a path, following no link.
  /// - Returns: the kind, or `nil` if there is none.
  package func occupant(of relative: String) throws(StorageError) -> Occupant? {
    guard let status = try status(of: relative) else { return nil }
    if FileStatus.isFolder(status) { return .folder }
    return FileStatus.isRegularFile(status) ? .file(FileStamp(status)) : .other
  }

  /// Reads the stamp of a file or link itself.
  /// - Returns: the stamp, or `nil` if nothing is there.
  package func stamp(of relative: String) throws(StorageError) -> FileStamp? {
    try status(of: relative).map { FileStamp($0) }
  }

  private func status(of relative: String) throws(StorageError) -> stat? {
    do throws(StorageError) {
      let parent = try openParent(of: relative)
      return try FileStatus.of(parent.name, in: parent.folder, shown: path(of: relative))
    } catch {
      if error.kind == .notFound { return nil }
      throw error
    }
  }

  /// Reads a regular file, which is no link, whole.
  /// - Throws: an error if it is missing or has more than `limit` bytes.
  package func read(_ relative: String, limit: Int) throws(StorageError) -> [UInt8] {
    try FileBytes.read(openForReading(relative), limit: limit)
  }

  /// Reads the first bytes of a regular file, which is no link; fewer than `count` only if the file is shorter.
  package func beginning(of relative: String, count: Int) throws(StorageError) -> [UInt8] {
    try FileBytes.beginning(openForReading(relative), count: count)
  }

  /// Computes the digest of a regular file, which is no link.
  package func digest(of relative: String) throws(StorageError) -> Digest {
    let file = try openForReading(relative)
    guard FileStatus.isRegularFile(try file.status()) else { throw StorageError(.notAFile, path: path(of: relative)) }
    var builder = DigestBuilder()
    try file.forEachPart { (part: Span<UInt8>) throws(StorageError) in builder.update(part) }
    return builder.finish()
  }

  private func openForReading(_ relative: String) throws(StorageError) -> OpenFile {
    let parent = try openParent(of: relative)
    // Non-blocking: opening a pipe would otherwise wait for a writer.
    return try OpenFile(
      parent.name, in: parent.folder, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, shown: path(of: relative), doing: "reading")
  }

  /// Validates that each of these paths leads over folders only, none of them a link; missing ones are no error.
  /// - Throws: `.link`, or `.notAFolder` if a file is in the way.
  package func requireFolders(_ paths: [String]) throws(StorageError) {
    // One listing answers for most of them.
    let known = try folderNames()
    for relative in paths where !known.contains(Array(relative.utf8)) {
      do throws(StorageError) {
        _ = try open(relative)
      } catch {
        guard error.kind == .notFound else { throw error }
      }
    }
  }

  /// Returns the names of the folders directly in it that are no links, as bytes: names that differ may be the same text. None where it is
  /// missing, or may not be listed.
  private func folderNames() throws(StorageError) -> Set<[UInt8]> {
    do throws(StorageError) {
      let entries = try FolderEntries.all(in: open())
      return Set(entries.lazy.filter { $0.type == Int32(DT_DIR) }.map { Array($0.name.utf8) })
    } catch {
      guard error.kind == .notFound || error.kind == .permissionDenied else { throw error }
      return []
    }
  }
}
