import GRDB

/// The cost of a number of exchanges. Requests that were never sent do not count.
package struct CostTotal: Hashable, Sendable {
  /// The sum of the known costs, in 10⁻⁹ USD.
  package let nanoUSD: Int64
  /// Requests that were sent.
  package let calls: Int
  /// Those of them whose cost is not known, such as the ones in flight or without an answer.
  package let unknownCalls: Int
  /// The reservations for those, as far as they are known, in 10⁻⁹ USD.
  package let reserved: Int64

  package init(nanoUSD: Int64, calls: Int, unknownCalls: Int, reserved: Int64) {
    self.nanoUSD = nanoUSD
    self.calls = calls
    self.unknownCalls = unknownCalls
    self.reserved = reserved
  }
}

extension Ledger {
  package func cost(run: RunID) async throws(StorageError) -> CostTotal {
    try await cost("run = ?", [run.text])
  }

  /// Returns the cost of the requests since a time.
  /// - Parameters:
  ///   - since: milliseconds since 1970 UTC, inclusive; compared with the time when the request was entered.
  ///   - pipeline: the pipeline, or `nil` for all of them.
  package func cost(since: Int64, pipeline: String? = nil) async throws(StorageError) -> CostTotal {
    if let pipeline { return try await cost("created >= ? AND pipeline = ?", [since, pipeline]) }
    return try await cost("created >= ?", [since])
  }

  /// Returns when the first of the requests since a time was entered, in milliseconds since 1970 UTC, or `nil` if there is none.
  package func firstCall(since: Int64, pipeline: String) async throws(StorageError) -> Int64? {
    try await read { database in
      try Int64.fetchOne(
        database, sql: "SELECT min(created) FROM exchange WHERE created >= ? AND pipeline = ? AND \(Self.wasSent)",
        arguments: [since, pipeline])
    }
  }

  private static let wasSent = "state NOT IN ('\(ExchangeState.intended.rawValue)', '\(ExchangeState.notSent.rawValue)')"

  private func cost(_ condition: String, _ arguments: StatementArguments) async throws(StorageError) -> CostTotal {
    try await read { database in
      let row = try Row.fetchOne(
        database,
        sql: """
          SELECT coalesce(sum(\(ExchangeRow.cost)), 0), count(*), count(*) - count(\(ExchangeRow.cost)),
            coalesce(sum(CASE WHEN \(ExchangeRow.cost) IS NULL THEN \(ExchangeRow.reserved) END), 0)
          FROM exchange WHERE \(condition) AND \(Self.wasSent)
          """, arguments: arguments)
      let total = try ExchangeRow.required(row)
      return CostTotal(nanoUSD: total[0], calls: total[1], unknownCalls: total[2], reserved: total[3])
    }
  }
}
