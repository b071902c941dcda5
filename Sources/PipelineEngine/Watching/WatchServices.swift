package import GatewayAPI
package import Storage

/// What a watch is given from outside.
package struct WatchServices: Sendable {
  package let components: Components
  package let store: Store
  package let stop: StopSignal
  package let cores: Int
  /// Reads the pipeline file again; nil where it has mistakes, which were said.
  package let reload: @Sendable () async throws -> Pipeline?
  /// Runs a plan within an amount (nil: without limit).
  package let run: @Sendable (Plan, _ allowance: Amount?) async throws -> RunSummary
  /// Makes the page of the output folder from a plan of all assets and what failed; nil where none is wanted.
  package let page: (@Sendable (Plan, [String: AssetFailure]) async -> Void)?
  package let events: @Sendable (WatchEvent) -> Void
  /// For what happens to files outside of runs.
  package let fileEvents: EventSink

  package init(
    components: Components, store: Store, stop: StopSignal, cores: Int, reload: @escaping @Sendable () async throws -> Pipeline?,
    run: @escaping @Sendable (Plan, _ allowance: Amount?) async throws -> RunSummary,
    page: (@Sendable (Plan, [String: AssetFailure]) async -> Void)?, events: @escaping @Sendable (WatchEvent) -> Void, fileEvents: EventSink
  ) {
    self.components = components
    self.store = store
    self.stop = stop
    self.cores = cores
    self.reload = reload
    self.run = run
    self.page = page
    self.events = events
    self.fileEvents = fileEvents
  }
}
