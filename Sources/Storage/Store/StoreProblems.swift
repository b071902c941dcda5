/// A fault of a store.
package struct StoreProblem: Hashable, Sendable, CustomStringConvertible {
  package enum Kind: Hashable, Sendable {
    /// A paid answer was received whole and could not be filed; the next run files it.
    case answerWaits
    /// Records or stored files are missing, or do not match their digests.
    case damage
  }

  package let kind: Kind
  package let description: String
}

extension Store {
  /// Returns the faults of the store: of the ledger, and of the stored files that its exchanges refer to. Empty if all is well.
  /// - Parameter readsContents: `true` to verify each file against its digest; damaged ones are then moved to quarantine, unless the store
  ///   is open for reading only.
  package func problems(readsContents: Bool) async throws(StorageError) -> [StoreProblem] {
    var problems = try await ledger.problems().map { StoreProblem(kind: .damage, description: $0) }
    for exchange in try await ledger.allExchanges() {
      let body = try exchange.response.flatMap { response throws(StorageError) -> StoreProblem? in
        if try !blobs.contains(response.body), try UnenteredAnswer.holds(response.body, of: exchange.id, in: path) {
          return answerWaits(of: exchange.id)
        }
        return try problem(with: response.body, readsContents: readsContents).map { damage("answer", of: exchange.id, $0) }
      }
      let picture = try exchange.picture.flatMap { picture throws(StorageError) in
        try problem(with: picture.blob, readsContents: readsContents).map { damage("picture", of: exchange.id, $0) }
      }
      problems += [body, picture].compactMap(\.self)
    }
    return try await problems + unenteredAnswers()
  }

  /// Whole answers of runs that no longer live and that the ledger does not know of yet, such as those that could not be synced.
  private func unenteredAnswers() async throws(StorageError) -> [StoreProblem] {
    let sending = Set(try await ledger.open().filter { $0.state == .sending }.map(\.id))
    return try await orphans().received.filter { sending.contains($0.id) }.map { answerWaits(of: $0.id) }
  }

  private func answerWaits(of exchange: ExchangeID) -> StoreProblem {
    let place = UnenteredAnswer.path(of: exchange, in: path)
    return StoreProblem(kind: .answerWaits, description: "the answer of call \(exchange) waits in '\(place)' to be filed by the next run")
  }

  private func damage(_ part: String, of exchange: ExchangeID, _ what: String) -> StoreProblem {
    StoreProblem(kind: .damage, description: "the \(part) of call \(exchange) \(what)")
  }

  private func problem(with blob: Blob, readsContents: Bool) throws(StorageError) -> String? {
    guard try blobs.contains(blob) else { return "is missing or has another size" }
    guard readsContents else { return nil }
    do {
      try blobs.verify(blob)
      return nil
    } catch {
      guard error.kind == .damagedBlob || error.kind == .missingBlob else { throw error }
      return "is damaged"
    }
  }
}
