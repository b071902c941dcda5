/// A run in progress in this process. Other processes see that it lives by its lock; releasing it releases the lock.
package final class StoreRun: Sendable {
  package let id: RunID
  private let lock: FileLock
  private let ledger: Ledger
  private let store: String

  init(id: RunID, lock: FileLock, ledger: Ledger, store: String) {
    self.store = store
    self.id = id
    self.lock = lock
    self.ledger = ledger
  }

  /// Records the end and releases the lock.
  package func finish(outcome: String) async throws(StorageError) {
    defer { lock.release() }
    try Store.leaveMachine(of: id, at: store)
    try await ledger.end(id, outcome: outcome)
  }
}

extension Store {
  /// Records a new run, whose lock is held before anyone can know of it.
  package func startRun(pipeline: String, command: String, id wanted: RunID? = nil) async throws(StorageError) -> StoreRun {
    if isReadOnly { throw StorageError(.readOnlyStore, path: path) }
    try Folder.create("runs", inStore: path)
    blobs.proof.reset()
    var wanted = wanted
    while true {
      let id = wanted ?? .random()
      wanted = nil
      guard let lock = try FileLock.tryAcquire(lockPath(of: id), removesFile: true) else { continue }
      try Self.enterMachine(of: id, at: path)
      try await ledger.enter(id, pipeline: pipeline, command: command)
      return StoreRun(id: id, lock: lock, ledger: ledger, store: path)
    }
  }

  /// Returns whether the process of a run still lives, by its lock.
  package func isRunning(_ run: RunID) throws(StorageError) -> Bool { try FileLock.isHeld(lockPath(of: run)) }

  func lockPath(of run: RunID) -> String { run.lockPath(in: path) }
}
