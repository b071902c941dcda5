extension Store {
  /// Runs `body` while no other task or process that uses this function works on the key, so that two of them never send the same request.
  /// A caller that had to wait should look for the other's answer first.
  /// - Parameters:
  ///   - sleep: waits; throws when the task is cancelled, which ends the waiting.
  ///   - whileWaiting: called once, if the key is held already.
  package func withExchangeLock<Value>(
    _ key: Digest, sleep: (Duration) async throws -> Void, whileWaiting: () -> Void = {}, _ body: () async throws -> Value
  ) async throws -> Value {
    if isReadOnly { throw StorageError(.readOnlyStore, path: path) }
    try Folder.create("locks", inStore: path)
    let file = "\(path)/\(Self.lockName(of: key))"
    var pause = Duration.milliseconds(10)
    var isFirst = true
    while true {
      if let lock = try FileLock.tryAcquire(file, removesFile: true) {
        defer { lock.release() }
        return try await body()
      }
      if isFirst { whileWaiting() }
      isFirst = false
      try await sleep(pause)
      try Task.checkCancellation()
      pause = min(pause * 2, .seconds(1))
    }
  }
}

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
