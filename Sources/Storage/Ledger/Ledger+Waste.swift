import GRDB

extension Ledger {
  /// Returns the exchanges that no binding uses, with those that tell why: the attempts under the same keys, and those that were made for the same
  /// assets. Oldest first; all others stay unread.
  /// - Parameter bound: those that are used, beside the bindings of the store.
  package func unusedExchanges(besides bound: Set<ExchangeID>) async throws(StorageError) -> (all: [Exchange], unused: Set<ExchangeID>) {
    try await read { database in
      let ids = try String.fetchAll(
        database,
        sql: "SELECT id FROM exchange WHERE NOT EXISTS (SELECT 1 FROM binding WHERE binding.exchange = exchange.id)")
      let unused = Set(try ids.map { try ExchangeRow.required(ExchangeID($0)) }).subtracting(bound)
      var found: [ExchangeID: (row: Int64, exchange: Exchange)] = [:]
      func add(_ row: Row) throws {
        let exchange = try ExchangeRow.exchange(row)
        found[exchange.id] = (row["place"], exchange)
      }
      let query = "SELECT \(ExchangeRow.columns), rowid AS place FROM exchange"
      try BulkQuery.forEachRow(of: database, query, where: "id", isIn: unused.map(\.text), add)
      let wasted = found.values.map(\.exchange)
      try BulkQuery.forEachRow(of: database, query, where: "key", isIn: wasted.map(\.key.hex), add)
      for (pipeline, slots) in Dictionary(grouping: wasted.map(\.slot), by: \.pipeline) {
        let part = PipelinePart(pipeline: pipeline, assets: Array(Set(slots.map(\.asset))))
        try part.forEachRow(of: database, query, add)
      }
      return (found.values.sorted { $0.row < $1.row }.map(\.exchange), unused)
    }
  }
}
