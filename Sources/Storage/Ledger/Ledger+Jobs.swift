import GRDB

/// A job of a gateway, as the ledger's exchanges tell of it.
package struct LedgerJob: Hashable, Sendable {
  /// As this program named it: `aquatint-<run>-<n>`.
  package let name: String
  /// The gateway's own name, or `nil` while that is not known.
  package let remote: String?
  package let gateway: String
  package let model: String
  package let billingDomain: BillingDomain
  package let pipeline: String
  /// In milliseconds since 1970 UTC.
  package let created: Int64
  package let items: Int
  /// Items that the gateway has and has not answered.
  package let submitted: Int
  /// Items whose submission is in doubt.
  package let doubtful: Int
}

extension Ledger {
  /// Returns the jobs, oldest first.
  /// - Parameter pipeline: the pipeline, or `nil` for all of them.
  package func jobs(pipeline: String? = nil) async throws(StorageError) -> [LedgerJob] {
    try await read { database in
      let doubtful = [ExchangeState.sending, .unknown].map { "'\($0.rawValue)'" }.joined(separator: ", ")
      return try Row.fetchAll(
        database,
        sql: """
          SELECT job, max(remoteJob), gateway, model, lane, pipeline, min(created), count(*),
            count(CASE WHEN state = '\(ExchangeState.submitted.rawValue)' THEN 1 END),
            count(CASE WHEN state IN (\(doubtful)) AND remoteJob IS NULL THEN 1 END)
          FROM exchange WHERE job IS NOT NULL AND (pipeline = ?1 OR ?1 IS NULL)
            AND state NOT IN ('\(ExchangeState.intended.rawValue)', '\(ExchangeState.notSent.rawValue)')
          GROUP BY job ORDER BY min(rowid)
          """, arguments: [pipeline]
      ).map { row in
        LedgerJob(
          name: row[0], remote: row[1], gateway: row[2], model: row[3],
          billingDomain: try ExchangeRow.required(BillingDomain(rawValue: row[4])),
          pipeline: row[5], created: row[6], items: row[7], submitted: row[8], doubtful: row[9])
      }
    }
  }

  /// Returns the items of a job, in their order.
  package func items(of job: String) async throws(StorageError) -> [Exchange] {
    try await read { database in try Self.exchanges(ofJob: job, database) }
  }

  /// Records that a job is about to be submitted: from here on the gateway may have its items.
  /// - Returns: the items.
  package func markSending(job: String) async throws(StorageError) -> [ExchangeID] {
    try await changeItems(of: job, to: .sending, from: [.intended])
  }

  /// Records that the gateway has a job, also of one whose submission was in doubt.
  /// - Parameter remote: the gateway's name for it.
  package func markSubmitted(job: String, as remote: String) async throws(StorageError) {
    _ = try await changeItems(of: job, to: .submitted, from: [.sending, .unknown], ["remoteJob": remote, "reason": nil])
  }

  /// Records that no item of a job can have reached the gateway.
  package func markNotSent(job: String, reason: String) async throws(StorageError) {
    _ = try await changeItems(of: job, to: .notSent, from: [.intended, .sending], ["reason": reason])
  }

  /// Records that nobody knows whether the gateway has a job, or what became of the items that are still open.
  package func markUnknown(job: String, reason: String) async throws(StorageError) {
    _ = try await changeItems(of: job, to: .unknown, from: [.sending, .submitted], ["reason": reason])
  }

  /// Records why the open items of a job have no answer.
  package func markRejected(job: String, outcome: String, detail: String, cost: Cost) async throws(StorageError) {
    _ = try await changeItems(
      of: job, to: .rejected, from: [.sending, .submitted],
      ["outcome": outcome, "detail": detail, "cost": cost.nanoUSD, "costBasis": cost.basis])
  }

  /// Records what the gateway's list showed of a job that is in doubt.
  package func note(_ reason: String, onDoubtfulJob job: String) async throws(StorageError) {
    let now = clock.milliseconds()
    try await write { database in
      try database.execute(
        sql: "UPDATE exchange SET reason = ?, updated = ? WHERE job = ? AND state = ?",
        arguments: [reason, now, job, ExchangeState.unknown.rawValue])
    }
  }

  static func exchanges(ofJob job: String, _ database: Database) throws -> [Exchange] {
    try Row.fetchAll(
      database, sql: "SELECT \(ExchangeRow.columns) FROM exchange WHERE job = ? ORDER BY jobItem", arguments: [job]
    ).map(ExchangeRow.exchange)
  }
}
