import GRDB

/// The columns of an exchange. They are read by position: names would be looked up again for each of ten thousand rows.
enum ExchangeRow {
  static let names = """
    id key attempt cause lane gateway model requestDigest requestSummary state reason \
    status headers bodyDigest bodySize partialName partialDigest partialSize outcome detail \
    pictureDigest pictureSize pictureFormat pictureWidth pictureHeight alternates usage cost costBasis reserved \
    run pipeline asset stage variant created updated tier job jobItem remoteJob
    """.split(separator: " ").map(String.init)

  /// The selected expressions, in the order of the names.
  static let columns = names.map(value).joined(separator: ", ")

  static let cost = value("cost")
  static let reserved = value("reserved")

  /// Returns the expression for a column. An import by an earlier version may have brought in any amount; one that no call can have cost
  /// counts as unknown: it must not make room in a budget, nor overflow a sum.
  static func value(_ name: String) -> String {
    guard ["cost", "reserved"].contains(name) else { return name }
    let range = RecordRules.amounts
    return "CASE WHEN \(name) BETWEEN \(range.lowerBound) AND \(range.upperBound) THEN \(name) END"
  }

  /// Returns the number of the next attempt under a key.
  /// - Throws: an error if the last number is one that this program does not assign, and that may be the end of its type.
  static func nextAttempt(under key: String, _ database: Database) throws -> Int {
    let highest = try database.cachedStatement(sql: "SELECT max(attempt) FROM exchange WHERE key = ?")
    let last = try Int.fetchOne(highest, arguments: [key]) ?? 0
    guard last < RecordRules.attempts.upperBound else { throw RecordRules.broken("an attempt has a number that is none of ours") }
    return last + 1
  }

  static func exchange(_ row: Row) throws -> Exchange {
    Exchange(
      id: try required(ExchangeID(row[0] as String)), key: try digest(row, 1), attempt: row[2],
      cause: try required(AttemptCause(rawValue: row[3])), billingDomain: try required(BillingDomain(rawValue: row[4])), gateway: row[5],
      model: row[6],
      requestDigest: try digest(row, 7), requestSummary: row[8], state: try required(ExchangeState(rawValue: row[9])), reason: row[10],
      response: try response(row), partial: try partial(row), outcome: row[18], detail: row[19], picture: try picture(row),
      alternates: row[25], usage: row[26], cost: (row[28] as String?).map { Cost(nanoUSD: row[27], basis: $0) }, reserved: row[29],
      run: try required(RunID(row[30] as String)),
      slot: Slot(pipeline: row[31], asset: row[32], stage: row[33], variant: row[34]), created: row[35], updated: row[36],
      tier: row[37], job: try job(row))
  }

  static func digest(_ row: Row, _ column: Int) throws -> Digest { try required((row[column] as String?).flatMap { Digest(hex: $0) }) }

  /// Returns the value, or throws an error if the schema allows it but this version does not know it: the ledger was changed by another
  /// program.
  static func required<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a record holds a value that is none of ours") }
    return value
  }

  // Columns that occur only together: a missing one makes the record invalid, not a trap.

  private static func response(_ row: Row) throws -> Response? {
    guard let status = row[11] as Int? else { return nil }
    return Response(
      status: status, headers: try required(row[12] as String?),
      body: Blob(digest: try digest(row, 13), size: try required(row[14] as Int?)))
  }

  private static func partial(_ row: Row) throws -> PartialBody? {
    guard let name = row[15] as String? else { return nil }
    return PartialBody(name: name, blob: Blob(digest: try digest(row, 16), size: try required(row[17] as Int?)))
  }

  private static func job(_ row: Row) throws -> JobPlace? {
    guard let name = row[38] as String? else { return nil }
    return JobPlace(job: name, item: try required(row[39] as Int?), remote: row[40])
  }

  private static func picture(_ row: Row) throws -> Picture? {
    guard row[20] as String? != nil else { return nil }
    return Picture(
      blob: Blob(digest: try digest(row, 20), size: try required(row[21] as Int?)), format: try required(row[22] as String?),
      width: try required(row[23] as Int?), height: try required(row[24] as Int?))
  }
}
