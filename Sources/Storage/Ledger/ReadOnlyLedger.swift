import GRDB

/// Reads a ledger without creating, changing or removing any file.
///
/// SQLite's ordinary way of reading a write-ahead database creates `-wal` and `-shm` files. While nobody has it open those are absent and
/// the file is complete by itself; it is then read as `immutable`, which touches nothing and takes no lock. If a writer appears meanwhile,
/// the file's stamp or a new log shows it, and the reading is repeated.
struct ReadOnlyLedger: Sendable {
  let path: String

  /// Runs `body` on the ledger, whose tables may be those of an earlier version; see ``age()``.
  func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try withQueue { queue in
      try queue.read { database in
        if try LedgerMigrations.migrator.hasBeenSuperseded(database) { throw StorageError(.ledgerNewer, path: path) }
        return try body(database)
      }
    }
  }

  func age() throws -> LedgerAge { try read { try LedgerAge.of($0, path: path) } }

  /// Returns a migrated copy in memory of a ledger of an earlier version, or of one whose creation was interrupted, as it stands at this
  /// moment.
  func migratedCopy() throws -> DatabaseQueue {
    let copy = try withQueue { queue in
      let copy = try DatabaseQueue()
      try queue.backup(to: copy)
      return copy
    }
    try LedgerMigrations.migrator.migrate(copy)
    return copy
  }

  private func withQueue<Value>(_ body: (DatabaseQueue) throws -> Value) throws -> Value {
    for _ in 0..<3 {
      guard try isAtRest() else { break }
      let before = try FileStamp.of(path)
      let result = Result { try body(try queue(at: locationAtRest)) }
      if try isAtRest(), try FileStamp.of(path) == before { return try result.get() }
    }
    return try body(try queue(at: path))
  }

  private func isAtRest() throws -> Bool { try FileStamp.of(path + "-wal").map { $0.size == 0 } ?? true }

  private var locationAtRest: String {
    // Characters with a meaning in a URI are escaped; everything else, bytes beyond ASCII included, stands for itself.
    let escaped = path.flatMap { character in
      switch character {
      case "%": "%25"
      case "?": "%3f"
      case "#": "%23"
      default: String(character)
      }
    }
    return "file:\(String(escaped))?immutable=1"
  }

  private func queue(at location: String) throws -> DatabaseQueue {
    try DatabaseQueue(path: location, configuration: LedgerSource.readingConfiguration())
  }
}
