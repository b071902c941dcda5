import GRDB

// The order of an exchange's writes:
//   1. `begin`: the intention, before any byte leaves.
//   2. `markSending`: from here on the gateway may have the request.
//   3. the body, streamed into the store by a BlobWriter and finished.
//   4. `markReceived`: the answer with the digest of its stored body.
//   5. `markInterpreted` or `markRejected`: what it holds.
// A process that dies leaves the state before the step it was at, and `Store.adoptOrphans` says what that means.
extension Ledger {
  /// Records a request that is about to be sent, as the next attempt under its key.
  /// - Throws: `.undecidedAttempt` if an attempt under that key is in flight, unknown, or received and not yet interpreted.
  package func begin(_ new: NewExchange) async throws(StorageError) -> Exchange {
    let now = clock.milliseconds()
    let path = path
    crashes.pass(.beforeIntended)
    let begun = try await write { database in
      let key = new.key.hex
      let undecided = ExchangeState.allCases.filter(\.isUndecided).map(\.rawValue)
      let open = try String.fetchOne(
        database,
        sql: "SELECT id FROM exchange WHERE key = ? AND state IN (\(databaseQuestionMarks(count: undecided.count))) LIMIT 1",
        arguments: StatementArguments([key] + undecided))
      if let open { throw StorageError(.undecidedAttempt(try ExchangeRow.required(ExchangeID(open))), path: path) }
      let attempt = try ExchangeRow.nextAttempt(under: key, database)
      let id = ExchangeID.random()
      try database.execute(
        sql: """
          INSERT INTO exchange (id, key, attempt, cause, lane, gateway, model, requestDigest, requestSummary, state, reserved,
            run, pipeline, asset, stage, variant, created, updated, tier, job, jobItem)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          id.text, key, attempt, new.cause.rawValue, new.billingDomain.rawValue, new.gateway, new.model, new.requestDigest.hex,
          new.requestSummary, ExchangeState.intended.rawValue, new.reserved, new.run.text, new.slot.pipeline, new.slot.asset,
          new.slot.stage, new.slot.variant, now, now, new.tier, new.job?.job, new.job?.item,
        ])
      return try Self.require(id, in: database, path)
    }
    crashes.pass(.afterIntended)
    return begun
  }

  package func markSending(_ id: ExchangeID) async throws(StorageError) {
    try await change(id, to: .sending)
  }

  /// Records an answer, whose body must be durable in the store before.
  /// - Parameter isFiled: `false` if it still waits in `partial/`, because it could not be filed.
  package func markReceived(_ id: ExchangeID, _ response: Response, isFiled: Bool = true) async throws(StorageError) {
    try await change(id, to: .received, Self.values(response))
    // The ledger knows the answer by its stored body now.
    if isFiled { try UnenteredAnswer.remove(of: id, in: folder) }
  }

  package func markInterpreted(_ id: ExchangeID, _ interpretation: Interpretation) async throws(StorageError) {
    let picture = interpretation.picture
    try await change(
      id, to: .interpreted,
      [
        "outcome": interpretation.outcome, "detail": interpretation.detail, "pictureDigest": picture?.blob.digest.hex,
        "pictureSize": picture?.blob.size, "pictureFormat": picture?.format, "pictureWidth": picture?.width,
        "pictureHeight": picture?.height, "alternates": interpretation.alternates, "usage": interpretation.usage,
        "cost": interpretation.cost.nanoUSD, "costBasis": interpretation.cost.basis,
      ])
  }

  /// Records that the gateway answered with an HTTP error.
  /// - Parameter response: needed unless the exchange is received already.
  package func markRejected(_ id: ExchangeID, outcome: String, detail: String, cost: Cost, response: Response? = nil)
    async throws(StorageError)
  {
    var values = response.map(Self.values) ?? [:]
    values["outcome"] = outcome
    values["detail"] = detail
    values["cost"] = .some(cost.nanoUSD)
    values["costBasis"] = cost.basis
    try await change(id, to: .rejected, from: response == nil ? [.received] : nil, values)
  }

  /// Records that no byte can have reached the gateway.
  package func markNotSent(_ id: ExchangeID, reason: String) async throws(StorageError) {
    try await change(id, to: .notSent, ["reason": reason])
  }

  /// Records that the request may have been billed and there is no usable answer.
  package func markUnknown(_ id: ExchangeID, reason: String, partial: PartialBody? = nil, response: Response? = nil)
    async throws(StorageError)
  {
    var values = response.map(Self.values) ?? [:]
    values["reason"] = reason
    if let partial { for (name, value) in Self.values(partial) { values[name] = value } }
    try await change(id, to: .unknown, values)
  }

  /// Records a person's decision: for all of them, or, if one is not unknown, for none.
  package func resolve(_ ids: [ExchangeID], as resolution: Resolution) async throws(StorageError) {
    let now = clock.milliseconds()
    let path = path
    try await write { database in
      for id in ids { try Self.change(id, to: resolution.state, from: nil, [:], at: now, in: database, path) }
    }
  }

  /// Changes the state of all exchanges of a job that are in one of these states, in one transaction.
  /// - Returns: those that were changed.
  func changeItems(
    of job: String, to state: ExchangeState, from previous: [ExchangeState], _ values: [String: (any DatabaseValueConvertible)?] = [:]
  ) async throws(StorageError) -> [ExchangeID] {
    let now = clock.milliseconds()
    let path = path
    let stored = values.mapValues { $0?.databaseValue ?? .null }
    crashes.pass(CrashPoint.before(state))
    let changed = try await write { database in
      let items = try Self.exchanges(ofJob: job, database).filter { previous.contains($0.state) }
      for item in items { try Self.set(item.id, to: state, stored, at: now, in: database) }
      // One addition for all of them: each is synced.
      let real = items.filter { $0.billingDomain == .real }.map(\.id)
      try CallJournal(ledger: path).add(real, state == .sending ? nil : ["state", "updated"] + stored.keys.sorted(), database)
      return items.map(\.id)
    }
    crashes.pass(CrashPoint.after(state))
    return changed
  }

  private func change(
    _ id: ExchangeID, to state: ExchangeState, from previous: [ExchangeState]? = nil,
    _ values: [String: (any DatabaseValueConvertible)?] = [:]
  ) async throws(StorageError) {
    let now = clock.milliseconds()
    let path = path
    let stored = values.mapValues { $0?.databaseValue ?? .null }
    crashes.pass(CrashPoint.before(state))
    try await write { database in try Self.change(id, to: state, from: previous, stored, at: now, in: database, path) }
    crashes.pass(CrashPoint.after(state))
  }

  /// Changes the state if the present one allows it.
  /// - Parameter previous: the states it may come from, if fewer than the state's predecessors.
  static func change(
    _ id: ExchangeID, to state: ExchangeState, from previous: [ExchangeState]?, _ values: [String: DatabaseValue], at now: Int64,
    in database: Database, _ path: String
  ) throws {
    let exchange = try require(id, in: database, path)
    let present = exchange.state
    guard (previous ?? state.predecessors).contains(present) else {
      throw StorageError(.illegalTransition(from: present, to: state), path: path, detail: "exchange \(id)")
    }
    try set(id, to: state, values, at: now, in: database)
    if exchange.billingDomain == .real {
      try CallJournal(ledger: path).add([id], state == .sending ? nil : ["state", "updated"] + values.keys.sorted(), database)
    }
  }

  private static func set(
    _ id: ExchangeID, to state: ExchangeState, _ values: [String: DatabaseValue], at now: Int64, in database: Database
  ) throws {
    let names = values.keys.sorted()
    let assignments = (["state", "updated"] + names).map { "\($0) = ?" }.joined(separator: ", ")
    let arguments = [state.rawValue.databaseValue, now.databaseValue] + names.map { values[$0] ?? .null } + [id.text.databaseValue]
    try database.execute(sql: "UPDATE exchange SET \(assignments) WHERE id = ?", arguments: StatementArguments(arguments))
  }

  static func require(_ id: ExchangeID, in database: Database, _ path: String) throws -> Exchange {
    let row = try Row.fetchOne(database, sql: "SELECT \(ExchangeRow.columns) FROM exchange WHERE id = ?", arguments: [id.text])
    guard let row else { throw StorageError(.noSuchExchange, path: path, detail: "exchange \(id)") }
    return try ExchangeRow.exchange(row)
  }

  static func values(_ partial: PartialBody) -> [String: DatabaseValue] {
    [
      "partialName": partial.name.databaseValue, "partialDigest": partial.blob.digest.hex.databaseValue,
      "partialSize": partial.blob.size.databaseValue,
    ]
  }

  private static func values(_ response: Response) -> [String: (any DatabaseValueConvertible)?] {
    [
      "status": response.status, "headers": response.headers, "bodyDigest": response.body.digest.hex,
      "bodySize": response.body.size,
    ]
  }
}
