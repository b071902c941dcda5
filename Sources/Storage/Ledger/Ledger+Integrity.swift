import GRDB

extension Ledger {
  /// Returns SQLite's findings about the file, and the contradictions to the rules of an exchange. Empty if all is well.
  package func problems() async throws(StorageError) -> [String] {
    try await read { database in
      var problems: [String] = []
      for line in try String.fetchAll(database, sql: "PRAGMA integrity_check") where line != "ok" { problems.append("the ledger: \(line)") }
      for row in try Row.fetchAll(database, sql: "PRAGMA foreign_key_check") {
        problems.append("the ledger: a row of '\(row[0] as String)' refers to one of '\(row[2] as String)' that is not there")
      }
      problems += try Self.brokenRules(in: database)
      return problems
    }
  }

  /// Returns every exchange, oldest first.
  package func allExchanges() async throws(StorageError) -> [Exchange] {
    try await read { database in
      try Row.fetchAll(database, sql: "SELECT \(ExchangeRow.columns) FROM exchange ORDER BY rowid").map(ExchangeRow.exchange)
    }
  }

  private static func brokenRules(in database: Database) throws -> [String] {
    var problems: [String] = []
    let undecided = ExchangeState.allCases.filter(\.isUndecided).map { "'\($0.rawValue)'" }.joined(separator: ", ")
    let crowded = try String.fetchAll(
      database, sql: "SELECT key FROM exchange WHERE state IN (\(undecided)) GROUP BY key HAVING count(*) > 1 ORDER BY key")
    problems += crowded.map { "the key \($0) has several attempts that are not settled" }
    let bodiless = try String.fetchAll(
      database,
      sql: """
        SELECT id FROM exchange WHERE state IN ('\(ExchangeState.received.rawValue)', '\(ExchangeState.interpreted.rawValue)')
        AND bodyDigest IS NULL ORDER BY rowid
        """)
    problems += bodiless.map { "call \($0) was answered, but its answer is not named" }
    let nameless = try String.fetchAll(
      database, sql: "SELECT id FROM exchange WHERE state = '\(ExchangeState.interpreted.rawValue)' AND outcome IS NULL ORDER BY rowid")
    problems += nameless.map { "call \($0) was read, but has no outcome" }
    return problems
  }
}
