import GRDB

extension Ledger {
  func enter(_ run: RunID, pipeline: String, command: String) async throws(StorageError) {
    let now = clock.milliseconds()
    try await write { database in
      try database.execute(
        sql: "INSERT INTO run (id, pipeline, command, started) VALUES (?, ?, ?, ?)", arguments: [run.text, pipeline, command, now])
    }
  }

  func end(_ run: RunID, outcome: String) async throws(StorageError) {
    let now = clock.milliseconds()
    try await write { database in
      try database.execute(sql: "UPDATE run SET ended = ?, outcome = ? WHERE id = ?", arguments: [now, outcome, run.text])
    }
  }

  /// The exchanges whose process has not brought them to an end, or that wait to be read.
  func open() async throws(StorageError) -> [Exchange] {
    try await read { database in try Self.exchanges(in: [.intended, .sending, .received], database) }
  }

  /// Settles what the given runs, which have died, left half done.
  func settle(_ runs: [RunID]) async throws(StorageError) -> Orphans {
    let now = clock.milliseconds()
    let path = path
    return try await write { database in
      var found = Orphans()
      // Read again inside the transaction: another process may have settled some meanwhile.
      for exchange in try Self.exchanges(in: [.intended, .sending, .received], database) where runs.contains(exchange.run) {
        found.add(exchange)
      }
      let settle = { (exchange: Exchange, state: ExchangeState, reason: String) in
        try Self.change(exchange.id, to: state, from: nil, ["reason": reason.databaseValue], at: now, in: database, path)
        return try Self.require(exchange.id, in: database, path)
      }
      found.notSent = try found.notSent.map { try settle($0, .notSent, "the run ended before the request was sent") }
      found.unknown = try found.unknown.map { try settle($0, .unknown, "the run ended while the request was under way") }
      return found
    }
  }
}
