import GRDB

/// A file that is about to be written into an output folder.
package struct IntendedOutput: Hashable, Sendable {
  package let pipeline: String
  /// Relative to the output folder.
  package let path: String
  package let digest: Digest

  package init(pipeline: String, path: String, digest: Digest) {
    self.pipeline = pipeline
    self.path = path
    self.digest = digest
  }
}

extension Ledger {
  /// Records the files that are about to be written, before they get their names: if the process dies then, they are known to be this
  /// program's all the same.
  package func record(intended outputs: [IntendedOutput]) async throws(StorageError) {
    try await write { database in
      let statement = try database.makeStatement(
        sql: "INSERT OR IGNORE INTO intendedOutput (pipeline, path, digest) VALUES (?, ?, ?)")
      for output in outputs { try statement.execute(arguments: [output.pipeline, output.path, output.digest.hex]) }
    }
  }

  /// Returns whether a file with these contents was written to this path, or was about to be.
  package func hasWritten(_ output: IntendedOutput) async throws(StorageError) -> Bool {
    try await read { database in
      let tables = ["publishedOutput", "intendedOutput"]
      for table in tables {
        let sql = "SELECT EXISTS (SELECT 1 FROM \(table) WHERE pipeline = ? AND path = ? AND digest = ?)"
        if try Bool.fetchOne(database, sql: sql, arguments: [output.pipeline, output.path, output.digest.hex]) == true { return true }
      }
      return false
    }
  }

  /// Returns the files that were about to be written and were not recorded as published, by path.
  static func intendedOutputs(of part: PipelinePart, in database: Database) throws -> [String: Set<Digest>] {
    var found: [String: Set<Digest>] = [:]
    try part.forEachFile(of: database, "SELECT path, digest FROM intendedOutput") { row in
      found[row[0], default: []].insert(try ExchangeRow.digest(row, 1))
    }
    return found
  }

  static func forgetIntended(_ path: String, pipeline: String, in database: Database) throws {
    try database.cachedStatement(sql: "DELETE FROM intendedOutput WHERE pipeline = ? AND path = ?")
      .execute(arguments: [pipeline, path])
  }
}
