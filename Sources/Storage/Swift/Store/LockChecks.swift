extension Store {
  /// Validates, right before a request is sent, that other processes can still see that the run lives and that the key is in use: removing
  /// the files of the locks by hand would let another run send the same request.
  /// - Throws: `.lockLost`.
  package func requireLocks(of run: RunID, key: Digest) throws(StorageError) {
    for path in [lockPath(of: run), "\(path)/\(Self.lockName(of: key))"] where try !FileLock.isHeld(path) {
      throw StorageError(.lockLost, path: path)
    }
  }

  /// Returns the path below the store. 64 bits are enough to distinguish keys; if two share a lock, one waits for the other.
  static func lockName(of key: Digest) -> String { "locks/\(key.hex.prefix(16)).lock" }
}
