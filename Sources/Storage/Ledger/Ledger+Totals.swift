import GRDB

package struct ExchangeTotals: Hashable, Sendable {
  /// The group's name: a run's id, a day in UTC, a model, a gateway, an outcome.
  package let group: String
  /// Requests that were sent.
  package let calls: Int
  /// The sum of the known costs, in 10⁻⁹ USD.
  package let nanoUSD: Int64
  /// Calls whose cost is not known.
  package let unknownCalls: Int

  package init(group: String, calls: Int, nanoUSD: Int64, unknownCalls: Int) {
    self.group = group
    self.calls = calls
    self.nanoUSD = nanoUSD
    self.unknownCalls = unknownCalls
  }
}

extension Ledger {
  package enum Grouping: String, CaseIterable, Sendable {
    case run
    case day
    case model
    case gateway
    case outcome

    fileprivate var expression: String {
      switch self {
      case .run: "run"
      case .day: "date(created / 1000, 'unixepoch')"
      case .model: "model"
      case .gateway: "gateway"
      case .outcome: "CASE WHEN state = 'interpreted' OR state = 'rejected' THEN coalesce(outcome, state) ELSE state END"
      }
    }
  }

  /// Returns calls and cost by group, in the order in which groups first appear.
  /// - Parameter withoutPicture: `true` to count only calls that yielded no picture.
  package func totals(by grouping: Grouping, withoutPicture: Bool = false) async throws(StorageError) -> [ExchangeTotals] {
    try await read { database in
      let condition = withoutPicture ? "AND pictureDigest IS NULL AND outcome IS NOT 'text'" : ""
      return try Row.fetchAll(
        database,
        sql: """
          SELECT \(grouping.expression), count(*), coalesce(sum(\(ExchangeRow.cost)), 0), count(*) - count(\(ExchangeRow.cost))
          FROM exchange
          WHERE state NOT IN ('\(ExchangeState.intended.rawValue)', '\(ExchangeState.notSent.rawValue)') \(condition)
          GROUP BY 1 ORDER BY min(rowid)
          """
      ).map { ExchangeTotals(group: $0[0], calls: $0[1], nanoUSD: $0[2], unknownCalls: $0[3]) }
    }
  }
}
