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
    case .interpreted, .notSent, .rejected, .unknown, .resolvedResend, .resolvedLoss, .collected: break
    }
  }
}

extension Store {
  /// Settles the exchanges of runs that no longer live. Whether one lives is told by the lock it holds, never by a process number.
  /// - Parameter run: the caller's own run, which is left alone.
  package func adoptOrphans(besides run: RunID?) async throws(StorageError) -> Orphans {
    if isReadOnly { throw StorageError(.readOnlyStore, path: path) }
    try Folder.create("runs", inStore: path)
    var dead: [FileLock] = []
    var runs: [RunID] = []
    for candidate in try await openRuns(besides: run) {
      guard let lock = try FileLock.tryAcquire(lockPath(of: candidate), removesFile: true) else { continue }
      dead.append(lock)
      runs.append(candidate)
    }
    defer { for lock in dead { lock.release() } }
    guard !runs.isEmpty else { return Orphans() }
    let partials = try await enterAnswers(of: runs)
    let orphans = try await ledger.settle(runs, partials: partials)
    try await sweep()
    return orphans
  }

  /// Removes the temporary files of dead writers. Those of answers stay for as long as the ledger does not know what they belong to.
  private func sweep() async throws(StorageError) {
    _ = try blobs.removeLeftovers()
    let folder = UnenteredAnswer.folder(of: path)
    guard try FileStamp.of(folder) != nil else { return }
    let ids = try Folder.names(in: folder).compactMap { UnenteredAnswer.exchange(ofFile: $0) }
    let known = try await ledger.exchanges(ids)
    for id in ids where known[id].map({ $0.state != .sending }) ?? true { try UnenteredAnswer.removeUnlessOpen(of: id, in: path) }
  }

  /// Enters the answers of dead runs that are whole but unknown to the ledger.
  /// - Returns: what is left of the others.
  private func enterAnswers(of runs: [RunID]) async throws(StorageError) -> [ExchangeID: PartialBody] {
    var partials: [ExchangeID: PartialBody] = [:]
    for exchange in try await ledger.open() where exchange.state == .sending && runs.contains(exchange.run) {
      guard let bytes = try unenteredAnswer(of: exchange.id) else { continue }
      let writer = try blobs.makeWriter()
      try writer.append(bytes)
      if UnenteredAnswer.isWhole(bytes) {
        // The head died with the process. An error answer would say so in its body too.
        try await ledger.markReceived(exchange.id, Response(status: 200, headers: "[]", body: try writer.finish()))
      } else {
        partials[exchange.id] = try writer.keepPartial(for: exchange.id)
        try UnenteredAnswer.remove(of: exchange.id, in: path)
      }
    }
    return partials
  }

  /// Nil where nothing has arrived.
  private func unenteredAnswer(of exchange: ExchangeID) throws(StorageError) -> [UInt8]? {
    let file = UnenteredAnswer.path(of: exchange, in: path)
    guard let stamp = try FileStamp.of(file), stamp.size > 0 else { return nil }
    var bytes = try FileBytes.read(file, limit: stamp.size)
    // Room that was set aside and not written yet.
    while bytes.last == 0 { bytes.removeLast() }
    return bytes.isEmpty ? nil : bytes
  }

  /// What `adoptOrphans` would settle, in the states that it would give them. Changes nothing.
  package func orphans() async throws(StorageError) -> Orphans {
    var dead: Set<RunID> = []
    for candidate in try await openRuns(besides: nil) where try !FileLock.isHeld(lockPath(of: candidate)) { dead.insert(candidate) }
    var orphans = Orphans()
    for exchange in try await ledger.open() where dead.contains(exchange.run) {
      switch exchange.state {
      case .intended: orphans.notSent.append(exchange.settled(as: .notSent))
      case .sending:
        if let bytes = try unenteredAnswer(of: exchange.id), UnenteredAnswer.isWhole(bytes) {
          let body = Blob(digest: Digest.of(bytes), size: bytes.count)
          orphans.received.append(
            exchange.settled(as: .received, response: Response(status: 200, headers: "[]", body: body)))
        } else {
          orphans.unknown.append(exchange.settled(as: .unknown))
        }
      default: orphans.add(exchange)
      }
    }
    return orphans
  }

  private func openRuns(besides run: RunID?) async throws(StorageError) -> [RunID] {
    // In the order of their names, so that two processes that do this at once go the same way.
    let open = Set(try await ledger.open().map(\.run)).union(try await ledger.runsWithoutEnd())
    return open.filter { $0 != run }.sorted { $0.text < $1.text }
  }
}
