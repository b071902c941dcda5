import GRDB

/// The version of a ledger's tables relative to this program's.
enum LedgerAge: Hashable {
  /// No migration has been completed: its creation was interrupted.
  case unfinished
  /// Written by an earlier version, after so many migrations.
  case older(migrations: Int)
  case current

  /// Returns the age of a database.
  /// - Throws: `.ledgerNewer` if a later version has written it.
  static func of(_ database: Database, path: String) throws -> LedgerAge {
    let migrator = LedgerMigrations.migrator
    if try migrator.hasBeenSuperseded(database) { throw StorageError(.ledgerNewer, path: path) }
    if try migrator.hasCompletedMigrations(database) { return .current }
    let count = try migrator.appliedMigrations(database).count
    return count == 0 ? .unfinished : .older(migrations: count)
  }
}

/// Migrates a ledger of an earlier version: only while it is not in use, and only after a copy of it has been made.
///
/// Each migration is a transaction of its own, and the copy has its name only when it is whole, so a process that is killed anywhere in
/// between leaves a ledger that opens; the next one goes on.
struct LedgerUpgrade {
  /// The path of the ledger.
  let path: String
  let crashes: CrashPoints
  /// The time to wait for commands that only read, in seconds. A run is not waited for.
  var patience = 5.0

  /// Migrates the ledger. The caller holds the lock for opening, so no other process can begin to use the store meanwhile.
  /// - Throws: `.storeInUse`, with the process as far as that can be found out.
  func run() throws {
    try requireNoRun()
    let queue = try openExclusively()
    let migrator = LedgerMigrations.migrator
    let count = try queue.read { try migrator.appliedMigrations($0).count }
    crashes.pass(.beforeLedgerCopy)
    try copy(queue, to: "\(path).before-\(count)")
    crashes.pass(.afterLedgerCopy)
    try migrator.migrate(queue)
    crashes.pass(.afterLedgerMigration)
    try queue.close()
  }

  private func requireNoRun() throws {
    let store = Folder.parent(of: path)
    let runs = try ReadOnlyLedger(path: path).read { database in
      try Row.fetchAll(database, sql: "SELECT id, pipeline, command FROM run WHERE ended IS NULL").map { row in
        (id: try ExchangeRow.required(RunID(row[0] as String)), pipeline: row[1] as String, command: row[2] as String)
      }
    }
    for run in runs where try FileLock.isHeld(run.id.lockPath(in: store)) {
      let holder = LockHolder.all(of: run.id.lockPath(in: store)).first.map { ", \($0)" } ?? ""
      throw inUse("run \(run.id) of '\(run.pipeline)' ('\(run.command)'\(holder)) is under way")
    }
  }

  /// Opens the ledger exclusively: a watch that waits for sources has no run, but it has the ledger open.
  private func openExclusively() throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.busyMode = .timeout(patience)
    configuration.foreignKeysEnabled = true
    configuration.prepareDatabase { database in
      // Set before the file is read, so that this connection is the only one that has it, or gets none of it
      // (https://www.sqlite.org/wal.html, "Use of WAL Without Shared-Memory").
      try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
      try database.execute(sql: "PRAGMA synchronous = FULL")
    }
    do {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      // A write, because a reader may still share the file.
      try queue.inDatabase { try $0.inTransaction(.exclusive) { .commit } }
      return queue
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
      let holder = LockHolder.all(of: path).first.map { ": \($0)" } ?? ""
      throw inUse("another command, perhaps a watch, has it open\(holder)")
    }
  }

  private func inUse(_ who: String) -> StorageError {
    StorageError(.storeInUse, path: Folder.parent(of: path), detail: "its ledger has to be brought up to date, and \(who)")
  }

  /// Copies the ledger. A copy of an earlier attempt is replaced: the older version may have been in use since.
  private func copy(_ queue: DatabaseQueue, to target: String) throws {
    var file = try TemporaryFile(in: Folder.parent(of: path), mode: 0o600, crashes: .none, at: .output)
    var configuration = Configuration()
    configuration.prepareDatabase { database in
      // A copy that is not finished is removed as a whole, so it needs no journal, which would be another file to be left behind.
      try database.execute(sql: "PRAGMA journal_mode = OFF")
      try database.execute(sql: "PRAGMA synchronous = OFF")
    }
    let copy = try DatabaseQueue(path: file.provisionalPath, configuration: configuration)
    try queue.backup(to: copy)
    try copy.close()
    _ = try file.commit(to: target)
  }
}
