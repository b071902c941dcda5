import GRDB

/// Reads a ledger without creating, changing or removing any file.
///
/// SQLite's ordinary way of reading a write-ahead database creates `-wal` and `-shm` files. While nobody has it open those are absent and the
/// file is complete by itself; it is then read as `immutable`, which touches nothing and takes no lock. Should a writer come along meanwhile, the
/// file's stamp or a new log tells, and the reading is done again.
struct ReadOnlyLedger: Sendable {
  let path: String

  func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    for _ in 0..<3 {
      guard try isAtRest() else { break }
      let before = try FileStamp.of(path)
      let result = Result { try readAtRest(body) }
      if try isAtRest(), try FileStamp.of(path) == before { return try result.get() }
    }
    return try read(at: path, body)
  }

  private func isAtRest() throws -> Bool { try FileStamp.of(path + "-wal").map { $0.size == 0 } ?? true }

  private func readAtRest<Value>(_ body: (Database) throws -> Value) throws -> Value {
    // What has a meaning in a URI is escaped; everything else, bytes beyond ASCII included, stands for itself.
    let escaped = path.flatMap { character in
      switch character {
      case "%": "%25"
      case "?": "%3f"
      case "#": "%23"
      default: String(character)
      }
    }
    return try read(at: "file:\(String(escaped))?immutable=1", body)
  }

  private func read<Value>(at location: String, _ body: (Database) throws -> Value) throws -> Value {
    let queue = try DatabaseQueue(path: location, configuration: LedgerSource.readingConfiguration())
    let migrator = LedgerSchema.migrator
    let isUpToDate = try queue.read { database in
      if try migrator.hasBeenSuperseded(database) { throw StorageError(.ledgerNewer, path: path) }
      return try migrator.hasCompletedMigrations(database)
    }
    if isUpToDate { return try queue.read(body) }
    // A ledger of an earlier version, or one whose creation was interrupted, is brought up to date in memory.
    let copy = try DatabaseQueue()
    try queue.backup(to: copy)
    try migrator.migrate(copy)
    return try copy.read(body)
  }
}
