import GRDB

/// The attempt that an asset uses at a stage.
package struct Binding: Hashable, Sendable {
  package let slot: Slot
  package let exchange: ExchangeID
  /// The key of the asset's request when it was bound. Differs from the exchange's own after a present result was accepted for a changed
  /// request.
  package let key: Digest

  package init(slot: Slot, exchange: ExchangeID, key: Digest) {
    self.slot = slot
    self.exchange = exchange
    self.key = key
  }

  package var place: ChoicePlace { ChoicePlace(slot: slot, key: key) }
}

/// The subject of a choice: a slot with one of the requests that it has had.
package struct ChoicePlace: Hashable, Sendable {
  package let slot: Slot
  package let key: Digest

  package init(slot: Slot, key: Digest) {
    self.slot = slot
    self.key = key
  }
}

extension Ledger {
  /// Returns the bindings of a pipeline, or of one of its assets.
  package func bindings(pipeline: String, asset: String? = nil) async throws(StorageError) -> [Slot: Binding] {
    let part = PipelinePart(pipeline: pipeline, assets: asset.map { [$0] })
    return try await read { database in try Self.bindings(of: part, in: database) }
  }

  /// Returns the choices for requests that slots no longer have.
  package func earlierChoices(pipeline: String) async throws(StorageError) -> [ChoicePlace: ExchangeID] {
    try await read { database in try Self.earlierChoices(of: PipelinePart(pipeline: pipeline, assets: nil), in: database) }
  }

  /// Binds all of them or none; a slot's former binding is replaced, and remembered if it was a choice for another request. The exchanges
  /// must be in this ledger.
  package func bind(_ bindings: [Binding]) async throws(StorageError) {
    try await write { database in
      for binding in bindings {
        if let former = try Self.binding(of: binding.slot, in: database), former.key != binding.key,
          try Self.isChoice(former, in: database)
        {
          try Self.put(former, into: "earlierChoice", database)
        }
        try Self.put(binding, into: "binding", database)
        try Self.remove(binding.place, from: "earlierChoice", database)
      }
    }
  }

  /// Returns those of the bindings that would change if they were forgotten and their request were the present one again: they use an
  /// answer to another request, or not the latest one. A binding whose exchange is not in this ledger counts as one.
  package func choices(among bindings: [Binding]) async throws(StorageError) -> Set<Binding> {
    try await read { database in Set(try bindings.filter { try Self.isChoice($0, in: database) }) }
  }

  /// Releases all of them; unbound slots are no error.
  package func release(_ slots: [Slot]) async throws(StorageError) {
    try await write { database in
      let statement = try database.makeStatement(
        sql: "DELETE FROM binding WHERE pipeline = ? AND asset = ? AND stage = ? AND variant = ?")
      for slot in slots { try statement.execute(arguments: [slot.pipeline, slot.asset, slot.stage, slot.variant]) }
    }
  }

  /// Forgets the choices for these requests, present or former; choices for other requests stay.
  package func release(choices places: [ChoicePlace]) async throws(StorageError) {
    try await write { database in
      for place in places {
        for table in ["binding", "earlierChoice"] { try Self.remove(place, from: table, database) }
      }
    }
  }

  static func bindings(of part: PipelinePart, in database: Database) throws -> [Slot: Binding] {
    var found: [Slot: Binding] = [:]
    try part.forEachRow(of: database, "SELECT asset, stage, variant, exchange, key FROM binding") { row in
      let binding = try Self.binding(row, pipeline: part.pipeline)
      found[binding.slot] = binding
    }
    return found
  }

  static func earlierChoices(of part: PipelinePart, in database: Database) throws -> [ChoicePlace: ExchangeID] {
    var found: [ChoicePlace: ExchangeID] = [:]
    try part.forEachRow(of: database, "SELECT asset, stage, variant, exchange, key FROM earlierChoice") { row in
      let choice = try Self.binding(row, pipeline: part.pipeline)
      found[choice.place] = choice.exchange
    }
    return found
  }

  private static func binding(_ row: Row, pipeline: String) throws -> Binding {
    Binding(
      slot: Slot(pipeline: pipeline, asset: row[0], stage: row[1], variant: row[2]),
      exchange: try ExchangeRow.required(ExchangeID(row[3] as String)), key: try ExchangeRow.digest(row, 4))
  }

  private static func binding(of slot: Slot, in database: Database) throws -> Binding? {
    let statement = try database.cachedStatement(
      sql: "SELECT asset, stage, variant, exchange, key FROM binding WHERE pipeline = ? AND asset = ? AND stage = ? AND variant = ?")
    return try Row.fetchOne(statement, arguments: [slot.pipeline, slot.asset, slot.stage, slot.variant]).map {
      try binding($0, pipeline: slot.pipeline)
    }
  }

  private static func isChoice(_ binding: Binding, in database: Database) throws -> Bool {
    let found = try database.cachedStatement(sql: "SELECT key, attempt FROM exchange WHERE id = ?")
    guard let row = try Row.fetchOne(found, arguments: [binding.exchange.text]) else { return true }
    let (key, attempt): (String, Int) = (row[0], row[1])
    guard key == binding.key.hex else { return true }
    let later = try database.cachedStatement(
      sql: """
        SELECT 1 FROM exchange WHERE key = ? AND attempt > ? AND state IN ('interpreted', 'received')
        AND (outcome IS NULL OR pictureDigest IS NOT NULL OR outcome = 'text') LIMIT 1
        """)
    return try Bool.fetchOne(later, arguments: [key, attempt]) ?? false
  }

  private static func put(_ binding: Binding, into table: String, _ database: Database) throws {
    let slot = binding.slot
    try database.cachedStatement(
      sql: "INSERT OR REPLACE INTO \(table) (pipeline, asset, stage, variant, exchange, key) VALUES (?, ?, ?, ?, ?, ?)"
    ).execute(arguments: [slot.pipeline, slot.asset, slot.stage, slot.variant, binding.exchange.text, binding.key.hex])
  }

  private static func remove(_ place: ChoicePlace, from table: String, _ database: Database) throws {
    let slot = place.slot
    try database.cachedStatement(
      sql: "DELETE FROM \(table) WHERE pipeline = ? AND asset = ? AND stage = ? AND variant = ? AND key = ?"
    ).execute(arguments: [slot.pipeline, slot.asset, slot.stage, slot.variant, place.key.hex])
  }
}
