/// The rate of calls to one gateway and model, as a value: it is informed of events with their times, and admits calls.
///
/// Times are since any fixed moment; if processes share a limit through the store, since 1970. All numbers are whole, so that the state can
/// be stored and compared exactly.
package struct RateLimit: Codable, Hashable, Sendable {
  /// The profile's limits; `nil` means no limit of that kind.
  package struct Bounds: Codable, Hashable, Sendable {
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
    /// Retry at that time, or when a call ends.
    case wait(until: Duration)
    /// Retry when a call ends.
    case full
  }

  /// Calls of the last minute that count as made at one time.
  private struct Entry: Codable, Hashable, Sendable {
    /// The time of the last of them, so that none is forgotten too early.
    var at: Duration
    var tokens: Int
    /// The time of the first, or `nil` where there is one call.
    var since: Duration?
    /// The number of calls, or `nil` for one, as earlier versions write it.
    var calls: Int?

    var count: Int { calls ?? 1 }
  }

  package private(set) var bounds: Bounds
  /// The number of calls that may be open now: halved by a 429, raised by one after as many successes as calls may be open.
  package private(set) var openLimit: Int
  /// Open calls by their holder.
  private var openCalls: [String: Int] = [:]
  /// No call is admitted before this time.
  package private(set) var blockedUntil: Duration = .zero
  /// The time at which `blockedUntil` was set.
  private var blockedSince: Duration = .zero
  private var successes = 0
  private var recent: [Entry] = []

  private static let minute = Duration.seconds(60)
  /// Up to this many calls are remembered one by one. Of more, those of a short time count as made at its end, so that asking for admission costs
  /// the same however many calls the last minute had.
  private static let maximumEntries = 16
  private static let shortTime = Duration.seconds(1)
  /// The longest block that a gateway can cause.
  private static let longestBlock = Duration.seconds(3_600)

  package init(_ bounds: Bounds) {
    self.bounds = bounds
    self.openLimit = bounds.inFlight
  }

  /// Calls that are open.
  package var open: Int { openCalls.values.reduce(0, +) }

  /// The holders that have calls open.
  package var holders: [String] { openCalls.keys.sorted() }

  /// Adopts the profile's present limits. What was learnt stays, unless the profile allows less.
  package mutating func adopt(_ bounds: Bounds) {
    guard bounds != self.bounds else { return }
    openLimit = openLimit == self.bounds.inFlight ? bounds.inFlight : min(openLimit, bounds.inFlight)
    self.bounds = bounds
  }

  /// Asks for admission of one call that is expected to use `tokens`.
  package mutating func admit(tokens: Int, at now: Duration, for holder: String = "") -> Admission {
    recent.removeAll { now - $0.at >= Self.minute || $0.at > now }
    if now < blockedSince {
      // The clock was set back; what was asked for is waited for, no more.
      blockedUntil = now + (blockedUntil - blockedSince)
      blockedSince = now
    }
    guard open < openLimit else { return .full }
    guard now >= blockedUntil else { return .wait(until: blockedUntil) }
    if let until = timeOfRoom() { return .wait(until: until) }
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
    openCalls[holder, default: 0] += 1
    remember(tokens: max(0, tokens), at: now)
    return .go
  }

  /// Returns when so many calls are older than a minute that one more may be made, or `nil` if one may be made now.
  private func timeOfRoom() -> Duration? {
    guard let most = bounds.requestsPerMinute else { return nil }
    var surplus = recent.reduce(1 - most) { $0 + $1.count }
    for entry in recent where surplus > 0 {
      surplus -= entry.count
      if surplus <= 0 { return entry.at + Self.minute }
    }
    return nil
  }

  /// Counts a call that begins now; where nothing limits the calls of a minute, none of them matters.
  private mutating func remember(tokens: Int, at now: Duration) {
    guard bounds.requestsPerMinute != nil || bounds.tokensPerMinute != nil else { return }
    if recent.count >= Self.maximumEntries, var last = recent.last, now - (last.since ?? last.at) < Self.shortTime {
      last.since = last.since ?? last.at
      last.at = now
      last.calls = last.count + 1
      last.tokens += tokens
      recent[recent.count - 1] = last
    } else {
      recent.append(Entry(at: now, tokens: tokens, since: nil, calls: nil))
    }
  }

  /// Indicates whether nothing is known here that a fresh limit does not know: no call was refused, or all of that is over.
  package func isForgettable(at now: Duration) -> Bool {
    openLimit == bounds.inFlight && now >= blockedUntil && bounds.requestsPerMinute == nil && bounds.tokensPerMinute == nil
  }

  /// Records a call that ended with an answer.
  package mutating func succeeded(for holder: String = "") {
    close(holder)
    successes += 1
    guard successes >= openLimit else { return }
    successes = 0
    openLimit = min(bounds.inFlight, openLimit + 1)
  }

  /// Records a call that ended in any way that does not concern the rate.
  package mutating func ended(for holder: String = "") { close(holder) }

  /// Drops all calls of a holder, whose outcome is unknown.
  package mutating func forget(_ holder: String) { openCalls[holder] = nil }

  private mutating func close(_ holder: String) {
    guard let open = openCalls[holder] else { return }
    openCalls[holder] = open > 1 ? open - 1 : nil
  }

  /// Records a call that was refused because there were too many.
  package mutating func throttled(at now: Duration, retryAfter: Duration?, for holder: String = "") {
    close(holder)
    successes = 0
    openLimit = max(1, openLimit / 2)
    let until = now + min(retryAfter ?? .seconds(1), Self.longestBlock)
    guard until > blockedUntil || now < blockedSince else { return }
    blockedUntil = until
    blockedSince = now
  }
}
