import Glibc
import Synchronization

/// Proves that the store accepts an answer, before one is paid for: a file is made in `partial/`, synced, and filed in `blobs/`.
final class FilingProof: Sendable {
  private let isGiven = Mutex(false)

  /// Requires a new proof for the next answer.
  func reset() { isGiven.withLock { $0 = false } }

  /// Proves it, unless that was done since the last reset.
  func give(for store: String) throws(StorageError) {
    try isGiven.withLock { isGiven throws(StorageError) in
      if isGiven { return }
      try Self.prove(store)
      isGiven = true
    }
  }

  private static func prove(_ store: String) throws(StorageError) {
    for name in ["partial", "blobs"] {
      try Folder.create(name, inStore: store)
      try refuseLink("\(store)/\(name)")
    }
    let blobs = "\(store)/blobs"
    var file = try TemporaryFile(in: "\(store)/partial", mode: 0o444, crashes: .none, at: .body)
    let bytes = Array("an answer\n".utf8)
    try file.append(bytes.span)
    try file.sync()
    let target = "\(blobs)/\(TemporaryFile.randomName())"
    do throws(StorageError) {
      try file.name(target)
      try FileNames.remove(target)
    } catch {
      throw StorageError(error.kind, path: blobs, detail: "an answer could not be filed there")
    }
    // One run as another user is enough for some of them to be owned by that user.
    for name in try Folder.names(in: blobs) where name.utf8.count == 2 {
      try refuseLink("\(blobs)/\(name)")
      try Folder.requireWritable(at: "\(blobs)/\(name)")
    }
  }

  private static func refuseLink(_ path: String) throws(StorageError) {
    guard let status = try FileStatus.ofLink(path), FileStatus.isLink(status) else { return }
    throw StorageError(.link(ConfinedFolder.Role.store.rawValue), path: path)
  }
}
