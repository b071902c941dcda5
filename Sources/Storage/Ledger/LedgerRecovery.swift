import GRDB

/// Compares a ledger with the records beside the answers. A ledger that was lost, wholly or from some moment on, must not be taken for an
/// empty one: everything would be paid for again.
struct LedgerRecovery {
  /// The path of the ledger.
  let ledger: String

  private var store: String { Folder.parent(of: ledger) }
  private var journal: CallJournal { CallJournal(ledger: ledger) }

  /// Returns whether nothing was ever recorded.
  func isBlank() throws(StorageError) -> Bool {
    for file in [ledger, "\(ledger)-wal"] {
      if let stamp = try FileStamp.of(file), stamp.size > 0 { return false }
    }
    return true
  }

  func age() throws -> LedgerAge {
    let (age, isEmpty) = try ReadOnlyLedger(path: ledger).read { database in
      let age = try LedgerAge.of(database, path: ledger)
      let isOlder = if case .older = age { true } else { false }
      return (age, try isOlder && Bool.fetchOne(database, sql: "SELECT 1 FROM exchange LIMIT 1") == nil)
    }
    if isEmpty { try requireNothingLost() }
    return age
  }

  /// Validates that a ledger without entries has lost nothing.
  /// - Throws: `.ledgerMissing` if there are answers that it would have to know. Answers that are the emulator's alone by their records do
  ///   not count.
  func requireNothingLost() throws(StorageError) {
    if try journal.hasCalls() { throw StorageError(.ledgerMissing, path: ledger) }
    if try journal.size() == nil, try holdsBlobs() { throw StorageError(.ledgerMissing, path: ledger) }
  }

  private func holdsBlobs() throws(StorageError) -> Bool {
    do {
      return try !Folder.names(in: "\(store)/blobs").isEmpty
    } catch  where error.kind == .notFound {
      return false
    }
  }

  /// Makes ledger and records agree: enters the changes of a process that died before it entered them, or writes records that are missing.
  /// - Throws: `.ledgerLost` if records name calls that are not in the ledger; nothing is changed then.
  func reconcile(_ queue: DatabaseQueue) throws {
    // The file is never longer than the length in a complete ledger, except for a moment inside another process's transaction.
    if try journal.size() == queue.read(CallJournal.knownSize) { return }
    try queue.inDatabase { database in
      try database.inTransaction(.immediate) {
        let known = try CallJournal.knownSize(database)
        if let size = try journal.size(), size > known {
          var lost: Set<ExchangeID> = []
          try journal.forEachEntry(from: known, database) { entry in
            if let present = try state(of: entry.exchange, database) {
              try advance(entry, from: present, database)
            } else {
              lost.insert(entry.exchange)
            }
          }
          try requireNone(lost)
          try journal.note(size, database)
        } else if try journal.size() != known {
          try journal.write(database)
        }
        return .commit
      }
    }
  }

  /// Does the same for a ledger that is only read.
  func check(_ reader: ReadOnlyLedger) throws {
    guard let size = try journal.size() else { return }
    try reader.read { database in
      let known = try CallJournal.knownSize(database)
      guard size > known else { return }
      var lost: Set<ExchangeID> = []
      try journal.forEachEntry(from: known, database) { entry in
        if try state(of: entry.exchange, database) == nil { lost.insert(entry.exchange) }
      }
      try requireNone(lost)
    }
  }

  private func requireNone(_ lost: Set<ExchangeID>) throws(StorageError) {
    guard let first = lost.map(\.text).min() else { return }
    let others = lost.count > 1 ? " and \(lost.count - 1) more" : ""
    throw StorageError(.ledgerLost, path: ledger, detail: "call \(first)\(others)")
  }

  func state(of exchange: ExchangeID, _ database: Database) throws -> ExchangeState? {
    try String.fetchOne(database, sql: "SELECT state FROM exchange WHERE id = ?", arguments: [exchange.text])
      .map { try ExchangeRow.required(ExchangeState(rawValue: $0)) }
  }

  /// Enters a recorded change, unless the ledger is further. A call that was about to be sent stays as it is if the ledger has only its
  /// intention: the entry comes before the first byte.
  func advance(_ entry: CallJournal.Entry, from present: ExchangeState, _ database: Database) throws {
    guard let state = entry.state, state != .sending, state.rank >= present.rank || present.successors.contains(state) else { return }
    let columns = entry.columns.filter { !["id", "key", "attempt", "run"].contains($0) }
    let assignments = columns.map { "\($0) = json_extract(?1, '$.\($0)')" }.joined(separator: ", ")
    try database.execute(
      sql: "UPDATE exchange SET \(assignments) WHERE id = ?2", arguments: [entry.values, entry.exchange.text])
  }
}

extension ExchangeState {
  /// The rank of a state in the order of an exchange; only ever grows.
  fileprivate var rank: Int {
    switch self {
    case .intended: 0
    case .sending: 1
    case .received, .submitted: 2
    case .interpreted, .rejected, .unknown, .notSent: 3
    case .resolvedLoss, .resolvedResend: 4
    case .collected: 5
    }
  }
}
