import Dispatch
import GRDB

/// The source of the records.
///
/// A queue with one connection, not a pool: a command reads in few, large queries and otherwise writes, so further reading connections would
/// only cost descriptors, and with one connection it is certain which settings (`synchronous`, `foreign_keys`) hold for each write.
/// SQLite runs on the queue's own thread, so a wait for another process's lock holds up no Swift task.
enum LedgerSource: Sendable {
  /// With the stamp of the file that was opened.
  case writable(DatabaseQueue, opened: FileStamp)
  /// In memory: of a store that does not exist, or a migrated copy of a ledger of an earlier version.
  case inMemory(DatabaseQueue)
  case readOnly(ReadOnlyLedger, DispatchQueue)

  /// Pages of 4 kB.
  private static let checkpointInterval = 64

  /// The time to wait for other processes, in seconds; each of them writes for milliseconds at a time.
  private static let patience = 30.0

  /// Opens or creates the file, migrates its tables, and compares it with the records beside the answers. The caller holds the lock for
  /// opening.
  static func open(_ path: String, crashes: CrashPoints) throws -> LedgerSource {
    let recovery = LedgerRecovery(ledger: path)
    if try recovery.isBlank() {
      try recovery.requireNothingLost()
    } else {
      // Read before it is opened for writing: a ledger of a later version stays untouched, and one of an earlier version is migrated with
      // care.
      switch try recovery.age() {
      case .unfinished: try recovery.requireNothingLost()
      case .older: try LedgerUpgrade(path: path, crashes: crashes).run()
      case .current: break
      }
    }
    let queue = try openWritable(path)
    try recovery.reconcile(queue)
    return try .writable(queue, opened: stamp(of: path))
  }

  /// Opens it in the same way, without checking for lost records.
  static func openWritable(_ path: String) throws -> DatabaseQueue {
    let queue = try DatabaseQueue(path: path, configuration: writingConfiguration())
    let migrator = LedgerMigrations.migrator
    if try !queue.read(migrator.hasCompletedMigrations) {
      try migrator.migrate(queue)
      // So that the tables are there even if the log gets lost.
      try queue.inDatabase { _ = try $0.checkpoint(.truncate) }
    }
    return queue
  }

  static func stamp(of path: String) throws -> FileStamp {
    guard let stamp = try FileStamp.of(path) else { throw StorageError(.notFound, path: path) }
    return stamp
  }

  static func makeEmpty() throws -> LedgerSource {
    let queue = try DatabaseQueue()
    try LedgerMigrations.migrator.migrate(queue)
    return .inMemory(queue)
  }

  static func openReadOnly(_ path: String) throws -> LedgerSource {
    let recovery = LedgerRecovery(ledger: path)
    guard try !recovery.isBlank() else {
      try recovery.requireNothingLost()
      return try makeEmpty()
    }
    let ledger = ReadOnlyLedger(path: path)
    switch try recovery.age() {
    case .unfinished:
      try recovery.requireNothingLost()
      return .inMemory(try ledger.migratedCopy())
    case .older: return .inMemory(try ledger.migratedCopy())
    case .current:
      try recovery.check(ledger)
      return .readOnly(ledger, DispatchQueue(label: "aquatint.ledger.reading"))
    }
  }

  private static func writingConfiguration() -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(patience)
    configuration.foreignKeysEnabled = true
    // Not through `journalMode`: GRDB then sets `synchronous` to NORMAL, with which a power cut may take back an entry that was reported as
    // written, and with it the knowledge that a request was sent.
    configuration.prepareDatabase { database in
      guard try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL") == "wal" else {
        throw DatabaseError(resultCode: .SQLITE_CANTOPEN, message: "the file system cannot hold a write-ahead log")
      }
      try database.execute(sql: "PRAGMA synchronous = FULL")
      // The log is folded into the file regularly, every so many pages: if the log is lost, only its own pages are lost with it.
      try database.execute(sql: "PRAGMA wal_autocheckpoint = \(checkpointInterval)")
    }
    return configuration
  }

  static func readingConfiguration() -> Configuration {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(patience)
    return configuration
  }
}
