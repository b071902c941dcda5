import GRDB

extension Ledger {
  /// Returns the exchanges in bindings and earlier choices of any pipeline.
  package func boundExchanges() async throws(StorageError) -> Set<ExchangeID> {
    try await read { database in
      Set(
        try String.fetchAll(database, sql: "SELECT exchange FROM binding UNION SELECT exchange FROM earlierChoice").map {
          try ExchangeRow.required(ExchangeID($0))
        })
    }
  }

  func localResultCount() async throws(StorageError) -> Int {
    try await read { try Int.fetchOne($0, sql: "SELECT count(*) FROM localResult") ?? 0 }
  }

  func dropLocalResults() async throws(StorageError) {
    try await write { try $0.execute(sql: "DELETE FROM localResult") }
  }

  /// The columns that change when an answer is removed.
  private static let collectedColumns = [
    "state", "updated", "status", "headers", "bodyDigest", "bodySize", "pictureDigest", "pictureSize", "pictureFormat", "pictureWidth",
    "pictureHeight", "alternates",
  ]

  /// Removes the answers of settled exchanges; their entries with their costs stay, so that reports remain true and numbers of attempts are
  /// never used again.
  /// - Returns: the stored files that nothing refers to any more.
  func collect(_ ids: [ExchangeID]) async throws(StorageError) -> Set<Digest> {
    let now = clock.milliseconds()
    let path = path
    return try await write { database in
      var freed: Set<Digest> = []
      var real: [ExchangeID] = []
      for id in ids {
        let exchange = try Self.require(id, in: database, path)
        guard !exchange.state.isUndecided, exchange.state != .notSent else {
          throw StorageError(.illegalTransition(from: exchange.state, to: .collected), path: path, detail: "exchange \(id)")
        }
        freed.formUnion(exchange.storedFiles.map(\.digest))
        try database.execute(
          sql: """
            UPDATE exchange SET state = ?, updated = ?, bodyDigest = NULL, bodySize = NULL, status = NULL, headers = NULL, \
            pictureDigest = NULL, pictureSize = NULL, pictureFormat = NULL, pictureWidth = NULL, pictureHeight = NULL, alternates = NULL \
            WHERE id = ?
            """, arguments: [ExchangeState.collected.rawValue, now, id.text])
        if exchange.billingDomain == .real { real.append(id) }
      }
      try CallJournal(ledger: path).add(real, Self.collectedColumns, database)
      let named = try String.fetchSet(
        database,
        sql: """
          SELECT bodyDigest FROM exchange WHERE bodyDigest IS NOT NULL
          UNION SELECT pictureDigest FROM exchange WHERE pictureDigest IS NOT NULL
          """)
      // Other pictures of the answers are unreferenced from now on; the next collection finds them.
      return freed.filter { !named.contains($0.hex) }
    }
  }
}
