import GRDB

extension Ledger {
  package func exchange(_ id: ExchangeID) async throws(StorageError) -> Exchange? { try await exchanges([id])[id] }

  /// Returns the existing exchanges among these.
  package func exchanges(_ ids: [ExchangeID]) async throws(StorageError) -> [ExchangeID: Exchange] {
    try await read { database in try Self.exchanges(ids, in: database) }
  }

  /// Finds an exchange by the beginning of its id.
  /// - Throws: `.noSuchExchange`, or `.ambiguousExchange` if several begin like this.
  package func exchange(prefix: String) async throws(StorageError) -> Exchange {
    // Anything but digits could be a wildcard to LIKE and cannot begin an id.
    guard !prefix.isEmpty, prefix.utf8.allSatisfy(isLowercaseHexadecimal) else {
      throw StorageError(.noSuchExchange, path: path, detail: prefix)
    }
    let found = try await read { database in
      try Row.fetchAll(
        database, sql: "SELECT \(ExchangeRow.columns) FROM exchange WHERE id GLOB ? ORDER BY id LIMIT 2", arguments: [prefix + "*"]
      ).map(ExchangeRow.exchange)
    }
    guard let first = found.first else { throw StorageError(.noSuchExchange, path: path, detail: prefix) }
    if found.count > 1 { throw StorageError(.ambiguousExchange, path: path, detail: prefix) }
    return first
  }

  /// Returns all attempts under each key, by number. Keys without any are absent.
  package func attempts(for keys: [Digest]) async throws(StorageError) -> [Digest: [Exchange]] {
    try await read { database in try Self.attempts(for: keys, in: database) }
  }

  /// Returns the attempts that sent exactly these bytes, whatever their key; oldest first.
  package func attempts(requestDigest: Digest, billingDomain: BillingDomain) async throws(StorageError) -> [Exchange] {
    try await read { database in
      try Self.fetch(database, "requestDigest = ? AND lane = ? ORDER BY rowid", [requestDigest.hex, billingDomain.rawValue])
    }
  }

  /// Returns the exchanges in a state, oldest first.
  package func exchanges(in state: ExchangeState) async throws(StorageError) -> [Exchange] {
    try await read { database in try Self.exchanges(in: [state], database) }
  }

  /// Returns every attempt ever made for an asset of a pipeline, oldest first.
  package func history(pipeline: String, asset: String) async throws(StorageError) -> [Exchange] {
    try await read { database in try Self.fetch(database, "pipeline = ? AND asset = ? ORDER BY rowid", [pipeline, asset]) }
  }

  /// Returns every attempt ever made for the assets of a pipeline, by asset, oldest first.
  package func history(pipeline: String) async throws(StorageError) -> [String: [Exchange]] {
    let all = try await read { database in try Self.fetch(database, "pipeline = ? ORDER BY rowid", [pipeline]) }
    return Dictionary(grouping: all, by: \.slot.asset)
  }

  static func exchanges(in states: [ExchangeState], _ database: Database) throws -> [Exchange] {
    try fetch(database, "state IN (\(databaseQuestionMarks(count: states.count))) ORDER BY rowid", states.map(\.rawValue))
  }

  static func exchanges(_ ids: some Sequence<ExchangeID>, in database: Database) throws -> [ExchangeID: Exchange] {
    var found: [ExchangeID: Exchange] = [:]
    try BulkQuery.forEachRow(of: database, "SELECT \(ExchangeRow.columns) FROM exchange", where: "id", isIn: ids.map(\.text)) { row in
      let exchange = try ExchangeRow.exchange(row)
      found[exchange.id] = exchange
    }
    return found
  }

  static func attempts(for keys: [Digest], in database: Database) throws -> [Digest: [Exchange]] {
    var found: [Digest: [Exchange]] = [:]
    found.reserveCapacity(keys.count)
    try BulkQuery.forEachRow(of: database, "SELECT \(ExchangeRow.columns) FROM exchange", where: "key", isIn: keys.map(\.hex)) { row in
      let exchange = try ExchangeRow.exchange(row)
      found[exchange.key, default: []].append(exchange)
    }
    // Sorted here: each list is short, while SQLite would sort all rows of a query together.
    return found.mapValues { $0.sorted { $0.attempt < $1.attempt } }
  }

  private static func fetch(_ database: Database, _ condition: String, _ arguments: [String]) throws -> [Exchange] {
    try Row.fetchAll(
      database, sql: "SELECT \(ExchangeRow.columns) FROM exchange WHERE \(condition)", arguments: StatementArguments(arguments)
    ).map(ExchangeRow.exchange)
  }
}

/// The unfinished exchanges of runs that have died.
package struct Orphans: Hashable, Sendable {
  /// Were intended only: nothing was sent, and they may be sent by another attempt.
  package internal(set) var notSent: [Exchange] = []
  /// Were being sent: they may have been billed.
  package internal(set) var unknown: [Exchange] = []
  /// Their answers lie in the store and cost nothing to read.
  package internal(set) var received: [Exchange] = []

  /// Adds an exchange by its meaning without a living run.
  mutating func add(_ exchange: Exchange) {
    switch exchange.state {
    case .intended: notSent.append(exchange)
    case .sending: unknown.append(exchange)
    case .received: received.append(exchange)
    case .submitted, .interpreted, .notSent, .rejected, .unknown, .resolvedResend, .resolvedLoss, .collected: break
    }
  }
}
