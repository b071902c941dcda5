import GRDB

/// The remembered digest of a source file; saves hashing it again.
package struct SourceDigest: Hashable, Sendable {
  package let path: String
  package let stamp: FileStamp
  package let digest: Digest
  /// The time at which the stamp was taken, before the file was read, in nanoseconds since 1970 UTC.
  package let recorded: Int64

  package init(path: String, stamp: FileStamp, digest: Digest, recorded: Int64) {
    self.path = path
    self.stamp = stamp
    self.digest = digest
    self.recorded = recorded
  }

  /// Time stamps of files are as coarse as 2 s (FAT); within that, a second change could leave the first one's stamp.
  private static let coarsest: Int64 = 2_000_000_000

  /// Returns the digest, if the file cannot have changed since: its stamp is the same, and was old enough when it was recorded that a later
  /// change must have given it another one.
  package func digest(ifStill present: FileStamp) -> Digest? {
    guard stamp == present, max(stamp.modified, stamp.changed) < recorded - Self.coarsest else { return nil }
    return digest
  }
}

extension Ledger {
  /// Returns the existing digests by path.
  package func sourceDigests(for paths: [String]) async throws(StorageError) -> [String: SourceDigest] {
    try await read { database in try Self.sourceDigests(for: paths, in: database) }
  }

  package func record(sourceDigests: [SourceDigest]) async throws(StorageError) {
    try await write { database in
      let statement = try database.makeStatement(
        sql: """
          INSERT OR REPLACE INTO sourceDigest (path, size, modified, changed, inode, device, digest, recorded)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          """)
      for source in sourceDigests {
        let stamp = source.stamp
        try statement.execute(
          arguments: [
            source.path, stamp.size, stamp.modified, stamp.changed, Int64(bitPattern: stamp.inode), Int64(bitPattern: stamp.device),
            source.digest.hex, source.recorded,
          ])
      }
    }
  }

  static func sourceDigests(for paths: [String], in database: Database) throws -> [String: SourceDigest] {
    var found: [String: SourceDigest] = [:]
    try BulkQuery.forEachRow(
      of: database, "SELECT path, size, modified, changed, inode, device, digest, recorded FROM sourceDigest", where: "path",
      isIn: paths
    ) { row in
      let path: String = row[0]
      found[path] = SourceDigest(
        path: path, stamp: FileStamp(row, from: 1), digest: try ExchangeRow.digest(row, 6), recorded: row[7])
    }
    return found
  }
}

extension FileStamp {
  /// Reads five columns: size, modified, changed, inode, device.
  init(_ row: Row, from column: Int) {
    self.init(
      size: row[column], modified: row[column + 1], changed: row[column + 2], inode: UInt64(bitPattern: row[column + 3]),
      device: UInt64(bitPattern: row[column + 4]))
  }
}
