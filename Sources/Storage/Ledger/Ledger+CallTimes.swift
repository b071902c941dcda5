import GRDB

extension Ledger {
  /// Returns the durations of the latest answered calls to a gateway and model, in milliseconds, the latest first.
  package func callTimes(gateway: String, model: String, most: Int) async throws(StorageError) -> [Int64] {
    try await read { database in
      try Int64.fetchAll(
        database,
        sql: """
          SELECT max(0, updated - created) FROM exchange
          WHERE gateway = ? AND model = ? AND state = '\(ExchangeState.interpreted.rawValue)' AND job IS NULL ORDER BY rowid DESC LIMIT ?
          """, arguments: [gateway, model, most])
    }
  }
}

extension Ledger {
  /// Returns the shared rate state of calls to one gateway and model, or `nil` if there is none.
  package func pace(gateway: String, model: String) async throws(StorageError) -> String? {
    try await read { database in try Self.pace(gateway, model, database) }
  }

  private static func pace(_ gateway: String, _ model: String, _ database: Database) throws -> String? {
    try String.fetchOne(
      try database.cachedStatement(sql: "SELECT state FROM pace WHERE gateway = ? AND model = ?"), arguments: [gateway, model])
  }

  /// Updates the shared rate state of calls to one gateway and model, in one transaction.
  /// - Parameter body: receives the present state, `nil` if there is none; returns the new one, `nil` for none, with the caller's result.
  package func updatePace<Value: Sendable>(
    gateway: String, model: String, _ body: @escaping @Sendable (String?) throws -> (state: String?, value: Value)
  ) async throws(StorageError) -> Value {
    try await write { database in
      let before = try Self.pace(gateway, model, database)
      let (state, value) = try body(before)
      guard state != before else { return value }
      if let state {
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO pace (gateway, model, state) VALUES (?, ?, ?)")
          .execute(arguments: [gateway, model, state])
      } else {
        try database.cachedStatement(sql: "DELETE FROM pace WHERE gateway = ? AND model = ?").execute(arguments: [gateway, model])
      }
      return value
    }
  }
}
