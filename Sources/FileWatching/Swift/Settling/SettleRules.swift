/// When a file counts as finished, and how often one is tried that does not come right.
package struct SettleRules: Hashable, Sendable {
  /// How long a file must stay as it is.
  package let settle: Duration
  /// How often a file is tried before it is set aside.
  package let tries: Int
  /// How long finished files wait for those that are still settling, so that many files at once make few batches.
  package let batchDeadline: Duration

  package init(settle: Duration, tries: Int = 3, batchDeadline: Duration? = nil) {
    precondition(settle >= .zero && tries >= 1, "files settle forwards in time and are tried")
    self.settle = settle
    self.tries = tries
    self.batchDeadline = batchDeadline ?? settle * 5
  }

  /// The pause before try number `count + 1`: it doubles each time.
  func pause(after count: Int) -> Duration { max(settle, .milliseconds(50)) * (1 << min(max(0, count), 10)) }
}
