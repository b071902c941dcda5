import GRDB

/// A validating stage's finding about one answer, as the ledger keeps it: also of rejected answers, because they explain the waste.
package struct RecordedJudgement: Hashable, Sendable {
  /// The raw values stand in the ledger and must not change.
  package enum Verdict: String, Hashable, Sendable, CaseIterable {
    case passed
    case repaired
    case rejected
  }

  /// The key of the stage's result over that answer.
  package let key: Digest
  package let exchange: ExchangeID
  /// The stage's name.
  package let stage: String
  package let verdict: Verdict
  /// A stable code in kebab case, such as `wrong-ratio`, or `nil` if nothing was found wrong.
  package let reason: String?
  /// The repair, as the pipeline file spells it, such as `crop 5%`.
  package let remedy: String?
  /// The finding in words for people.
  package let message: String?
  /// JSON: an object of texts by the names of the measurements.
  package let measured: String
  /// In milliseconds since 1970 UTC.
  package let created: Int64

  package init(
    key: Digest, exchange: ExchangeID, stage: String, verdict: Verdict, reason: String? = nil, remedy: String? = nil,
    message: String? = nil, measured: String = "{}", created: Int64
  ) {
    self.key = key
    self.exchange = exchange
    self.stage = stage
    self.verdict = verdict
    self.reason = reason
    self.remedy = remedy
    self.message = message
    self.measured = measured
    self.created = created
  }
}

extension Ledger {
  /// Records all of them or none; one with the key and exchange of an earlier one replaces it. The exchanges must be in this ledger.
  package func record(judgements: [RecordedJudgement]) async throws(StorageError) {
    try await write { database in try Self.put(judgements, database) }
  }

  static func put(_ judgements: [RecordedJudgement], _ database: Database) throws {
    let statement = try database.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO judgement (key, exchange, stage, verdict, reason, remedy, message, measured, created)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    for judgement in judgements {
      try statement.execute(
        arguments: [
          judgement.key.hex, judgement.exchange.text, judgement.stage, judgement.verdict.rawValue, judgement.reason, judgement.remedy,
          judgement.message, judgement.measured, judgement.created,
        ])
    }
  }

  /// Returns the existing judgements by key. Answers with the same bytes share a key; of theirs, the latest.
  package func judgements(for keys: [Digest]) async throws(StorageError) -> [Digest: RecordedJudgement] {
    try await read { database in try Self.judgements(for: keys, in: database) }
  }

  /// Returns the judgements of each exchange, oldest first; exchanges without a judgement are absent.
  package func judgements(of exchanges: [ExchangeID]) async throws(StorageError) -> [ExchangeID: [RecordedJudgement]] {
    try await read { database in
      var found: [ExchangeID: [RecordedJudgement]] = [:]
      try BulkQuery.forEachRow(of: database, judgementQuery, where: "exchange", isIn: exchanges.map(\.text)) { row in
        let judgement = try RecordedJudgement(row)
        found[judgement.exchange, default: []].append(judgement)
      }
      return found.mapValues { $0.sorted { ($0.created, $0.stage, $0.key) < ($1.created, $1.stage, $1.key) } }
    }
  }

  static func judgements(for keys: [Digest], in database: Database) throws -> [Digest: RecordedJudgement] {
    var found: [Digest: RecordedJudgement] = [:]
    try BulkQuery.forEachRow(of: database, judgementQuery, where: "key", isIn: keys.map(\.hex)) { row in
      let judgement = try RecordedJudgement(row)
      if let other = found[judgement.key], (other.created, other.exchange.text) > (judgement.created, judgement.exchange.text) { return }
      found[judgement.key] = judgement
    }
    return found
  }
}

private let judgementQuery = "SELECT key, exchange, stage, verdict, reason, remedy, message, measured, created FROM judgement"

extension RecordedJudgement {
  fileprivate init(_ row: Row) throws {
    self.init(
      key: try ExchangeRow.digest(row, 0), exchange: try ExchangeRow.required(ExchangeID(row[1] as String)), stage: row[2],
      verdict: try ExchangeRow.required(Verdict(rawValue: row[3])), reason: row[4], remedy: row[5], message: row[6], measured: row[7],
      created: row[8])
  }
}
