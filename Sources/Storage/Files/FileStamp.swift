import Glibc

/// The file system's facts about a file. If they are unchanged, the contents need no new hashing; a change does not prove that the contents
/// changed.
package struct FileStamp: Hashable, Sendable {
  /// In bytes.
  package let size: Int
  /// Last change of the contents, in nanoseconds since 1970 UTC.
  package let modified: Int64
  /// Last change of the contents or of the file's attributes, which programs cannot set, in nanoseconds since 1970 UTC.
  package let changed: Int64
  package let inode: UInt64
  package let device: UInt64

  package init(size: Int, modified: Int64, changed: Int64, inode: UInt64, device: UInt64) {
    self.size = size
    self.modified = modified
    self.changed = changed
    self.inode = inode
    self.device = device
  }

  init(_ status: stat) {
    self.init(
      size: Int(status.st_size), modified: Self.nanoseconds(status.st_mtim), changed: Self.nanoseconds(status.st_ctim),
      inode: UInt64(status.st_ino), device: UInt64(status.st_dev))
  }

  /// Reads the stamp of a file, following symbolic links.
  /// - Returns: the stamp, or `nil` if there is no file.
  package static func of(_ path: String) throws(StorageError) -> FileStamp? {
    try FileStatus.of(path).map { FileStamp($0) }
  }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    // Wraps for years after 2262, which is harmless because the number only has to be stable.
    Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}

enum FileStatus {
  /// Returns the status of a file, following symbolic links, or `nil` if there is none.
  static func of(_ path: String) throws(StorageError) -> stat? {
    var status = stat()
    do {
      // Both the path's copy and the structure outlive the call.
      _ = try OpenFile.retrying(path, "examining") { unsafe stat(path, &status) }
    } catch  where error.kind == .notFound {
      return nil
    }
    return status
  }

  /// Returns the status of a link itself, not of its target, or `nil` if nothing is there.
  static func ofLink(_ path: String) throws(StorageError) -> stat? {
    var status = stat()
    do {
      _ = try OpenFile.retrying(path, "examining") { unsafe lstat(path, &status) }
    } catch  where error.kind == .notFound {
      return nil
    }
    return status
  }

  /// Returns the status of an entry in an open folder: of a link itself, not of its target.
  /// - Returns: the status, or `nil` if nothing is there.
  static func of(_ name: String, in folder: borrowing OpenFile, shown: String) throws(StorageError) -> stat? {
    var status = stat()
    let parent = folder.descriptor
    do {
      // Both the name's copy and the structure outlive the call.
      _ = try OpenFile.retrying(shown, "examining") { unsafe fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) }
    } catch  where error.kind == .notFound {
      return nil
    }
    return status
  }

  static func isFolder(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFDIR }
  static func isLink(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFLNK }
  static func isRegularFile(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFREG }
}
