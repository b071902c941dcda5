import Dispatch
import GRDB
import GRDBSQLite

/// The record of runs, exchanges, costs and outcomes. Several processes may use one at once.
///
/// Its functions do not react to the cancellation of the task that calls them: an answer that was paid for is recorded even if the run is
/// being ended. (GRDB's own asynchronous functions would give up.) When a writing function returns, its record survives a power cut.
package struct Ledger: Sendable {
  let source: LedgerSource
  /// The path, for errors.
  let path: String
  let clock: UTCClock
  let crashes: CrashPoints

  /// The folder of the store.
  var folder: String { Folder.parent(of: path) }

  /// Runs `body` in one transaction, isolated from the writes of other processes.
  /// - Parameter isRehearsal: `true` to roll everything back at the end.
  func write<Value: Sendable>(isRehearsal: Bool = false, _ body: @escaping @Sendable (Database) throws -> Value) async throws(StorageError)
    -> Value
  {
    guard case .writable(let queue, let opened) = source else { throw StorageError(.readOnlyStore, path: path) }
    // SQLite would go on writing to a removed file, and its records would be gone with the process.
    guard let present = try FileStamp.of(path), present.inode == opened.inode, present.device == opened.device else {
      throw StorageError(.notFound, path: path, detail: "removed or replaced while it was in use")
    }
    let result: Result<Value, any Error> = await withCheckedContinuation { continuation in
      queue.asyncWriteWithoutTransaction { database in
        continuation.resume(
          returning: Result {
            var value: Value?
            try database.inTransaction(.immediate) {
              value = try body(database)
              return isRehearsal ? .rollback : .commit
            }
            return try ExchangeRow.required(value)
          })
      }
    }
    return try unwrap(result)
  }

  /// Runs `body` on one consistent state.
  func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws(StorageError) -> Value {
    let result: Result<Value, any Error> = await withCheckedContinuation { continuation in
      switch source {
      case .writable(let queue, opened: _), .inMemory(let queue):
        queue.asyncRead { database in continuation.resume(returning: Result { try body(database.get()) }) }
      case .readOnly(let ledger, let queue):
        queue.async { continuation.resume(returning: Result { try ledger.read(body) }) }
      }
    }
    return try unwrap(result)
  }

  private func unwrap<Value>(_ result: Result<Value, any Error>) throws(StorageError) -> Value {
    do {
      return try result.get()
    } catch {
      throw StorageError(error, ledger: path)
    }
  }
}

extension StorageError {
  /// Classifies SQLite's errors by who can do something about them.
  init(_ error: any Error, ledger path: String) {
    if let error = error as? StorageError {
      self = error
      return
    }
    guard let error = error as? DatabaseError else {
      self.init(.ledgerFailed, path: path, detail: "\(error)")
      return
    }
    let kind: Kind =
      switch error.resultCode {
      case .SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_FORMAT: .ledgerDamaged
      case .SQLITE_FULL: .noSpace
      case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL: .ledgerBusy
      case .SQLITE_READONLY: error.extendedResultCode == .SQLITE_READONLY_DBMOVED ? .notFound : .readOnly
      case .SQLITE_PERM, .SQLITE_AUTH: .permissionDenied
      default: .ledgerFailed
      }
    // Not the description, which would carry the values that were being written.
    self.init(kind, path: path, detail: error.message ?? "SQLite error \(error.extendedResultCode.rawValue)")
  }
}

extension Ledger {
  /// Closes the ledger: SQLite folds its log into the file and removes it, whoever may still hold this ledger. Afterwards nothing can be
  /// read or written through it.
  package func close() throws(StorageError) {
    guard case .writable(let queue, _) = source else { return }
    do {
      try queue.close()
    } catch {
      throw StorageError(error, ledger: path)
    }
  }
}

/// The library that the ledger is kept with.
package enum LedgerLibrary {
  /// Its name and the version that is loaded.
  package static var name: String {
    let version = Int(sqlite3_libversion_number())
    return "SQLite \(version / 1_000_000).\(version / 1_000 % 1_000).\(version % 1_000)"
  }
}
