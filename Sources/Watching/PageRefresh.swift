/// The schedule of the output folder's page. It shows all assets, so that making it may cost more than a batch does: it waits until nothing
/// else is to be done, but no longer than half a minute, and then for twenty times as long as making it took.
struct PageRefresh: Sendable {
  typealias Instant = ContinuousClock.Instant

  private static let patience = Duration.seconds(30)
  private static let rest = 20

  /// The time since which the page is out of date, or `nil` if it is not.
  private var staleSince: Instant?
  private var notBefore: Instant?
  private var wasMade = false

  /// Records the end of a batch. The first may follow a process that died before it made its page.
  mutating func batchEnded(hasChanged: Bool, at now: Instant) {
    if hasChanged || !wasMade { outdate(at: now) }
  }

  /// Records that assets of removed sources are no longer shown.
  mutating func sourcesRemoved(at now: Instant) {
    if wasMade { outdate(at: now) }
  }

  private mutating func outdate(at now: Instant) { staleSince = staleSince ?? now }

  var isStale: Bool { staleSince != nil }

  /// Returns whether the page is due.
  /// - Parameter isQuiet: `true` if nothing else is to be done.
  func isDue(at now: Instant, isQuiet: Bool) -> Bool {
    deadline(isQuiet: isQuiet).map { now >= $0 } ?? false
  }

  mutating func made(from began: Instant, to ended: Instant) {
    staleSince = nil
    wasMade = true
    notBefore = ended + (ended - began) * Self.rest
  }

  /// Returns the time at which it is due, if nothing changes, or `nil` if it is up to date.
  func deadline(isQuiet: Bool) -> Instant? {
    staleSince.map { max(isQuiet ? $0 : $0 + Self.patience, notBefore ?? $0) }
  }
}
