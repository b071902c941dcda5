package import Storage

/// The number of attempts under a key that were made because an earlier answer was unusable, since the request was last restarted.
package struct AttemptTally: Hashable, Sendable {
  /// Attempts after a picture that was rejected.
  package private(set) var retries = 0
  /// Attempts after an answer without a picture.
  package private(set) var asks = 0

  package init() {}

  /// Counts the attempt with the number `last` and those before it. Requests without an answer do not count.
  package init(_ attempts: [Exchange], upTo last: Int) {
    for attempt in attempts.reversed() where attempt.attempt <= last && attempt.state != .notSent && attempt.state != .rejected {
      switch attempt.cause {
      case .retry: retries += 1
      case .askAgain: asks += 1
      case .first, .refresh, .resend: return
      }
    }
  }

  /// Returns the tally after one more attempt.
  package func counting(_ cause: AttemptCause) -> AttemptTally {
    var tally = self
    switch cause {
    case .retry: tally.retries += 1
    case .askAgain: tally.asks += 1
    case .first, .refresh, .resend: tally = AttemptTally()
    }
    return tally
  }
}
