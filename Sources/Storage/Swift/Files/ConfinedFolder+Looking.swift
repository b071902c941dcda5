import Glibc

extension ConfinedFolder {
  /// What stands under a name.
  package enum Occupant: Sendable, Hashable {
    case file(FileStamp)
    case folder
    /// A link, wherever it leads, or a pipe, socket or device.
    case other
  }

  /// Looks at what stands at a path, following no link.
  /// - Returns: `nil` where nothing does.
  package func occupant(of relative: String) throws(StorageError) -> Occupant? {
    guard let status = try status(of: relative) else { return nil }
    if FileStatus.isFolder(status) { return .folder }
    return FileStatus.isRegularFile(status) ? .file(FileStamp(status)) : .other
  }

  /// Reads what the file system says of a file or link itself.
  /// - Returns: the stamp, or `nil` where nothing is there.
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
  /// - Throws: where it is missing or has more than `limit` bytes.
  package func read(_ relative: String, limit: Int) throws(StorageError) -> [UInt8] {
    try FileBytes.read(openForReading(relative), limit: limit)
  }

  /// Reads the first bytes of a regular file, which is no link; fewer than `count` only where the file is shorter.
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
    // Without waiting: opening a pipe would otherwise last until somebody writes to it.
    return try OpenFile(
      parent.name, in: parent.folder, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, shown: path(of: relative), doing: "reading")
  }

  /// Makes sure that a path leads over folders only, none of them a link; what is missing stands in nobody's way.
  /// - Throws: `.link`, and `.notAFolder` where a file stands there.
  package func requireFolders(_ relative: String) throws(StorageError) {
    do throws(StorageError) {
      _ = try open(relative)
    } catch {
      guard error.kind == .notFound else { throw error }
    }
  }
}
