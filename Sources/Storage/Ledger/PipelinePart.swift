import GRDB

/// The assets of a pipeline whose records are read.
struct PipelinePart: Sendable {
  let pipeline: String
  /// Each once, or `nil` for all.
  let assets: [String]?

  /// Calls `body` for every row of a table with a column `asset`.
  func forEachRow(of database: Database, _ select: String, _ body: (Row) throws -> Void) throws {
    guard let assets else { return try read(database, "\(select) WHERE pipeline = ?", [pipeline], body) }
    for asset in assets { try read(database, "\(select) WHERE pipeline = ? AND asset = ?", [pipeline, asset], body) }
  }

  /// Calls `body` for every row of a table of files, by a column `path`.
  func forEachFile(of database: Database, _ select: String, _ body: (Row) throws -> Void) throws {
    guard let assets else { return try read(database, "\(select) WHERE pipeline = ?", [pipeline], body) }
    for asset in assets {
      // A slash, and the character behind it: the paths below a folder are one range of the key, which is compared by bytes.
      try read(database, "\(select) WHERE pipeline = ? AND path > ? AND path < ?", [pipeline, asset + "/", asset + "0"], body)
    }
  }

  private func read(_ database: Database, _ sql: String, _ arguments: StatementArguments, _ body: (Row) throws -> Void) throws {
    let rows = try Row.fetchCursor(try database.cachedStatement(sql: sql), arguments: arguments)
    while let row = try rows.next() { try body(row) }
  }
}
