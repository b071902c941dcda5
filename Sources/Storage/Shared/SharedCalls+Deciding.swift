/// What a person decides about calls, and what can be said of them without a store.
extension SharedCalls {
  /// What stands under a key.
  package struct Standing: Sendable {
    /// One attempt, by the latest of its records, else by its claim.
    package struct Call: Sendable {
      package let number: Int
      package let entry: SharedEntry
      package let isSettled: Bool
    }

    package internal(set) var calls: [Call] = []
    /// Files that tell nothing, by their names.
    package internal(set) var unusable: [String: SharedEntry.Unusable] = [:]
  }

  package func standing(of key: Digest) async throws(StorageError) -> Standing {
    var standing = Standing()
    for attempt in try await attempts(under: key) {
      if let entry = attempt.entry, attempt.isSettled, entry.call.state.isAnswered, try await !hasAnswer(of: entry.call) {
        standing.unusable[SharedName.record(key, attempt.number)] = .withoutAnswer
      } else if let entry = attempt.entry {
        standing.calls.append(.init(number: attempt.number, entry: entry, isSettled: attempt.isSettled))
      } else {
        standing.unusable.merge(attempt.unusable) { $1 }
      }
    }
    return standing
  }

  /// Returns whether the body of an answer is there, by its size alone.
  private func hasAnswer(of call: SharedCall) async throws(StorageError) -> Bool {
    guard let body = call.body else { return false }
    return try await storage.size(of: SharedName.answer(body.digest)) == body.size
  }

  /// Returns what counts as spent under keys of the plan's money, in 10⁻⁹ USD.
  package func spent(under keys: [Digest]) async throws(StorageError) -> Int64 {
    var total: Int64 = 0
    for key in Set(keys) {
      for attempt in try await attempts(under: key) {
        guard let entry = attempt.entry, entry.plan == identity.plan else { continue }
        let (sum, overflow) = total.addingReportingOverflow(entry.call.spent ?? 0)
        total = overflow ? .max : sum
      }
    }
    return total
  }

  /// Returns all calls whose records say that they may have been billed without an answer, in the order of their names. A claim without a
  /// record is none of them.
  package func undecided() async throws(StorageError) -> [SharedEntry] {
    var keys: [Digest] = []
    for name in try await storage.names(startingWith: SharedName.records) {
      if let key = SharedName.attempt(name)?.key, keys.last != key { keys.append(key) }
    }
    var found: [SharedEntry] = []
    for key in keys {
      found += try await attempts(under: key).filter { $0.isSettled && $0.entry?.call.state == .unknown }.compactMap(\.entry)
    }
    return found
  }

  /// Writes a person's decision about calls that ``undecided()`` has returned.
  package func decide(_ entries: [SharedEntry], as resolution: Resolution) async throws(StorageError) {
    for entry in entries {
      guard let number = number(of: entry.call.id) else { continue }
      try await write(entry.with(entry.call.with(resolution.state)), number)
    }
  }
}
