/// What runs that have died left half done.
package struct Orphans: Hashable, Sendable {
  /// Were intended only: nothing has left, and they may be sent by another attempt.
  package internal(set) var notSent: [Exchange] = []
  /// Were being sent: they may have been billed.
  package internal(set) var unknown: [Exchange] = []
  /// Their answers lie in the store and cost nothing to read.
  package internal(set) var received: [Exchange] = []

  /// Sorts by what an exchange without a living run means.
  mutating func add(_ exchange: Exchange) {
    switch exchange.state {
    case .intended: notSent.append(exchange)
    case .sending: unknown.append(exchange)
    case .received: received.append(exchange)
    case .interpreted, .notSent, .rejected, .unknown, .resolvedResend, .resolvedLoss: break
    }
  }
}

extension Store {
  /// Settles the exchanges of runs that no longer live. Whether one lives is told by the lock it holds, never by a process number.
  /// - Parameter run: the caller's own run, which is left alone.
  package func adoptOrphans(besides run: RunID?) async throws(StorageError) -> Orphans {
    if isReadOnly { throw StorageError(.readOnlyStore, path: path) }
    try Folder.create(at: "\(path)/runs", mode: 0o700)
    var dead: [FileLock] = []
    var runs: [RunID] = []
    for candidate in try await openRuns(besides: run) {
      guard let lock = try FileLock.tryAcquire(lockPath(of: candidate), removesFile: true) else { continue }
      dead.append(lock)
      runs.append(candidate)
    }
    defer { for lock in dead { lock.release() } }
    return runs.isEmpty ? Orphans() : try await ledger.settle(runs)
  }

  /// What `adoptOrphans` would settle, in the states it is in now. Changes nothing.
  package func orphans() async throws(StorageError) -> Orphans {
    var dead: Set<RunID> = []
    for candidate in try await openRuns(besides: nil) where try !FileLock.isHeld(lockPath(of: candidate)) { dead.insert(candidate) }
    var orphans = Orphans()
    for exchange in try await ledger.open() where dead.contains(exchange.run) { orphans.add(exchange) }
    return orphans
  }

  private func openRuns(besides run: RunID?) async throws(StorageError) -> [RunID] {
    // In the order of their names, so that two processes that do this at once go the same way.
    Set(try await ledger.open().map(\.run)).filter { $0 != run }.sorted { $0.text < $1.text }
  }
}
