import Glibc

/// A file that is being written under a name of its own and appears under its real name whole or not at all.
/// It holds the file's lock while it lives, which is how leftovers of dead processes are told from files that are being written.
struct TemporaryFile: ~Copyable {
  private let file: OpenFile
  private var digest = DigestBuilder()
  private(set) var count = 0
  private var isCommitted = false

  /// - Parameter mode: the file's permissions, before the process's mask is applied.
  init(in folder: String, mode: mode_t) throws(StorageError) {
    while true {
      let path = "\(folder)/\(Self.prefix)\(RandomName.next())\(Self.suffix)"
      let file: OpenFile
      do {
        file = try OpenFile(path, O_WRONLY | O_CREAT | O_EXCL, mode: mode, doing: "creating")
      } catch  where error.kind == .alreadyExists {
        continue
      }
      // Between creating and locking, a sweep may have taken it for a leftover: then another name is tried.
      if try file.tryLock(), try file.status().st_nlink > 0 {
        self.file = file
        return
      }
    }
  }

  deinit {
    // What cannot be removed here is a leftover that the next sweep finds.
    if !isCommitted { _ = unsafe unlink(file.path) }
  }

  mutating func append(_ bytes: Span<UInt8>) throws(StorageError) {
    try file.write(bytes)
    digest.update(bytes)
    count += bytes.count
  }

  var blob: Blob { Blob(digest: digest.finish(), size: count) }

  /// Makes the contents durable and gives them their name, replacing a file that has it; then makes the name durable.
  /// - Parameter target: on the same file system.
  /// - Returns: the stamp the file has under its name.
  mutating func commit(to target: String) throws(StorageError) -> FileStamp {
    try file.sync()
    try FileNames.rename(file.path, to: target)
    isCommitted = true
    try Folder.sync(at: Folder.parent(of: target))
    return FileStamp(try file.status())
  }

  private static var prefix: String { ".aquatint-" }
  private static var suffix: String { ".tmp" }

  /// Removes what writers that no longer live have left in the folder.
  /// - Returns: the names that were removed.
  static func removeLeftovers(in folder: String) throws(StorageError) -> [String] {
    var removed: [String] = []
    for name in try Folder.names(in: folder) where name.hasPrefix(prefix) && name.hasSuffix(suffix) {
      let path = "\(folder)/\(name)"
      let file: OpenFile
      do {
        file = try OpenFile(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, doing: "examining")
      } catch  where error.kind == .notFound || error.kind == .inputOutput(errno: ELOOP) {
        // Renamed meanwhile, or a link, which is not of our making.
        continue
      }
      guard FileStatus.isRegularFile(try file.status()), try file.tryLock() else { continue }
      try FileNames.remove(path)
      removed.append(name)
    }
    return removed
  }
}
