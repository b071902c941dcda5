import GRDB

/// The facts that a plan needs, from one moment of the ledger.
package struct LedgerSnapshot: Sendable {
  /// The attempts by key, ordered by attempt number.
  package private(set) var attempts: [Digest: [Exchange]]
  package let bindings: [Slot: Binding]
  /// The choices for requests that the slots no longer had when that was last written.
  package let earlierChoices: [ChoicePlace: ExchangeID]
  /// The exchanges that the bindings use.
  package let boundExchanges: [ExchangeID: Exchange]
  package let localResults: [Digest: LocalResult]
  /// By path.
  package let published: [String: PublishedOutput]
  /// The files that were about to be written, by path.
  package let intended: [String: Set<Digest>]
  /// By path.
  package let sourceDigests: [String: SourceDigest]
  /// Exchanges of all pipelines that share the store, oldest first.
  package private(set) var unknown: [Exchange]

  /// Returns the same with further attempts.
  package func adding(_ further: [Digest: [Exchange]]) -> LedgerSnapshot {
    var copy = self
    copy.attempts.merge(further) { $1 }
    return copy
  }

  /// Returns the same with the unfinished exchanges of dead runs in the states that settling gives them.
  package func settling(_ orphans: Orphans) -> LedgerSnapshot {
    var copy = self
    for exchange in orphans.notSent + orphans.unknown + orphans.received {
      guard let place = attempts[exchange.key]?.firstIndex(where: { $0.id == exchange.id }) else { continue }
      copy.attempts[exchange.key]?[place] = exchange
    }
    copy.unknown += orphans.unknown
    return copy
  }
}

extension Ledger {
  /// Reads everything that belongs to the pipeline, and the records of these keys and sources, in one transaction.
  /// - Parameter assets: those whose bindings and files are read, as long as the files lie in folders with their names; `nil` for all.
  package func snapshot(
    pipeline: String, keys: [Digest] = [], localKeys: [Digest] = [], sourcePaths: [String] = [], assets: [String]? = nil
  ) async throws(StorageError) -> LedgerSnapshot {
    let part = PipelinePart(pipeline: pipeline, assets: assets)
    return try await read { database in
      let attempts = try Self.attempts(for: keys, in: database)
      let bindings = try Self.bindings(of: part, in: database)
      // Most bound exchanges are attempts under the keys already; reading them twice would double the time of a plan with nothing to do.
      var exchanges: [ExchangeID: Exchange] = [:]
      for exchange in attempts.values.joined() { exchanges[exchange.id] = exchange }
      let bound = Set(bindings.values.map(\.exchange))
      exchanges.merge(try Self.exchanges(bound.filter { exchanges[$0] == nil }, in: database)) { old, _ in old }
      return LedgerSnapshot(
        attempts: attempts,
        bindings: bindings,
        earlierChoices: try Self.earlierChoices(of: part, in: database),
        boundExchanges: exchanges.filter { bound.contains($0.key) },
        localResults: try Self.localResults(for: localKeys, in: database),
        published: try Self.publishedOutputs(of: part, in: database),
        intended: try Self.intendedOutputs(of: part, in: database),
        sourceDigests: try Self.sourceDigests(for: sourcePaths, in: database),
        unknown: try Self.exchanges(in: [.unknown], database))
    }
  }
}
