package import FileWatching

/// How a pipeline is watched.
package struct WatchOptions: Sendable {
  package var rules: SettleRules
  /// Works on what is there and ends.
  package var once = false
  /// Nil where the chain makes no calls.
  package var budget: WatchBudget?
  /// Outputs whose sources were removed are removed too.
  package var prunes = false
  /// Looks by the clock instead of waiting for events.
  package var polls = false
  package var pollInterval = Duration.seconds(2)
  /// How often to look in spite of events, for what brought none.
  package var rescanInterval = Duration.seconds(300)
  /// Absolute paths that are never sources.
  package var ignored: [String] = []

  package init(rules: SettleRules) { self.rules = rules }
}
