import JSON

/// One result of `doctor`.
struct Finding {
  enum State: String {
    case fine
    /// Works, but something is worth knowing.
    case notice
    /// The requested work is impossible.
    case problem
  }

  /// The subject of the check, in a word or two; stable.
  let check: String
  let state: State
  let message: String
  /// The remedy, or `nil` if none is needed.
  let fix: String?

  static func fine(_ check: String, _ message: String) -> Finding { Finding(check: check, state: .fine, message: message, fix: nil) }

  static func notice(_ check: String, _ message: String, fix: String? = nil) -> Finding {
    Finding(check: check, state: .notice, message: message, fix: fix)
  }

  static func problem(_ check: String, _ message: String, fix: String) -> Finding {
    Finding(check: check, state: .problem, message: message, fix: fix)
  }

  var lines: [String] {
    let mark =
      switch state {
      case .fine: "ok      "
      case .notice: "note    "
      case .problem: "PROBLEM "
      }
    return ["\(mark)\(check): \(message)"] + (fix.map { ["        fix: \($0)"] } ?? [])
  }

  var json: JSONValue {
    .object([
      ("check", .text(check)), ("state", .text(state.rawValue)), ("message", .text(message)), ("fix", .optional(fix)),
    ])
  }
}
