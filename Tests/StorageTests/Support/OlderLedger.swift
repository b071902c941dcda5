import GRDB

@testable import Storage

enum OlderLedger {
  /// The migrations of the first version that had users.
  static let migrations = ["runs, exchanges, bindings, results", "runs without an end", "pace of calls"]

  /// Turns the ledger of a store that nobody has open into one that this earlier version would have left.
  static func make(of store: String) throws {
    let queue = try DatabaseQueue(path: "\(store)/ledger.sqlite")
    try queue.write { database in
      let list = migrations.map { "'\($0)'" }.joined(separator: ", ")
      try database.execute(sql: "DELETE FROM grdb_migrations WHERE identifier NOT IN (\(list))")
      let reference = try DatabaseQueue()
      try LedgerMigrations.migrator.migrate(reference, upTo: migrations[2])
      let kept = try reference.read { try tables(in: $0) }
      for table in try tables(in: database).subtracting(kept) { try database.execute(sql: "DROP TABLE \(table)") }
      for index in try indexes(in: database).subtracting(try reference.read { try indexes(in: $0) }) {
        try database.execute(sql: "DROP INDEX \(index)")
      }
      for table in try tables(in: database) {
        let known = try reference.read { try columns(of: table, in: $0) }
        for column in try columns(of: table, in: database).subtracting(known) {
          try database.execute(sql: "ALTER TABLE \(table) DROP COLUMN \(column)")
        }
      }
    }
    try queue.close()
  }

  static func migrations(of ledger: String) throws -> [String] {
    try texts("SELECT identifier FROM grdb_migrations ORDER BY rowid", in: ledger)
  }

  static func texts(_ query: String, in ledger: String) throws -> [String] {
    let queue = try DatabaseQueue(path: ledger)
    defer { close(queue) }
    return try queue.read { try String.fetchAll($0, sql: query) }
  }

  private static func close(_ queue: DatabaseQueue) {
    do { try queue.close() } catch { print("a ledger stays open: \(error)") }
  }

  private static func columns(of table: String, in database: Database) throws -> Set<String> {
    try String.fetchSet(database, sql: "SELECT name FROM pragma_table_info('\(table)')")
  }

  /// Those that were made by a statement of their own.
  private static func indexes(in database: Database) throws -> Set<String> {
    try String.fetchSet(database, sql: "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
  }

  private static func tables(in database: Database) throws -> Set<String> {
    try String.fetchSet(database, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
  }
}
