import GRDB

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
