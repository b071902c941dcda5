extension Store {
  /// What is wrong with the store: the ledger, and the stored files that its exchanges name. Empty where all is well.
  /// - Parameter readsContents: whether each file is read and held against its digest; damaged ones are moved to quarantine then, unless the
  ///   store is open for reading only.
  package func problems(readsContents: Bool) async throws(StorageError) -> [String] {
    var problems = try await ledger.problems()
    for exchange in try await ledger.allExchanges() {
      let body = try exchange.response.flatMap { response throws(StorageError) in
        if try !blobs.contains(response.body), try UnenteredAnswer.holds(response.body, of: exchange.id, in: path) {
          return
            "the answer of call \(exchange.id) waits in '\(UnenteredAnswer.path(of: exchange.id, in: path))' to be filed by the next run"
        }
        return try problem(with: response.body, readsContents: readsContents).map { "the answer of call \(exchange.id) \($0)" }
      }
      let picture = try exchange.picture.flatMap { picture throws(StorageError) in
        try problem(with: picture.blob, readsContents: readsContents).map { "the picture of call \(exchange.id) \($0)" }
      }
      problems += [body, picture].compactMap(\.self)
    }
    return problems
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
