package import FileWatching

package struct WatchOptions: Sendable {
  package var rules: SettleRules
  /// Processes the present files and ends.
  package var once = false
  /// The spending limit, or `nil` if the chain makes no calls.
  package var budget: WatchBudget?
  /// Outputs whose sources were removed are removed too.
  package var prunes = false
  /// Polls instead of waiting for events.
  package var polls = false
  package var pollInterval = Duration.seconds(2)
  /// The interval between scans in spite of events, for changes without one.
  package var rescanInterval = Duration.seconds(300)
  /// Absolute paths that are never sources.
  package var ignored: [String] = []

  package init(rules: SettleRules) { self.rules = rules }
}
