import GRDB

/// A file that was made on this machine and can be made again.
package struct LocalResult: Hashable, Sendable {
  package let key: Digest
  package let picture: Picture

  package init(key: Digest, picture: Picture) {
    self.key = key
    self.picture = picture
  }
}

extension Ledger {
  /// Returns the existing results by key; the caller checks that their files exist.
  package func localResults(for keys: [Digest]) async throws(StorageError) -> [Digest: LocalResult] {
    try await read { database in try Self.localResults(for: keys, in: database) }
  }

  package func record(localResults: [LocalResult]) async throws(StorageError) {
    try await write { database in try Self.put(localResults, database) }
  }

  static func put(_ localResults: [LocalResult], _ database: Database) throws {
    let statement = try database.cachedStatement(
      sql: "INSERT OR REPLACE INTO localResult (key, digest, size, format, width, height) VALUES (?, ?, ?, ?, ?, ?)")
    for result in localResults {
      let picture = result.picture
      try statement.execute(
        arguments: [result.key.hex, picture.blob.digest.hex, picture.blob.size, picture.format, picture.width, picture.height])
    }
  }

  static func localResults(for keys: [Digest], in database: Database) throws -> [Digest: LocalResult] {
    var found: [Digest: LocalResult] = [:]
    try BulkQuery.forEachRow(
      of: database, "SELECT key, digest, size, format, width, height FROM localResult", where: "key", isIn: keys.map(\.hex)
    ) { row in
      let key = try ExchangeRow.digest(row, 0)
      let blob = Blob(digest: try ExchangeRow.digest(row, 1), size: row[2])
      found[key] = LocalResult(key: key, picture: Picture(blob: blob, format: row[3], width: row[4], height: row[5]))
    }
    return found
  }
}
