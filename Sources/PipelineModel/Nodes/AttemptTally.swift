package import Storage

/// How many of the attempts under a key were made because an earlier answer would not do, since the request was last begun anew.
package struct AttemptTally: Hashable, Sendable {
  /// After a picture that was turned down.
  package private(set) var retries = 0
  /// After an answer that held none.
  package private(set) var asks = 0

  package init() {}

  /// Counts the attempt with the number `last` and those before it. Requests that got no answer do not count.
  package init(_ attempts: [Exchange], upTo last: Int) {
    for attempt in attempts.reversed() where attempt.attempt <= last && attempt.state != .notSent && attempt.state != .rejected {
      switch attempt.cause {
      case .retry: retries += 1
      case .askAgain: asks += 1
      case .first, .refresh, .resend: return
      }
    }
  }

  /// The tally after one more attempt.
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
