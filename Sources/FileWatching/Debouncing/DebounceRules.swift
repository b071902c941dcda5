/// The rules by which a file counts as finished, and the number of tries for one that stays incomplete.
package struct DebounceRules: Hashable, Sendable {
  /// The time for which a file must stay unchanged.
  package let interval: Duration
  /// The number of tries before a file is set aside.
  package let tries: Int
  /// The time for which finished files wait for those that are still settling, so that many files at once make few batches.
  package let batchDeadline: Duration

  package init(interval: Duration, tries: Int = 3, batchDeadline: Duration? = nil) {
    precondition(interval >= .zero && tries >= 1, "files settle forwards in time and are tried")
    self.interval = interval
    self.tries = tries
    self.batchDeadline = batchDeadline ?? interval * 5
  }

  /// Returns the pause before try number `count + 1`: it doubles each time.
  func pause(after count: Int) -> Duration { max(interval, .milliseconds(50)) * (1 << min(max(0, count), 10)) }
}
