extension Store {
  /// Settles the exchanges of dead runs. Whether a run lives is decided by its lock, never by a process number.
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
    try await fileAnswers(of: runs)
    let partials = try await enterAnswers(of: runs)
    let orphans = try await ledger.recordOutcomes(of: runs, partials: partials)
    try await sweep()
    return orphans
  }

  /// Removes the temporary files of dead writers. Those of answers stay until the ledger knows their exchange and they are filed.
  private func sweep() async throws(StorageError) {
    _ = try blobs.removeLeftovers()
    let folder = UnenteredAnswer.folder(of: path)
    guard try FileStamp.of(folder) != nil else { return }
    let ids = try Folder.names(in: folder).compactMap { UnenteredAnswer.exchange(ofFile: $0) }
    let known = try await ledger.exchanges(ids)
    for id in ids {
      guard let exchange = known[id], exchange.state != .sending else { continue }
      if let body = exchange.response?.body, try !blobs.contains(body) { continue }
      try UnenteredAnswer.removeUnlessOpen(of: id, in: path)
    }
  }

  /// Files the answers of dead runs that were received whole while the store could not take them.
  private func fileAnswers(of runs: [RunID]) async throws(StorageError) {
    for exchange in try await ledger.open() where exchange.state == .received && runs.contains(exchange.run) {
      try blobs.fileWaitingAnswer(of: exchange)
    }
  }

  /// Records the answers of dead runs that are whole but unknown to the ledger.
  /// - Returns: the beginnings of the others.
  private func enterAnswers(of runs: [RunID]) async throws(StorageError) -> [ExchangeID: PartialBody] {
    var partials: [ExchangeID: PartialBody] = [:]
    for exchange in try await ledger.open() where exchange.state == .sending && runs.contains(exchange.run) {
      guard let bytes = try unenteredAnswer(of: exchange.id) else { continue }
      let writer = try blobs.makeWriter()
      try writer.append(bytes)
      if UnenteredAnswer.isWhole(bytes) {
        // The head died with the process. An error answer would be recognizable by its body too.
        try await ledger.markReceived(exchange.id, Response(status: 200, headers: "[]", body: try writer.finish()))
      } else {
        partials[exchange.id] = try writer.keepPartial(for: exchange.id)
        try UnenteredAnswer.remove(of: exchange.id, in: path)
      }
    }
    return partials
  }

  /// Reads the bytes of an answer that have arrived, or returns `nil` if there are none.
  private func unenteredAnswer(of exchange: ExchangeID) throws(StorageError) -> [UInt8]? {
    let file = UnenteredAnswer.path(of: exchange, in: path)
    guard let stamp = try FileStamp.of(file), stamp.size > 0 else { return nil }
    var bytes = try FileBytes.read(file, limit: stamp.size)
    // Room that was reserved and not written yet.
    while bytes.last == 0 { bytes.removeLast() }
    return bytes.isEmpty ? nil : bytes
  }

  /// Returns the exchanges that `adoptOrphans` would record an outcome of, in the states that it would give them. Changes nothing.
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
    // In the order of their names, so that two processes that do this at once take the locks in the same order.
    let open = Set(try await ledger.open().map(\.run)).union(try await ledger.runsWithoutEnd())
    return open.filter { $0 != run }.sorted { $0.text < $1.text }
  }
}

extension BlobStore {
  /// Returns whether the answer of an exchange is available without another call: its picture or its body is there, filed or not.
  package func holdAnswer(of exchange: Exchange) throws(StorageError) -> Bool {
    if let picture = exchange.picture, try contains(picture.blob) { return true }
    guard let body = exchange.response?.body else { return false }
    if try contains(body) { return true }
    return try UnenteredAnswer.holds(body, of: exchange.id, in: store)
  }

  /// Files the answer of an exchange that was received whole while the store could not take it.
  package func fileWaitingAnswer(of exchange: Exchange) throws(StorageError) {
    guard let body = exchange.response?.body, try !contains(body) else { return }
    _ = try fileAnswer(body, of: exchange.id)
  }
}
