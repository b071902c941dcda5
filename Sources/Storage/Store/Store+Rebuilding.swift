import GRDB

/// The result of rebuilding a lost ledger.
package struct RebuildReport: Hashable, Sendable {
  /// Calls that were recorded.
  package internal(set) var calls = 0
  /// Calls that the ledger had already.
  package internal(set) var known = 0
  /// Records that are invalid.
  package internal(set) var unreadable = 0
  /// Stored files that no call refers to.
  package internal(set) var strayFiles = 0
  /// The place of a ledger that could not be used, relative to the store.
  package internal(set) var setAside: String?
}

extension Store {
  /// Rebuilds a store's ledger from the records beside the answers, as far as they reach. A readable ledger keeps its entries; another is
  /// set aside in `quarantine/`. Facts that the records lack, such as the emulator's answers and the findings of local stages, are made
  /// again.
  /// - Throws: `.storeInUse` if a run is in progress.
  package static func rebuildLedger(at path: String, clock: UTCClock = .system) async throws(StorageError) -> RebuildReport {
    let (store, entered) = try await blocking { () throws(StorageError) -> (Store, RebuildReport) in
      let lock = try lockedForOpening(path)
      defer { lock.release() }
      try refuseOtherMachines(at: path)
      try requireNoRun(path)
      let ledger = "\(path)/ledger.sqlite"
      var report = RebuildReport()
      do {
        if try !isUsable(ledger) { report.setAside = try setAside(path) }
        let queue = try LedgerSource.openWritable(ledger)
        try LedgerRecovery(ledger: ledger).rebuild(queue, &report)
        let stamp = try LedgerSource.stamp(of: ledger)
        return (try make(path, clock, .none, isReadOnly: false) { .writable(queue, opened: stamp) }, report)
      } catch {
        throw StorageError(error, ledger: ledger)
      }
    }
    var report = entered
    let named = Set(try await store.ledger.allExchanges().flatMap(\.storedFiles).map(\.digest))
    report.strayFiles = try store.blobs.digests().count { !named.contains($0) }
    try store.ledger.close()
    return report
  }

  private static func requireNoRun(_ path: String) throws(StorageError) {
    guard try FileStamp.of("\(path)/runs") != nil else { return }
    for name in try Folder.names(in: "\(path)/runs") where try FileLock.isHeld("\(path)/runs/\(name)") {
      let holder = LockHolder.all(of: "\(path)/runs/\(name)").first.map { " (\($0))" } ?? ""
      throw StorageError(.storeInUse, path: path, detail: "run \(name.prefix { $0 != "." })\(holder) is under way")
    }
  }

  /// Returns whether a ledger can be used, and migrates an older one.
  private static func isUsable(_ ledger: String) throws -> Bool {
    let recovery = LedgerRecovery(ledger: ledger)
    guard try !recovery.isBlank() else { return true }
    do {
      let reader = ReadOnlyLedger(path: ledger)
      let isWhole = try reader.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") == "ok" }
      if isWhole, case .older = try reader.age() { try LedgerUpgrade(path: ledger, crashes: .none).run() }
      return isWhole
    } catch {
      guard StorageError(error, ledger: ledger).kind == .ledgerDamaged else { throw error }
      return false
    }
  }

  private static func setAside(_ path: String) throws(StorageError) -> String {
    try Folder.create("quarantine", inStore: path)
    let name = "quarantine/ledger-\(RandomName.next()).sqlite"
    // The log first: without its file it means nothing, and the remainder after a kill still counts as a damaged ledger.
    for suffix in ["-wal", "-shm", ""] where try FileStamp.of("\(path)/ledger.sqlite\(suffix)") != nil {
      let (ledger, aside) = ("\(path)/ledger.sqlite\(suffix)", "\(path)/\(name)\(suffix)")
      try FileNames.rename(ledger, to: aside)
    }
    try Folder.sync(at: path)
    return name
  }
}

extension LedgerRecovery {
  /// Enters all records in one transaction.
  fileprivate func rebuild(_ queue: DatabaseQueue, _ report: inout RebuildReport) throws {
    let journal = CallJournal(ledger: ledger)
    var (entered, known, unreadable): (Set<ExchangeID>, Set<ExchangeID>, Int) = ([], [], 0)
    try queue.inDatabase { database in
      try database.inTransaction(.immediate) {
        try journal.forEachEntry(from: 0, database) { entry in
          if let present = try state(of: entry.exchange, database) {
            if !entered.contains(entry.exchange) { known.insert(entry.exchange) }
            try advance(entry, from: present, database)
          } else if try enter(entry, database) {
            entered.insert(entry.exchange)
          } else {
            unreadable += 1
          }
        }
        if let size = try journal.size() { try journal.note(size, database) } else { try journal.write(database) }
        return .commit
      }
    }
    (report.calls, report.known, report.unreadable) = (entered.count, known.count, unreadable)
  }

  /// Enters a record, or returns `false` if it is not complete enough.
  private func enter(_ entry: CallJournal.Entry, _ database: Database) throws -> Bool {
    let values = entry.values
    let row = try ExchangeRow.required(
      Row.fetchOne(
        database,
        sql: """
          SELECT json_extract(?1, '$.run'), json_extract(?1, '$.pipeline'), json_extract(?1, '$.created'), json_extract(?1, '$.key'), \
          json_extract(?1, '$.attempt')
          """, arguments: [values]))
    guard let run = row[0] as String?, RunID(run) != nil, let pipeline = row[1] as String?, let created = row[2] as Int64?,
      let key = row[3] as String?, let attempt = row[4] as Int?
    else { return false }
    try database.execute(
      sql: "INSERT OR IGNORE INTO run (id, pipeline, command, started, ended, outcome) VALUES (?, ?, 'rebuilt', ?, ?, 'rebuilt')",
      arguments: [run, pipeline, created, created])
    let isTaken =
      try Bool.fetchOne(database, sql: "SELECT 1 FROM exchange WHERE key = ? AND attempt = ?", arguments: [key, attempt]) ?? false
    let free = isTaken ? try ExchangeRow.nextAttempt(under: key, database) : attempt
    let columns = CallJournal.allColumns
    let members = columns.map { $0 == "id" ? "?2" : $0 == "attempt" ? "?3" : "json_extract(?1, '$.\($0)')" }
    do {
      try database.execute(
        sql: "INSERT INTO exchange (\(columns.joined(separator: ", "))) SELECT \(members.joined(separator: ", "))",
        arguments: [values, entry.exchange.text, free])
      let entered = try Row.fetchOne(
        database, sql: "SELECT \(ExchangeRow.columns) FROM exchange WHERE id = ?", arguments: [entry.exchange.text])
      // Reading it back checks every value.
      _ = try ExchangeRow.exchange(try ExchangeRow.required(entered))
      return true
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
      return false
    }
  }
}
