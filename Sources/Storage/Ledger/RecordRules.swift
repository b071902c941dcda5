import GRDB

/// The values that a record from outside may hold. The ledger computes with these numbers: a negative cost would undo a budget, a number at
/// the end of its type would trap or overflow sums.
enum RecordRules {
  static let amounts: ClosedRange<Int64> = 0...10_000_000_000_000
  private static let counts: ClosedRange<Int64> = 1...1_000_000
  static let attempts = 1...1_000_000
  private static let places: ClosedRange<Int64> = 0...1_000_000
  private static let sizes: ClosedRange<Int64> = 0...(1 << 40)
  private static let sides: ClosedRange<Int64> = 1...(1 << 24)
  /// Milliseconds, to the end of the year 9999.
  private static let times: ClosedRange<Int64> = 0...253_402_300_799_999

  /// By table and column. Amounts are in 10⁻⁹ USD, up to 10,000 USD a call; sizes in bytes, sides in pixels.
  private static let ranges: [String: [String: ClosedRange<Int64>]] = [
    "run": ["started": times, "ended": times],
    "exchange": [
      "attempt": counts, "status": 0...999, "bodySize": sizes, "partialSize": sizes, "pictureSize": sizes, "pictureWidth": sides,
      "pictureHeight": sides, "cost": amounts, "reserved": amounts, "stage": places, "variant": counts, "created": times, "updated": times,
      "jobItem": places,
    ],
    "binding": ["stage": places, "variant": counts],
    "earlierChoice": ["stage": places, "variant": counts],
    "localResult": ["size": sizes, "width": sides, "height": sides],
    "judgement": ["created": times],
  ]
  /// Columns that hold the name of something else.
  private static let digests = ["key", "digest", "requestDigest", "bodyDigest", "partialDigest", "pictureDigest"]
  private static let identifiers = ["id", "run", "exchange"]

  /// Validates a record from outside.
  /// - Parameter line: JSON of one object.
  /// - Throws: the rule that it violates, as a fault of the record.
  static func check(_ line: String, of table: String, _ database: Database) throws {
    let members = try database.cachedStatement(sql: "SELECT key, type, atom FROM json_each(?)")
    let rows = try Row.fetchAll(members, arguments: [line])
    var seen: Set<String> = []
    for row in rows {
      let (name, type): (String, String) = (row[0], row[1])
      guard seen.insert(name).inserted else { throw broken("'\(name)' stands twice in a record of '\(table)'") }
      if type == "null" { continue }
      if let range = ranges[table]?[name] {
        guard type == "integer", let value = Int64.fromDatabaseValue(row[2]), range.contains(value) else {
          throw broken("the \(name) of a record of '\(table)' is out of its range")
        }
      } else {
        guard type == "text", let text = String.fromDatabaseValue(row[2]) else { throw broken("the \(name) of a record is no text") }
        if digests.contains(name), Digest(hex: text) == nil { throw broken("the \(name) of a record is no digest") }
        if name == "partialName", !text.hasPrefix("partial/") || ExchangeID(String(text.dropFirst("partial/".count))) == nil {
          throw broken("the \(name) of a record is none of ours")
        }
        if identifiers.contains(name), RunID(text) == nil { throw broken("the \(name) of a record is no id") }
      }
    }
  }

  static func broken(_ message: String) -> DatabaseError { DatabaseError(resultCode: .SQLITE_CORRUPT, message: message) }

  /// Returns whether the record is at fault, not the disk or another process.
  static func isFaultOfRecord(_ error: any Error) -> Bool {
    guard let error = error as? DatabaseError else { return false }
    return switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_ERROR, .SQLITE_TOOBIG: true
    default: false
    }
  }
}
