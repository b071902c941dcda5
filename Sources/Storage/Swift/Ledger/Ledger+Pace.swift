import GRDB

extension Ledger {
  /// Updates the shared rate state of calls to one gateway and model, in one transaction.
  /// - Parameter body: receives the present state, `nil` the first time; returns the new one with the caller's result.
  package func updatePace<Value: Sendable>(
    gateway: String, model: String, _ body: @escaping @Sendable (String?) throws -> (state: String, value: Value)
  ) async throws(StorageError) -> Value {
    try await write { database in
      let before = try String.fetchOne(
        database, sql: "SELECT state FROM pace WHERE gateway = ? AND model = ?", arguments: [gateway, model])
      let (state, value) = try body(before)
      if state != before {
        try database.execute(
          sql: "INSERT OR REPLACE INTO pace (gateway, model, state) VALUES (?, ?, ?)", arguments: [gateway, model, state])
      }
      return value
    }
  }
}
