/// The pace of calls to one gateway and model, as a value: it is told what happens and when, and says who may go.
///
/// Times are since any fixed moment; where processes share a limit through the store, since 1970. All numbers are whole, so that the state
/// can be stored and compared exactly.
package struct RateLimit: Hashable, Sendable {
  /// What the profile says; nil means no limit of that kind.
  package struct Bounds: Hashable, Sendable {
    package var requestsPerMinute: Int?
    package var tokensPerMinute: Int?
    /// At least 1.
    package var inFlight: Int

    package init(requestsPerMinute: Int? = nil, tokensPerMinute: Int? = nil, inFlight: Int) {
      self.requestsPerMinute = requestsPerMinute.map { max(1, $0) }
      self.tokensPerMinute = tokensPerMinute.map { max(1, $0) }
      self.inFlight = max(1, inFlight)
    }

    package init(_ profile: GatewayProfile) {
      self.init(
        requestsPerMinute: profile.requestsPerMinute, tokensPerMinute: profile.tokensPerMinute, inFlight: profile.parallelCalls)
    }
  }

  package enum Admission: Hashable, Sendable {
    /// The call counts as begun.
    case go
    /// Ask again then, or when a call ends.
    case wait(until: Duration)
    /// Ask again when a call ends.
    case full
  }

  /// A call of the last minute.
  private struct Entry: Hashable, Sendable {
    let at: Duration
    let tokens: Int
  }

  package let bounds: Bounds
  /// How many calls may be open now: halved by a 429, raised by one after as many successes as calls may be open.
  package private(set) var openLimit: Int
  /// Calls that are open.
  package private(set) var open = 0
  /// Nobody goes before this.
  package private(set) var blockedUntil: Duration = .zero
  private var successes = 0
  private var recent: [Entry] = []

  private static let minute = Duration.seconds(60)

  package init(_ bounds: Bounds) {
    self.bounds = bounds
    self.openLimit = bounds.inFlight
  }

  /// Asks for one call that is expected to use `tokens`.
  package mutating func admit(tokens: Int, at now: Duration) -> Admission {
    recent.removeAll { now - $0.at >= Self.minute }
    guard open < openLimit else { return .full }
    guard now >= blockedUntil else { return .wait(until: blockedUntil) }
    if let most = bounds.requestsPerMinute, recent.count >= most {
      return .wait(until: recent[recent.count - most].at + Self.minute)
    }
    if let most = bounds.tokensPerMinute {
      var used = recent.reduce(0) { $0 + $1.tokens }
      var until: Duration?
      for entry in recent {
        // A call that is larger than the whole minute goes when nothing else is counted.
        if used == 0 || used + tokens <= most { break }
        used -= entry.tokens
        until = entry.at + Self.minute
      }
      if let until { return .wait(until: until) }
    }
    open += 1
    recent.append(Entry(at: now, tokens: max(0, tokens)))
    return .go
  }

  /// A call ended with an answer.
  package mutating func succeeded() {
    open = max(0, open - 1)
    successes += 1
    guard successes >= openLimit else { return }
    successes = 0
    openLimit = min(bounds.inFlight, openLimit + 1)
  }

  /// A call ended in any way that says nothing about the pace.
  package mutating func ended() { open = max(0, open - 1) }

  /// A call was refused because there were too many.
  package mutating func throttled(at now: Duration, retryAfter: Duration?) {
    open = max(0, open - 1)
    successes = 0
    openLimit = max(1, openLimit / 2)
    blockedUntil = max(blockedUntil, now + (retryAfter ?? .seconds(1)))
  }
}
