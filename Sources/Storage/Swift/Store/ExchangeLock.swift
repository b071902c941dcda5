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
