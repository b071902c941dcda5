package import Execution
import GatewayAPI
package import PipelineModel
package import Reporting
package import Runs
package import Storage

/// What a watch is given from outside.
package struct WatchServices: Sendable {
  /// Carries out the batches, each as a run of its own.
  package let runs: RunSession
  /// Open for as long as the watch lasts.
  package let store: Store
  package let stop: StopSignal
  /// How batches are carried out; what they may spend is the watch's to say.
  package let execution: ExecutionOptions
  /// What the choices of the output folder's page are made of; nil leaves the page out.
  package let pageCommands: CommandLineText?
  /// Reads the pipeline file again; nil where it has mistakes, which were said.
  package let reload: @Sendable () async throws -> Pipeline?
  package let events: @Sendable (WatchEvent) -> Void
  /// For what happens to files outside of runs.
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
