import GRDB

/// Records of the ledger as lines of JSON, made and read by SQLite itself, so that each column is listed only once.
enum LedgerLines {
  /// A table whose rows are exported; `query` selects them.
  struct Table {
    let name: String
    let columns: [String]
    /// The exchange that a row belongs to, or `nil` for rows that belong to none.
    var exchange: String?
    let query: String
  }

  /// In the order in which they refer to each other. Answered calls are exported, and those that may have been billed: another store must
  /// not send them again without a decision either.
  static let tables = [
    Table(
      name: "run", columns: ["id", "pipeline", "command", "started", "ended", "outcome"],
      query: "WHERE id IN (SELECT run FROM exchange WHERE state IN (\(states))) ORDER BY rowid"),
    Table(
      name: "exchange", columns: ExchangeRow.names, exchange: "id",
      query: "WHERE state IN (\(states)) ORDER BY rowid"),
    Table(
      name: "binding", columns: ["pipeline", "asset", "stage", "variant", "exchange", "key"], exchange: "exchange",
      query: "WHERE exchange IN (SELECT id FROM exchange WHERE state IN (\(states))) ORDER BY pipeline, asset, stage, variant"),
    Table(name: "localResult", columns: ["key", "digest", "size", "format", "width", "height"], query: "ORDER BY key"),
    Table(
      name: "judgement",
      columns: ["key", "exchange", "stage", "verdict", "reason", "remedy", "message", "measured", "created"], exchange: "exchange",
      query: "WHERE exchange IN (SELECT id FROM exchange WHERE state IN (\(states))) ORDER BY key, exchange"),
    Table(
      name: "earlierChoice", columns: ["pipeline", "asset", "stage", "variant", "key", "exchange"], exchange: "exchange",
      query: "WHERE exchange IN (SELECT id FROM exchange WHERE state IN (\(states))) ORDER BY pipeline, asset, stage, variant, key"),
  ]

  /// Returns whether a line belongs to a table that the first version of archives did not have.
  static func isOfLaterVersion(_ line: String) -> Bool {
    line.hasPrefix("{\"table\":\"judgement\"") || line.hasPrefix("{\"table\":\"earlierChoice\"")
  }

  static let travelling: [ExchangeState] = [.received, .interpreted, .unknown, .resolvedLoss, .resolvedResend]
  private static let states = travelling.map { "'\($0.rawValue)'" }.joined(separator: ", ")

  /// Writes one line for each record: the table's name and its columns.
  /// - Parameter exchanges: those that are exported.
  static func write(_ database: Database, only exchanges: Set<String>, to add: (String) throws -> Void) throws {
    for table in tables {
      let members = table.columns.map { "'\($0)', \(ExchangeRow.value($0))" }.joined(separator: ", ")
      let rows = try Row.fetchCursor(
        database,
        sql: "SELECT json_object('table', '\(table.name)', \(members)), \(table.exchange ?? "NULL") FROM \(table.name) \(table.query)")
      while let row = try rows.next() {
        if let exchange = row[1] as String?, !exchanges.contains(exchange) { continue }
        try add(row[0])
      }
    }
  }

  /// Enters the lines that are not known yet, and brings known calls to the later one of their states. An attempt whose number under its
  /// key is in use already is numbered behind the others.
  /// - Returns: the exchanges that were entered or changed, and the number in the archive.
  static func read(
    _ lines: RecordLines, into database: Database, at now: Int64, checking check: (Exchange) throws -> Void
  ) throws -> (entered: [Exchange], read: Int) {
    var entered: [Exchange] = []
    var count = 0
    var isFirst = true
    try lines.forEach { line in
      if isFirst {
        guard ArchiveLayout.versions.contains(where: { line == ArchiveLayout.head($0) }) else {
          throw lines.archive.damaged("it is not an archive of this version of the program")
        }
        isFirst = false
        return
      }
      let name = try String.fetchOne(
        try database.cachedStatement(
          sql: "SELECT CASE WHEN json_valid(?1) AND json_type(?1) = 'object' THEN json_extract(?1, '$.table') END"), arguments: [line])
      guard let table = tables.first(where: { $0.name == name }) else { throw RecordRules.broken("a line of the archive is none of ours") }
      try RecordRules.check(line, of: table.name, database)
      if table.name == "exchange" {
        count += 1
        guard let exchange = try enter(line, accepting: travelling, database) else { return }
        try check(exchange)
        entered.append(exchange)
      } else {
        try insert(line, table, database)
      }
    }
    if isFirst { throw lines.archive.damaged("it has no records") }
    // A run that ended in another store must not count as one that died in this one.
    try database.execute(
      sql: "UPDATE run SET ended = coalesce(ended, ?) WHERE ended IS NULL AND id IN (SELECT value FROM json_each(?))",
      arguments: [now, "[\(Set(entered.map { "\"\($0.run.text)\"" }).sorted().joined(separator: ","))]"])
    return (entered, count)
  }

  private static let exchanges = tables.first { $0.name == "exchange" } ?? tables[1]

  /// Enters a call, or brings a known one to the later of the two states.
  /// - Parameter states: those that it may have.
  /// - Returns: the call as it is now, or `nil` if nothing was changed.
  static func enter(_ line: String, accepting states: [ExchangeState], _ database: Database) throws -> Exchange? {
    let row = try ExchangeRow.required(
      Row.fetchOne(
        try database.cachedStatement(sql: "SELECT json_extract(?1, '$.id'), json_extract(?1, '$.key'), json_extract(?1, '$.attempt')"),
        arguments: [line]))
    let id: String = try ExchangeRow.required(row[0])
    let key: String = try ExchangeRow.required(row[1])
    let present = try database.cachedStatement(sql: "SELECT state, key FROM exchange WHERE id = ?")
    if let known = try Row.fetchOne(present, arguments: [id]) {
      guard known[1] == key else { throw RecordRules.broken("a call has another key here") }
      guard try advance(id, from: ExchangeRow.required(ExchangeState(rawValue: known[0])), to: line, database) else { return nil }
    } else {
      let attempt: Int = try ExchangeRow.required(row[2])
      let holder = try database.cachedStatement(sql: "SELECT 1 FROM exchange WHERE key = ? AND attempt = ?")
      let isTaken = try Bool.fetchOne(holder, arguments: [key, attempt])
      try insert(line, exchanges, database, attempt: isTaken == nil ? attempt : try ExchangeRow.nextAttempt(under: key, database))
    }
    let entered = try Row.fetchOne(
      try database.cachedStatement(sql: "SELECT \(ExchangeRow.columns) FROM exchange WHERE id = ?"), arguments: [id])
    // Reading it back checks every value.
    let exchange = try ExchangeRow.exchange(try ExchangeRow.required(entered))
    guard states.contains(exchange.state), exchange.response != nil || !exchange.state.isAnswered else {
      throw RecordRules.broken("a call of the archive has no answer")
    }
    return exchange
  }

  /// Takes over what a record says of a known call, if it is the later one. A call in flight is left to its process.
  /// - Returns: `false` if nothing was changed.
  private static func advance(_ id: String, from present: ExchangeState, to line: String, _ database: Database) throws -> Bool {
    let text = try String.fetchOne(database, sql: "SELECT json_extract(?, '$.state')", arguments: [line])
    let state = try ExchangeRow.required(text.flatMap { ExchangeState(rawValue: $0) })
    guard !present.isInFlight, state.joiningRank > present.joiningRank else { return false }
    let own = ["id", "key", "attempt", "run", "pipeline", "asset", "stage", "variant", "created"]
    let columns = exchanges.columns.filter { !own.contains($0) }
    let assignments = columns.map { "\($0) = json_extract(?1, '$.\($0)')" }.joined(separator: ", ")
    try database.execute(sql: "UPDATE exchange SET \(assignments) WHERE id = ?2", arguments: [line, id])
    return true
  }

  private static func insert(_ line: String, _ table: Table, _ database: Database, attempt: Int? = nil) throws {
    let values = table.columns.map { column in
      column == "attempt" && attempt != nil ? "?2" : "json_extract(?1, '$.\(column)')"
    }
    try database.cachedStatement(
      sql: """
        INSERT OR IGNORE INTO \(table.name) (\(table.columns.joined(separator: ", "))) \
        SELECT \(values.joined(separator: ", ")) WHERE ?2 IS ?2
        """
    ).execute(arguments: [line, attempt])
  }
}
