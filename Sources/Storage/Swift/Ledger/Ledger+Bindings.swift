import GRDB

/// Which attempt an asset uses at a stage.
package struct Binding: Hashable, Sendable {
  package let slot: Slot
  package let exchange: ExchangeID
  /// The key that the asset's request had when it was bound. Differs from the exchange's own after a present result was accepted for a
  /// changed request.
  package let key: Digest

  package init(slot: Slot, exchange: ExchangeID, key: Digest) {
    self.slot = slot
    self.exchange = exchange
    self.key = key
  }
}

extension Ledger {
  package func bindings(pipeline: String) async throws(StorageError) -> [Slot: Binding] {
    try await read { database in try Self.bindings(pipeline: pipeline, in: database) }
  }

  /// Binds all of them or none; a slot's former binding is replaced. The exchanges must be in this ledger.
  package func bind(_ bindings: [Binding]) async throws(StorageError) {
    try await write { database in
      let statement = try database.makeStatement(
        sql: "INSERT OR REPLACE INTO binding (pipeline, asset, stage, variant, exchange, key) VALUES (?, ?, ?, ?, ?, ?)")
      for binding in bindings {
        let slot = binding.slot
        try statement.execute(
          arguments: [slot.pipeline, slot.asset, slot.stage, slot.variant, binding.exchange.text, binding.key.hex])
      }
    }
  }

  /// Releases all of them; slots that are not bound are no error.
  package func release(_ slots: [Slot]) async throws(StorageError) {
    try await write { database in
      let statement = try database.makeStatement(
        sql: "DELETE FROM binding WHERE pipeline = ? AND asset = ? AND stage = ? AND variant = ?")
      for slot in slots { try statement.execute(arguments: [slot.pipeline, slot.asset, slot.stage, slot.variant]) }
    }
  }

  static func bindings(pipeline: String, in database: Database) throws -> [Slot: Binding] {
    var found: [Slot: Binding] = [:]
    let rows = try Row.fetchCursor(
      database, sql: "SELECT asset, stage, variant, exchange, key FROM binding WHERE pipeline = ?", arguments: [pipeline])
    while let row = try rows.next() {
      let slot = Slot(pipeline: pipeline, asset: row[0], stage: row[1], variant: row[2])
      found[slot] = Binding(
        slot: slot, exchange: try ExchangeRow.required(ExchangeID(row[3] as String)), key: try ExchangeRow.digest(row, 4))
    }
    return found
  }
}
