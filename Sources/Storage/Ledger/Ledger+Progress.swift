import GRDB

/// What a run has done so far, as the next one needs it if this one is killed.
package struct RunProgress: Sendable {
  /// A file of the output folder, with its entry for the manifest.
  package struct File: Sendable {
    /// Relative to the output folder.
    package let path: String
    package let entry: String

    package init(path: String, entry: String) {
      self.path = path
      self.entry = entry
    }
  }

  package let pipeline: String
  /// The output folder, absolute.
  package let folder: String
  package var files: [File] = []
  package var published: [PublishedOutput] = []
  package var passed: [LocalResult] = []
  package var judgements: [RecordedJudgement] = []

  package init(pipeline: String, folder: String) {
    self.pipeline = pipeline
    self.folder = folder
  }
}

extension Ledger {
  /// Records all of it or nothing. The files count as listed until ``forgetFiles(of:in:)``.
  package func record(_ progress: RunProgress) async throws(StorageError) {
    try await write { database in
      try Self.put(progress.published, database)
      try Self.put(progress.passed, database)
      try Self.put(progress.judgements, database)
      let statement = try database.cachedStatement(
        sql: "INSERT OR REPLACE INTO writtenFile (pipeline, folder, path, entry) VALUES (?, ?, ?, ?)")
      for file in progress.files { try statement.execute(arguments: [progress.pipeline, progress.folder, file.path, file.entry]) }
    }
  }

  /// Returns the files that runs have written into a folder and that its manifest may not list, by path.
  package func files(of pipeline: String, in folder: String) async throws(StorageError) -> [RunProgress.File] {
    try await read { database in
      try Row.fetchAll(
        database, sql: "SELECT path, entry FROM writtenFile WHERE pipeline = ? AND folder = ? ORDER BY path", arguments: [pipeline, folder]
      ).map { RunProgress.File(path: $0[0], entry: $0[1]) }
    }
  }

  /// Forgets the files once the manifest lists them.
  package func forgetFiles(of pipeline: String, in folder: String) async throws(StorageError) {
    try await write { database in
      try database.execute(sql: "DELETE FROM writtenFile WHERE pipeline = ? AND folder = ?", arguments: [pipeline, folder])
    }
  }

  static func forgetFile(_ path: String, pipeline: String, in database: Database) throws {
    try database.cachedStatement(sql: "DELETE FROM writtenFile WHERE pipeline = ? AND path = ?").execute(arguments: [pipeline, path])
  }
}
