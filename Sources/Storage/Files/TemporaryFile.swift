import Glibc

/// A file that is being written under a temporary name and appears under its real name whole or not at all. It holds the file's lock while
/// it lives, which distinguishes files that are being written from leftovers of dead processes.
struct TemporaryFile: ~Copyable {
  /// The points at which a process may be killed while a file gets its name.
  struct CommitPoints {
    let written: CrashPoint
    let synced: CrashPoint
    let named: CrashPoint

    static let body = CommitPoints(written: .bodyWritten, synced: .bodySynced, named: .bodyNamed)
    static let output = CommitPoints(written: .outputWritten, synced: .outputSynced, named: .outputNamed)
  }

  private let file: OpenFile
  private let crashes: CrashPoints
  private let points: CommitPoints
  /// The folder that holds it for now.
  private var folder: OpenFile
  private var name: String
  private var digest = DigestBuilder()
  private(set) var count = 0
  private var reserved = 0
  private var isCommitted = false
  private(set) var isSynced = false

  /// The name under which another writer may write it, before it is committed.
  var provisionalPath: String { "\(folder.path)/\(name)" }

  /// - Parameters:
  ///   - folder: stays open with it, so that it gets its name in the folder that it was begun in.
  ///   - mode: the file's permissions, before the process's mask is applied.
  init(in folder: consuming OpenFile, mode: mode_t, crashes: CrashPoints, at points: CommitPoints) throws(StorageError) {
    self.crashes = crashes
    self.points = points
    while true {
      let name = Self.randomName()
      let file: OpenFile
      do {
        file = try OpenFile(
          name, in: folder, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode, shown: "\(folder.path)/\(name)", doing: "creating")
      } catch  where error.kind == .alreadyExists {
        continue
      }
      // Between creating and locking, a sweep may have taken it for a leftover: then another name is tried.
      if try file.tryLock(), try file.status().st_nlink > 0 {
        self.file = file
        self.folder = folder
        self.name = name
        return
      }
    }
  }

  init(in folder: String, mode: mode_t, crashes: CrashPoints, at points: CommitPoints) throws(StorageError) {
    try self.init(in: ConfinedFolder(folder, role: .named).open(), mode: mode, crashes: crashes, at: points)
  }

  deinit {
    guard !isCommitted else { return }
    // A file that cannot be removed here is a leftover that the next sweep finds. The name is passed as a copy that outlives the call.
    _ = unsafe unlinkat(folder.descriptor, name, 0)
  }

  /// Gives it another provisional name, by which it is found if this process dies, and keeps it until it is discarded.
  /// - Parameter path: in a folder that exists, on the same file system.
  mutating func keep(as path: String) throws(StorageError) {
    let target = ConfinedFolder.holding(path)
    let other = try target.folder.open()
    try ConfinedFolder.rename(name, in: folder, to: target.name, in: other)
    folder = other
    name = target.name
    isCommitted = true
  }

  /// Removes the file, also one that is kept.
  consuming func discard() { isCommitted = false }

  /// Reserves room on the device, as zeros that are overwritten; `commit` releases the unused rest. Does nothing on file systems that
  /// cannot do that.
  mutating func reserve(_ bytes: Int) throws(StorageError) {
    var code: Int32
    repeat { code = posix_fallocate(file.descriptor, 0, bytes) } while code == EINTR
    switch code {
    case 0: reserved = bytes
    case EOPNOTSUPP, EINVAL, ENOSYS: return
    default: throw StorageError(errno: code, path: file.path, doing: "setting room aside")
    }
  }

  /// Releases the room that was reserved and not written.
  private func releaseRoom() throws(StorageError) {
    guard reserved > count else { return }
    _ = try OpenFile.retrying(file.path, "giving back room") { ftruncate(file.descriptor, count) }
  }

  mutating func append(_ bytes: Span<UInt8>) throws(StorageError) {
    try file.write(bytes)
    digest.update(bytes)
    count += bytes.count
  }

  var blob: Blob { Blob(digest: digest.finish(), size: count) }

  /// Makes the contents durable and gives them their name in the folder that they lie in, replacing an existing file; then makes the name
  /// durable.
  /// - Returns: the stamp of the file under its name.
  mutating func commit(as target: String) throws(StorageError) -> FileStamp {
    try makeDurable()
    try ConfinedFolder.rename(name, in: folder, to: target, in: folder)
    isCommitted = true
    crashes.pass(points.named)
    try ConfinedFolder.sync(folder)
    return FileStamp(try file.status())
  }

  /// Commits to a path elsewhere on the same file system.
  mutating func commit(to path: String) throws(StorageError) -> FileStamp {
    try makeDurable()
    let target = ConfinedFolder.holding(path)
    let other = try target.folder.open()
    try ConfinedFolder.rename(name, in: folder, to: target.name, in: other)
    isCommitted = true
    crashes.pass(points.named)
    try ConfinedFolder.sync(other)
    return FileStamp(try file.status())
  }

  private func makeDurable() throws(StorageError) {
    crashes.pass(points.written)
    try releaseRoom()
    try file.sync()
    crashes.pass(points.synced)
  }

  /// Makes the contents durable under their provisional name.
  mutating func sync() throws(StorageError) {
    guard !isSynced else { return }
    crashes.pass(points.written)
    try releaseRoom()
    try crashes.attempt(.fsync, after: points.written, on: provisionalPath)
    try file.sync()
    isSynced = true
    crashes.pass(points.synced)
  }

  /// Gives synced contents their name beside the provisional one, or in its place if the file system has no second names; then makes the
  /// name durable.
  /// - Parameter path: in a folder that exists, on the same file system.
  mutating func name(_ path: String) throws(StorageError) {
    try crashes.attempt(.link, after: points.synced, on: path)
    let target = ConfinedFolder.holding(path)
    let other = try target.folder.open()
    if try ConfinedFolder.link(name, in: folder, to: target.name, in: other) == .unsupported {
      try ConfinedFolder.rename(name, in: folder, to: target.name, in: other)
    }
    crashes.pass(points.named)
    try crashes.attempt(.fsync, after: points.named, on: path)
    try ConfinedFolder.sync(other)
  }

  /// Commits unless the name is in use; an existing file stays as it is.
  /// - Returns: `false` if there is one.
  mutating func commitIfAbsent(at path: String) throws(StorageError) -> Bool {
    try releaseRoom()
    try file.sync()
    let target = ConfinedFolder.holding(path)
    let other = try target.folder.open()
    switch try ConfinedFolder.link(name, in: folder, to: target.name, in: other) {
    case .linked: break
    case .taken: return false
    case .unsupported:
      if try FileStatus.of(target.name, in: other, shown: path) != nil { return false }
      try ConfinedFolder.rename(name, in: folder, to: target.name, in: other)
      isCommitted = true
    }
    try ConfinedFolder.sync(other)
    return true
  }

  private static var prefix: String { ".aquatint-" }
  private static var suffix: String { ".tmp" }

  static func randomName() -> String { "\(prefix)\(RandomName.next())\(suffix)" }

  static func isName(_ name: String) -> Bool { name.hasPrefix(prefix) && name.hasSuffix(suffix) }

  /// Removes temporary files of dead writers in the folder.
  /// - Returns: the names that were removed.
  static func removeLeftovers(in folder: String) throws(StorageError) -> [String] {
    try ConfinedFolder(folder, role: .named).removeLeftovers()
  }
}
