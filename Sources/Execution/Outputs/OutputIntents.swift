import Storage

/// Enters in the ledger what is about to be written. What many tasks want entered at once goes into one transaction, because each has to wait
/// for the disk.
actor OutputIntents {
  private let ledger: Ledger
  private var pending: [IntendedOutput] = []
  private var waiting: [CheckedContinuation<Void, Never>] = []
  private var isWriting = false

  init(ledger: Ledger) { self.ledger = ledger }

  /// Returns when the entry is durable.
  func enter(_ output: IntendedOutput) async throws(StorageError) {
    pending.append(output)
    while isWriting { await withCheckedContinuation { waiting.append($0) } }
    // Whoever wrote meanwhile may have taken this one along.
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
      // The others find theirs not entered, and try for themselves.
      pending += batch.filter { $0 != output }
      throw error
    }
  }
}
