package import Execution
package import FileWatching
import GatewayAPI
package import PipelineModel
package import Reporting
package import Runs
package import Storage

/// The dependencies of a watch.
package struct WatchServices: Sendable {
  /// Executes the batches, each as a run of its own.
  package let runs: RunSession
  /// Open for as long as the watch lasts.
  package let store: Store
  package let stop: StopSignal
  /// The options of executing batches; the watch sets their spending limit.
  package let execution: ExecutionOptions
  /// The commands that the output folder's page offers, or `nil` for no page.
  package let pageCommands: CommandLineText?
  /// Reads the pipeline file again, or returns `nil` if it has mistakes, which were reported.
  package let reload: @Sendable () async throws -> Pipeline?
  package let events: @Sendable (WatchEvent) -> Void
  /// Receives events of files outside of runs.
  package let fileEvents: EventSink

  package init(
    runs: RunSession, store: Store, stop: StopSignal, execution: ExecutionOptions, pageCommands: CommandLineText?,
    reload: @escaping @Sendable () async throws -> Pipeline?, events: @escaping @Sendable (WatchEvent) -> Void, fileEvents: EventSink
  ) {
    self.runs = runs
    self.store = store
    self.stop = stop
    self.execution = execution
    self.pageCommands = pageCommands
    self.reload = reload
    self.events = events
    self.fileEvents = fileEvents
  }

  var components: Components { runs.planning.components }
  var cores: Int { runs.planning.environment.cores }
}

package struct WatchOptions: Sendable {
  package var rules: DebounceRules
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

  package init(rules: DebounceRules) { self.rules = rules }
}
