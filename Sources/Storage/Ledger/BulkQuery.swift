import GRDB

/// Queries for many texts at once: a few statements with many arguments, not many statements.
enum BulkQuery {
  /// Below the 32,766 arguments that SQLite allows from version 3.32 on.
  private static let chunk = 2000

  /// Calls `body` for every row whose `column` is among `values`; a value that occurs twice counts once.
  static func forEachRow(
    of database: Database, _ select: String, where column: String, isIn values: [String], _ body: (Row) throws -> Void
  ) throws {
    let unique = Array(Set(values))
    for start in stride(from: 0, to: unique.count, by: chunk) {
      let part = unique[start..<min(start + chunk, unique.count)]
      let statement = try database.cachedStatement(
        sql: "\(select) WHERE \(column) IN (\(databaseQuestionMarks(count: part.count)))")
      let rows = try Row.fetchCursor(statement, arguments: StatementArguments(part))
      while let row = try rows.next() { try body(row) }
    }
  }
}
