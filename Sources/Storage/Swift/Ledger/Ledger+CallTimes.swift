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
