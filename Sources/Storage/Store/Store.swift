import Dispatch
import Glibc

/// The content-addressed files of exchanges and local results, with the ledger, in one folder:
///
///     ledger.sqlite     the ledger, beside it SQLite's own -wal and -shm
///     calls.jsonl       records of real calls, from which a lost ledger can be made again
///     blobs/ab/cdef…    stored files, by digest
///     partial/ID        the beginnings of answers that ended early
///     quarantine/…      stored files that were damaged
///     runs/ID.lock      held by each run while it lives
///     runs/ID.machine   says where it runs
///     locks/….lock      held while a key is in use
package struct Store: Sendable {
  /// Absolute.
  package let path: String
  package let blobs: BlobStore
  package let ledger: Ledger
  package let crashes: CrashPoints

  package var isReadOnly: Bool { blobs.isReadOnly }

  /// Opens a store for a command that may write, and creates it if it is missing: for its owner only, and ignored by git.
  /// - Parameter path: absolute.
  package static func open(
    _ path: String, clock: UTCClock = .system, crashes: CrashPoints = .none
  ) async throws(StorageError) -> Store {
    try await blocking { () throws(StorageError) in
      try Folder.create(at: path, mode: 0o700)
      try refuseLinks(in: path)
      // Two processes that create the tables at once would fail each other.
      let lock = try lockedForOpening(path)
      defer { lock.release() }
      try refuseOtherMachines(at: path)
      let ledgerPath = "\(path)/ledger.sqlite"
      let store = try make(path, clock, crashes, isReadOnly: false) { try LedgerSource.open(ledgerPath, crashes: crashes) }
      try StoreIgnoring.write(in: path)
      return store
    }
  }

  /// Opens a store without creating, changing or removing anything. One that does not exist is empty.
  /// - Parameter path: absolute.
  package static func openReadOnly(_ path: String, clock: UTCClock = .system) async throws(StorageError) -> Store {
    try await blocking { () throws(StorageError) in
      if let status = try FileStatus.of(path), !FileStatus.isFolder(status) { throw StorageError(.notAFolder, path: path) }
      try refuseLinks(in: path)
      return try make(path, clock, .none, isReadOnly: true) { try LedgerSource.openReadOnly("\(path)/ledger.sqlite") }
    }
  }

  static func make(
    _ path: String, _ clock: UTCClock, _ crashes: CrashPoints, isReadOnly: Bool, _ source: () throws -> LedgerSource
  ) throws(StorageError) -> Store {
    let ledgerPath = "\(path)/ledger.sqlite"
    do {
      let ledger = Ledger(source: try source(), path: ledgerPath, clock: clock, crashes: crashes)
      return Store(
        path: path, blobs: BlobStore(store: path, isReadOnly: isReadOnly, crashes: crashes), ledger: ledger, crashes: crashes)
    } catch {
      throw StorageError(error, ledger: ledgerPath)
    }
  }

  /// Refuses symbolic links inside the store, which would lead its files elsewhere; the store itself may be a link.
  private static func refuseLinks(in path: String) throws(StorageError) {
    do throws(StorageError) {
      try ConfinedFolder(path, role: .store).refuseLinks(in: ["", "blobs"])
    } catch {
      guard error.kind == .notFound else { throw error }
    }
  }

  static func lockedForOpening(_ path: String) throws(StorageError) -> FileLock {
    let file = "\(path)/ledger.lock"
    // Others hold it for milliseconds; 30 s of waiting means that one of them hangs.
    for _ in 0..<3000 {
      if let lock = try FileLock.tryAcquire(file) { return lock }
      usleep(10_000)
    }
    throw StorageError(.ledgerBusy, path: file)
  }

  /// Runs a call that may wait for the disk or for another process on a thread that no Swift task needs.
  static func blocking<Value: Sendable>(
    _ body: @escaping @Sendable () throws(StorageError) -> Value
  ) async throws(StorageError) -> Value {
    let result: Result<Value, StorageError> = await withCheckedContinuation { continuation in
      DispatchQueue(label: "aquatint.store.opening").async {
        do throws(StorageError) {
          continuation.resume(returning: .success(try body()))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    }
    return try result.get()
  }
}

extension Store {
  /// Ensures that version control includes a file that lies within the folder of the store, such as the lock file of a pipeline beside
  /// which the store was put.
  /// - Parameter file: absolute; need not exist.
  package func keepVersionable(_ file: String) throws(StorageError) { try StoreIgnoring.uncover(file, in: path) }
}
