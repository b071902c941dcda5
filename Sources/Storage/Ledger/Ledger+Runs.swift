import GRDB

extension RunID {
  /// Returns the lock that the run holds while it lives.
  func lockPath(in store: String) -> String { "\(store)/runs/\(self).lock" }
}

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
    crashes.pass(.beforeRunEnd)
    try await write { database in
      try database.execute(sql: "UPDATE run SET ended = ?, outcome = ? WHERE id = ?", arguments: [now, outcome, run.text])
    }
    crashes.pass(.afterRunEnd)
  }

  /// Returns the runs that have not ended: running or dead.
  func runsWithoutEnd() async throws(StorageError) -> [RunID] {
    try await read { database in
      try String.fetchAll(database, sql: "SELECT id FROM run WHERE ended IS NULL").map { try ExchangeRow.required(RunID($0)) }
    }
  }

  /// Returns the exchanges whose process has not brought them to an end, or that wait to be interpreted.
  func open() async throws(StorageError) -> [Exchange] {
    try await read { database in try Self.exchanges(in: [.intended, .sending, .received], database) }
  }

  /// Settles the unfinished exchanges of the given runs, which have died.
  /// - Parameter partials: the beginnings of truncated answers.
  func recordOutcomes(of runs: [RunID], partials: [ExchangeID: PartialBody] = [:]) async throws(StorageError) -> Orphans {
    let now = clock.milliseconds()
    let path = path
    return try await write { database in
      var found = Orphans()
      // Read again inside the transaction: another process may have settled some meanwhile.
      for exchange in try Self.exchanges(in: [.intended, .sending, .received], database) where runs.contains(exchange.run) {
        found.add(exchange)
      }
      let recordOutcome = { (exchange: Exchange, state: ExchangeState, reason: String) in
        var values = ["reason": reason.databaseValue]
        if let partial = partials[exchange.id] { values.merge(Self.values(partial)) { $1 } }
        try Self.change(exchange.id, to: state, from: nil, values, at: now, in: database, path)
        return try Self.require(exchange.id, in: database, path)
      }
      found.notSent = try found.notSent.map { try recordOutcome($0, .notSent, "the run ended before the request was sent") }
      found.unknown = try found.unknown.map { try recordOutcome($0, .unknown, "the run ended while the request was under way") }
      let end = try database.makeStatement(sql: "UPDATE run SET ended = ?, outcome = 'died' WHERE id = ? AND ended IS NULL")
      for run in runs { try end.execute(arguments: [now, run.text]) }
      return found
    }
  }
}
