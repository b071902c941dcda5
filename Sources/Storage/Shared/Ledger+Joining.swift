import FoundationEssentials
import GRDB

extension Ledger {
  /// Returns a call by its columns, as other ledgers take it in.
  /// - Throws: `.noSuchExchange`.
  package func sharedCall(_ id: ExchangeID) async throws(StorageError) -> SharedCall {
    let path = path
    return try await read { database in
      let row = try Row.fetchOne(database, sql: "SELECT \(ExchangeRow.columns) FROM exchange WHERE id = ?", arguments: [id.text])
      guard let row else { throw StorageError(.noSuchExchange, path: path, detail: "exchange \(id)") }
      var values: [String: SharedValue] = [:]
      for (index, name) in ExchangeRow.names.enumerated() {
        let value: DatabaseValue = row[index]
        switch value.storage {
        case .int64(let number): values[name] = .integer(number)
        case .string(let text): values[name] = .text(text)
        case .null: values[name] = SharedValue.none
        case .double, .blob: throw RecordRules.broken("a call holds a value that is none of ours")
        }
      }
      return try ExchangeRow.required(SharedCall(values))
    }
  }

  /// Joins the records of other machines, in any order: of the states of one call the latest stays, by one written order. A call that a
  /// process here has in flight is left to it.
  /// - Returns: the calls that were entered or changed, and those whose records cannot be taken in.
  @discardableResult
  package func join(_ calls: [SharedCall]) async throws(StorageError) -> (changed: Set<ExchangeID>, damaged: Set<ExchangeID>) {
    guard !calls.isEmpty else { return ([], []) }
    var lines: [(id: ExchangeID, run: String, line: String, call: SharedCall)] = []
    for call in calls { lines.append((call.id, call.run.text, try call.line, call)) }
    let (now, path) = (clock.milliseconds(), path)
    let (entered, damaged) = try await write { [lines] database in
      var entered: [Exchange] = []
      var damaged: Set<ExchangeID> = []
      for (id, run, line, call) in lines {
        do {
          try database.inSavepoint {
            try RecordRules.check(line, of: "exchange", database)
            // A run of another machine is not one that died here.
            try database.execute(
              sql: "INSERT OR IGNORE INTO run (id, pipeline, command, started, ended, outcome) VALUES (?, ?, 'shared', ?, ?, 'shared')",
              arguments: [run, call.pipeline, now, now])
            if let exchange = try LedgerLines.enter(line, accepting: ExchangeState.allCases, database) { entered.append(exchange) }
            return .commit
          }
        } catch let error as DatabaseError where RecordRules.isFaultOfRecord(error) {
          damaged.insert(id)
        }
      }
      return (entered, damaged)
    }
    // In a transaction of its own, because a reader of the records beside the answers must find their calls in the ledger.
    let real = entered.filter { $0.billingDomain == .real && !$0.state.isInFlight }.map(\.id)
    if !real.isEmpty { try await write { database in try CallJournal(ledger: path).add(real, nil, database) } }
    return (Set(entered.map(\.id)), damaged)
  }

  /// Forgets a request that was only intended, because another machine sends it.
  package func withdraw(_ id: ExchangeID) async throws(StorageError) {
    try await write { database in
      try database.execute(
        sql: "DELETE FROM exchange WHERE id = ? AND state = ?", arguments: [id.text, ExchangeState.intended.rawValue])
    }
  }
}

extension SharedCall {
  /// JSON of one object.
  fileprivate var line: String {
    get throws(StorageError) {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      do {
        return String(decoding: try encoder.encode(values), as: UTF8.self)
      } catch {
        preconditionFailure("texts and numbers can be written as JSON: \(error)")
      }
    }
  }
}
