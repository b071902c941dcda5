import Glibc

/// A file that is being written under a name of its own and appears under its real name whole or not at all.
/// It holds the file's lock while it lives, which is how leftovers of dead processes are told from files that are being written.
struct TemporaryFile: ~Copyable {
  /// Where a process may be killed while a file gets its name.
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
  /// Where it lies for now.
  private var path: String

  /// The name under which something else may write it, before it is committed.
  var provisionalPath: String { path }
  private var digest = DigestBuilder()
  private(set) var count = 0
  private var reserved = 0
  private var isCommitted = false
  private(set) var isSynced = false

  /// - Parameter mode: the file's permissions, before the process's mask is applied.
  init(in folder: String, mode: mode_t, crashes: CrashPoints, at points: CommitPoints) throws(StorageError) {
    self.crashes = crashes
    self.points = points
    while true {
      let path = "\(folder)/\(Self.randomName())"
      let file: OpenFile
      do {
        file = try OpenFile(path, O_WRONLY | O_CREAT | O_EXCL, mode: mode, doing: "creating")
      } catch  where error.kind == .alreadyExists {
        continue
      }
      // Between creating and locking, a sweep may have taken it for a leftover: then another name is tried.
      if try file.tryLock(), try file.status().st_nlink > 0 {
        self.file = file
        self.path = path
        return
      }
    }
  }

  deinit {
    // What cannot be removed here is a leftover that the next sweep finds.
    if !isCommitted { _ = unsafe unlink(path) }
  }

  /// Gives it another provisional name, under which it is found should this process die, and stays until it is discarded.
  /// - Parameter name: in a folder that exists, on the same file system.
  mutating func keep(as name: String) throws(StorageError) {
    try FileNames.rename(path, to: name)
    path = name
    isCommitted = true
  }

  /// Removes the file, one that would stay included.
  consuming func discard() { isCommitted = false }

  /// Sets room aside on the device, as zeros that are overwritten; what is not used is given back by `commit`. Does nothing on file systems that
  /// cannot do that.
  mutating func reserve(_ bytes: Int) throws(StorageError) {
    var code: Int32
    repeat { code = posix_fallocate(file.descriptor, 0, bytes) } while code == EINTR
    switch code {
    case 0: reserved = bytes
    case EOPNOTSUPP, EINVAL, ENOSYS: return
    default: throw StorageError(errno: code, path: path, doing: "setting room aside")
    }
  }

  /// Gives back what was set aside and not written.
  private func releaseRoom() throws(StorageError) {
    guard reserved > count else { return }
    _ = try OpenFile.retrying(path, "giving back room") { ftruncate(file.descriptor, count) }
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
    crashes.pass(points.written)
    try releaseRoom()
    try file.sync()
    crashes.pass(points.synced)
    try FileNames.rename(path, to: target)
    isCommitted = true
    crashes.pass(points.named)
    try Folder.sync(at: Folder.parent(of: target))
    return FileStamp(try file.status())
  }

  /// Makes the contents durable under their provisional name.
  mutating func sync() throws(StorageError) {
    guard !isSynced else { return }
    crashes.pass(points.written)
    try releaseRoom()
    try crashes.attempt(.fsync, after: points.written, on: path)
    try file.sync()
    isSynced = true
    crashes.pass(points.synced)
  }

  /// Gives synced contents their name beside the provisional one, or in its place where the file system has no second names; then makes the
  /// name durable.
  /// - Parameter target: in a folder that exists, on the same file system.
  mutating func name(_ target: String) throws(StorageError) {
    try crashes.attempt(.link, after: points.synced, on: target)
    if try !FileNames.link(path, to: target) { try FileNames.rename(path, to: target) }
    crashes.pass(points.named)
    try crashes.attempt(.fsync, after: points.named, on: target)
    try Folder.sync(at: Folder.parent(of: target))
  }

  /// Like `commit`, but leaves a file that has the name already as it is.
  /// - Returns: false where there is one.
  mutating func commitIfAbsent(at target: String) throws(StorageError) -> Bool {
    try releaseRoom()
    try file.sync()
    switch try FileNames.linkIfAbsent(path, to: target) {
    case .linked: break
    case .taken: return false
    case .unsupported:
      if try FileStatus.ofLink(target) != nil { return false }
      try FileNames.rename(path, to: target)
      isCommitted = true
    }
    try Folder.sync(at: Folder.parent(of: target))
    return true
  }

  private static var prefix: String { ".aquatint-" }
  private static var suffix: String { ".tmp" }

  static func randomName() -> String { "\(prefix)\(RandomName.next())\(suffix)" }

  static func isName(_ name: String) -> Bool { name.hasPrefix(prefix) && name.hasSuffix(suffix) }

  /// Removes what writers that no longer live have left in the folder.
  /// - Returns: the names that were removed.
  static func removeLeftovers(in folder: String) throws(StorageError) -> [String] {
    var removed: [String] = []
    for name in try Folder.names(in: folder) where isName(name) {
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
