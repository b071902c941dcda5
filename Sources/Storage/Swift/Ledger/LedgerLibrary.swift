import GRDBSQLite

/// The library that the ledger is kept with.
package enum LedgerLibrary {
  /// Its name and the version that is loaded.
  package static var name: String {
    let version = Int(sqlite3_libversion_number())
    return "SQLite \(version / 1_000_000).\(version / 1_000 % 1_000).\(version % 1_000)"
  }
}
