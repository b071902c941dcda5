import GRDB

/// A file in an output folder, as this store last wrote it.
package struct PublishedOutput: Hashable, Sendable {
  package let pipeline: String
  package let path: String
  package let asset: String
  package let blob: Blob
  package let stamp: FileStamp

  package init(pipeline: String, path: String, asset: String, blob: Blob, stamp: FileStamp) {
    self.pipeline = pipeline
    self.path = path
    self.asset = asset
    self.blob = blob
    self.stamp = stamp
  }
}

extension Ledger {
  /// Returns the outputs of a pipeline by path.
  package func publishedOutputs(pipeline: String) async throws(StorageError) -> [String: PublishedOutput] {
    try await read { database in try Self.publishedOutputs(of: PipelinePart(pipeline: pipeline, assets: nil), in: database) }
  }

  package func record(published: [PublishedOutput]) async throws(StorageError) {
    try await write { database in try Self.put(published, database) }
  }

  static func put(_ published: [PublishedOutput], _ database: Database) throws {
    let statement = try database.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO publishedOutput (pipeline, path, asset, digest, size, modified, changed, inode, device)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    for output in published {
      let stamp = output.stamp
      try statement.execute(
        arguments: [
          output.pipeline, output.path, output.asset, output.blob.digest.hex, stamp.size, stamp.modified, stamp.changed,
          Int64(bitPattern: stamp.inode), Int64(bitPattern: stamp.device),
        ])
      try forgetIntended(output.path, pipeline: output.pipeline, in: database)
    }
  }

  /// Forgets outputs that were removed; the files themselves are not touched.
  package func forget(published paths: [String], pipeline: String) async throws(StorageError) {
    try await write { database in
      let statement = try database.makeStatement(sql: "DELETE FROM publishedOutput WHERE pipeline = ? AND path = ?")
      for path in paths {
        try statement.execute(arguments: [pipeline, path])
        try Self.forgetIntended(path, pipeline: pipeline, in: database)
        try Self.forgetFile(path, pipeline: pipeline, in: database)
      }
    }
  }

  static func publishedOutputs(of part: PipelinePart, in database: Database) throws -> [String: PublishedOutput] {
    var found: [String: PublishedOutput] = [:]
    let pipeline = part.pipeline
    try part.forEachFile(
      of: database, "SELECT path, asset, digest, size, modified, changed, inode, device FROM publishedOutput"
    ) { row in
      let stamp = FileStamp(row, from: 3)
      let path: String = row[0]
      found[path] = PublishedOutput(
        pipeline: pipeline, path: path, asset: row[1], blob: Blob(digest: try ExchangeRow.digest(row, 2), size: stamp.size), stamp: stamp)
    }
    return found
  }
}
