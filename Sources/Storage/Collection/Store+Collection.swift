extension Store {
  /// Stored files younger than this stay, because their exchange may not have been entered yet. In nanoseconds.
  private static let youngest: Int64 = 3_600_000_000_000

  /// Returns the items that could be removed. Never among them: answers that a binding or one of the given lock files refers to, calls that
  /// are not settled, and, unless `selection` allows it, any exchange at all.
  package func garbage(_ selection: ExchangeSelection?) async throws(StorageError) -> GarbagePlan {
    var items: [GarbagePlan.Item] = []
    let exchanges = try await ledger.allExchanges()
    var collected: Set<ExchangeID> = []
    if let selection {
      let bound = selection.bound.union(try await ledger.boundExchanges())
      for exchange in exchanges where exchange.mayGo(selection, bound: bound) { collected.insert(exchange.id) }
    }
    // Several exchanges may refer to an answer.
    var kept: Set<Digest> = []
    for exchange in exchanges where !collected.contains(exchange.id) { kept.formUnion(exchange.namedFiles) }
    for exchange in exchanges where collected.contains(exchange.id) {
      let files = exchange.storedFiles.filter { !kept.contains($0.digest) }
      items.append(
        .init(
          kind: .exchange, name: exchange.id.text, bytes: files.reduce(0) { $0 + $1.size },
          why:
            "\(exchange.outcome ?? exchange.state.rawValue) for '\(exchange.slot.asset)' of '\(exchange.slot.pipeline)', shown by no asset; wanted again, it is asked for again"
        ))
    }
    let count = try await ledger.localResultCount()
    if count > 0 { items.append(.init(kind: .localResults, name: "\(count) rows", bytes: 0, why: "made again for nothing")) }
    items += try files(in: "quarantine", .quarantined, why: "was damaged")
    let named = Set(exchanges.flatMap(\.namedFiles))
    items += try unreferencedFiles(named: named)
    items += try temporaryFiles()
    return GarbagePlan(items: items)
  }

  /// Removes the items of the plan that are still unreferenced. No other process can begin to use the store meanwhile.
  /// - Throws: `.storeInUse` if a run is in progress.
  package func collect(_ plan: GarbagePlan, _ selection: ExchangeSelection?) async throws(StorageError) -> GarbagePlan {
    if isReadOnly { throw StorageError(.readOnlyStore, path: path) }
    let lock = try Self.lockedForOpening(path)
    defer { lock.release() }
    for run in try await ledger.runsWithoutEnd() where try FileLock.isHeld(lockPath(of: run)) {
      throw StorageError(.storeInUse, path: path, detail: "run \(run) is under way")
    }
    // Planned again under the lock: everything that has been referred to since stays.
    let present = Set(try await garbage(selection).items)
    let items = plan.items.filter { present.contains($0) || $0.kind == .localResults }
    let ids = items.filter { $0.kind == .exchange }.compactMap { ExchangeID($0.name) }
    let freed = try await ledger.collect(ids)
    for digest in freed { try FileNames.remove(blobs.path(of: digest)) }
    if items.contains(where: { $0.kind == .localResults }) { try await ledger.dropLocalResults() }
    let folder = ConfinedFolder(path, role: .store)
    for item in items where item.kind != .exchange && item.kind != .localResults { try folder.remove(item.name) }
    return GarbagePlan(items: items)
  }

  private func files(in folder: String, _ kind: GarbagePlan.Item.Kind, why: String) throws(StorageError) -> [GarbagePlan.Item] {
    guard try FileStamp.of("\(path)/\(folder)") != nil else { return [] }
    var items: [GarbagePlan.Item] = []
    for name in try Folder.names(in: "\(path)/\(folder)") {
      guard let stamp = try FileStamp.of("\(path)/\(folder)/\(name)") else { continue }
      items.append(.init(kind: kind, name: "\(folder)/\(name)", bytes: stamp.size, why: why))
    }
    return items
  }

  private func unreferencedFiles(named: Set<Digest>) throws(StorageError) -> [GarbagePlan.Item] {
    guard try FileStamp.of("\(path)/blobs") != nil else { return [] }
    var items: [GarbagePlan.Item] = []
    let now = ledger.clock.nanoseconds()
    for folder in try Folder.names(in: "\(path)/blobs") {
      for name in try Folder.names(in: "\(path)/blobs/\(folder)") {
        guard let digest = Digest(hex: folder + name), !named.contains(digest),
          let stamp = try FileStamp.of(blobs.path(of: digest)), stamp.changed < now - Self.youngest
        else { continue }
        items.append(.init(kind: .unreferenced, name: "blobs/\(folder)/\(name)", bytes: stamp.size, why: "no call names it"))
      }
    }
    return items
  }

  private func temporaryFiles() throws(StorageError) -> [GarbagePlan.Item] {
    var items: [GarbagePlan.Item] = []
    for name in try Folder.names(in: path) where TemporaryFile.isName(name) {
      let file = "\(path)/\(name)"
      guard try !FileLock.isHeld(file), let stamp = try FileStamp.of(file) else { continue }
      items.append(.init(kind: .temporary, name: name, bytes: stamp.size, why: "its writer is gone"))
    }
    return items
  }
}

extension Exchange {
  /// Every stored file that the exchange refers to, the other pictures of its answer included.
  fileprivate var namedFiles: [Digest] {
    storedFiles.map(\.digest) + Self.digests(in: alternates ?? "")
  }

  /// Returns the digests in alternates, which are JSON whose form belongs to the engine; whatever looks like a digest in it is one.
  private static func digests(in text: String) -> [Digest] {
    text.split { !$0.isHexDigit }.compactMap { Digest(hex: String($0)) }
  }

  fileprivate func mayGo(_ selection: ExchangeSelection, bound: Set<ExchangeID>) -> Bool {
    // A call that was never sent holds nothing, and would come to count as a call.
    guard !state.isUndecided, state != .collected, state != .notSent, updated < selection.before, !bound.contains(id) else { return false }
    return selection.includesPaid || billingDomain == .emulator || picture == nil
  }
}

/// The items that `ledger gc` would remove.
package struct GarbagePlan: Hashable, Sendable {
  package struct Item: Hashable, Sendable {
    package enum Kind: String, Sendable {
      /// Judgements of local stages, which are repeated at no cost.
      case localResults = "local-results"
      /// A stored file that was damaged and replaced.
      case quarantined
      /// A stored file that no exchange refers to.
      case unreferenced
      /// A temporary file of a dead process.
      case temporary
      /// A call's stored answer; its entry with its cost stays.
      case exchange
    }

    package let kind: Kind
    /// A path relative to the store, or the id of an exchange.
    package let name: String
    package let bytes: Int
    package let why: String
  }

  package let items: [Item]

  package var bytes: Int { items.reduce(0) { $0 + $1.bytes } }

  package func items(of kind: Item.Kind) -> [Item] { items.filter { $0.kind == kind } }
}

/// The stored answers that may be removed as well; without a selection none may.
package struct ExchangeSelection: Sendable {
  /// Milliseconds since 1970 UTC; only calls that were settled before are selected.
  package let before: Int64
  /// Indicates whether paid pictures may be removed too, if no asset uses them.
  package let includesPaid: Bool
  /// Exchanges that assets use, by their lock files.
  package let bound: Set<ExchangeID>

  package init(before: Int64, includesPaid: Bool, bound: Set<ExchangeID>) {
    self.before = before
    self.includesPaid = includesPaid
    self.bound = bound
  }
}
