/// The names of files in a shared folder:
///
///     claims/<key>/<attempt>            who sends an attempt; never removed
///     records/<key>/<attempt>           what became of it
///     records/<key>/<attempt>.<state>   what became of it later, such as a person's decision
///     answers/<digest>                  the bodies of answers
///     journals/<run>                    the files that a run of a part publishes
///     journals/<run>.<number>           more of them
package enum SharedName {
  static let journals = "journals/"
  static let records = "records/"
  static let claims = "claims/"

  static func claims(of key: Digest) -> String { "\(claims)\(key.hex)/" }
  static func records(of key: Digest) -> String { "\(records)\(key.hex)/" }
  static func claim(_ key: Digest, _ attempt: Int) -> String { "\(claims(of: key))\(attempt)" }

  /// - Parameter state: for a record beside an earlier one.
  static func record(_ key: Digest, _ attempt: Int, _ state: ExchangeState? = nil) -> String {
    "\(records(of: key))\(attempt)" + (state.map { ".\($0.rawValue)" } ?? "")
  }

  static func answer(_ digest: Digest) -> String { "answers/\(digest.hex)" }
  static func journal(_ run: RunID, _ part: Int) -> String { journals + run.text + (part > 1 ? ".\(part)" : "") }

  /// Returns the key and the number of the attempt that a claim or record is of, or `nil` for a file of another name.
  static func attempt(_ name: String) -> (key: Digest, number: Int)? {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, let key = Digest(hex: String(parts[1])) else { return nil }
    let number = parts[2].prefix { $0 != "." }
    guard let attempt = Int(number), String(attempt) == number, RecordRules.attempts.contains(attempt) else { return nil }
    let state = parts[2].dropFirst(number.count + 1)
    guard parts[2].count == number.count || (parts[0] == "records" && ExchangeState(rawValue: String(state)) != nil) else { return nil }
    return (key, attempt)
  }

  /// Returns the run and the number of the part that a journal's file is, or `nil` for a file of another name.
  static func journal(_ name: String) -> (run: RunID, part: Int)? {
    let parts = name.dropFirst(journals.count).split(separator: ".", omittingEmptySubsequences: false)
    guard let first = parts.first, let run = RunID(String(first)), parts.count <= 2 else { return nil }
    guard parts.count == 2 else { return (run, 1) }
    guard let part = Int(parts[1]), part > 1, String(part) == parts[1] else { return nil }
    return (run, part)
  }
}
