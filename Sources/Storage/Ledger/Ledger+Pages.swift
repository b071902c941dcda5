import GRDB

/// The page of an output folder as it was last written.
package struct WrittenPage: Hashable, Sendable {
  /// The page's file, absolute.
  package let path: String
  package let stamp: FileStamp
  /// Of everything that it was made from.
  package let state: Digest

  package init(path: String, stamp: FileStamp, state: Digest) {
    self.path = path
    self.stamp = stamp
    self.state = state
  }
}

extension Ledger {
  package func page(at path: String) async throws(StorageError) -> WrittenPage? {
    try await read { database in
      let row = try Row.fetchOne(
        database, sql: "SELECT size, modified, changed, inode, device, state FROM page WHERE path = ?", arguments: [path])
      return try row.map { WrittenPage(path: path, stamp: FileStamp($0, from: 0), state: try ExchangeRow.digest($0, 5)) }
    }
  }

  package func record(_ page: WrittenPage) async throws(StorageError) {
    let stamp = page.stamp
    try await write { database in
      try database.execute(
        sql: "INSERT OR REPLACE INTO page (path, size, modified, changed, inode, device, state) VALUES (?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          page.path, stamp.size, stamp.modified, stamp.changed, Int64(bitPattern: stamp.inode), Int64(bitPattern: stamp.device),
          page.state.hex,
        ])
    }
  }

  /// Returns a text that changes with every exchange of a pipeline that is entered or changed.
  package func mark(pipeline: String) async throws(StorageError) -> String {
    try await read { database in
      let mark = try String.fetchOne(
        database,
        sql: """
          SELECT count(*) || ' ' || coalesce(max(rowid), 0) || ' ' || coalesce(max(updated), 0) || ' ' || total(updated)
          FROM exchange WHERE pipeline = ?
          """, arguments: [pipeline])
      return try ExchangeRow.required(mark)
    }
  }
}
