import Storage

/// Records in the ledger the files that are about to be written. Concurrent records share one transaction, because each has to wait for the
/// disk.
actor OutputIntents {
  private let ledger: Ledger
  private var pending: [IntendedOutput] = []
  private var waiting: [CheckedContinuation<Void, Never>] = []
  private var isWriting = false

  init(ledger: Ledger) { self.ledger = ledger }

  /// Records an output; returns when the record is durable.
  func enter(_ output: IntendedOutput) async throws(StorageError) {
    pending.append(output)
    while isWriting { await withCheckedContinuation { waiting.append($0) } }
    // A concurrent write may have included this one.
    guard pending.contains(output) else { return }
    let batch = pending
    pending = []
    isWriting = true
    defer {
      isWriting = false
      for continuation in waiting { continuation.resume() }
      waiting = []
    }
    do throws(StorageError) {
      try await ledger.record(intended: batch)
    } catch {
      // The others find theirs not recorded, and try again.
      pending += batch.filter { $0 != output }
      throw error
    }
  }
}
