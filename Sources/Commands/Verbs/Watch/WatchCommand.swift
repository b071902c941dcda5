import ArgumentParser
import Diagnostics
import FileWatching
import GatewayAPI
import GatewayClient
import PipelineEngine
import Storage
import SystemPackage

/// `aquatint watch FILE`
struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "Makes the assets of every new or changed source, unattended and within a budget.",
    discussion: """
      A signal ends it: what is in flight is finished and stored, and the exit code is 0. A second one abandons calls in flight.
      """)

  @OptionGroup var arguments: PipelineArguments
  @OptionGroup var watchArguments: WatchArguments
  @OptionGroup var formatOptions: FormatOptions

  func validate() throws {
    if watchArguments.prune, !(arguments.only.isEmpty && arguments.skip.isEmpty) {
      throw ValidationError("--prune goes over all assets, so it cannot be combined with --only or --skip")
    }
  }

  func run() async throws {
    let surroundings = Surroundings.current()
    let session = try Session(arguments: arguments, format: formatOptions.format, surroundings: surroundings)
    let file = WatchedFile(session: session, path: arguments.file, budget: watchArguments.budget, isFrozen: watchArguments.frozen)
    let loaded = try file.load()
    let interruption = Interruption()
    let status = try await interruption.whileListening {
      try await Surfacing.storageErrors { try await watch(file, loaded, session: session, interruption: interruption) }
    }
    if status != .success { throw status }
  }

  private func watch(
    _ file: WatchedFile, _ loaded: WatchedFile.Loaded, session: Session, interruption: Interruption
  ) async throws -> ExitStatus {
    let surroundings = session.surroundings
    let store = try await Store.open(loaded.pipeline.store.string)
    _ = try await store.adoptOrphans(besides: nil)
    try await checkOutput(of: loaded, store: store, session: session)
    let statusPath = watchArguments.status.map { surroundings.currentFolder.resolving($0) }
    if let statusPath { try StatusFile.check(statusPath) }
    let options = watchArguments.options(ignoring: statusPath.map { [$0.string] } ?? [])
    let reporter = WatchReporter(
      format: formatOptions.format, surroundings: surroundings,
      file: statusPath.map { StatusFile(path: $0.string, pipeline: loaded.pipeline) })
    let batches = WatchBatches(
      session: session, store: store, interruption: interruption, reporter: reporter, execution: watchArguments.execution)
    let sheet = WatchPage(session: session, store: store, arguments: arguments, reporter: reporter)
    var page: (@Sendable (Plan, [String: AssetFailure]) async -> Void)?
    if !watchArguments.leavesOutReport { page = { plan, failures in await sheet.write(plan, failures: failures) } }
    let services = WatchServices(
      components: session.components, store: store, stop: interruption.stop, cores: surroundings.cores,
      reload: { file.reload(reporter) }, run: { plan, allowance in try await batches.run(plan, within: allowance) },
      page: page, events: { reporter.take($0) }, fileEvents: EventSink { reporter.take($0) })
    interruption.onMessage { reporter.say($0) }
    var watch = WatchSession(
      pipeline: loaded.pipeline, loaded: loaded.bytes, options: options,
      planOptions: session.options, services: services)
    let signal = watch.events.signal
    let summary = try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        await interruption.wait()
        signal.set()
      }
      defer { group.cancelAll() }
      return try await watch.run()
    }
    try store.ledger.close()
    reporter.finish(summary)
    // Ended by a signal it has done what it was there for.
    return watchArguments.once && !interruption.wasInterrupted
      ? ExitStatus(summary, wasInterrupted: false, hasUnknown: false) : .success
  }

  /// An output folder that cannot be used ends the command before anything is watched.
  private func checkOutput(of loaded: WatchedFile.Loaded, store: Store, session: Session) async throws {
    let planner = Planner(
      components: session.components, store: store, options: session.options, needsSources: false, sources: [])
    let outcome = try await planner.plan(loaded.pipeline, after: [])
    guard outcome.plan == nil else { return }
    DiagnosticPrinter(source: loaded.source, format: formatOptions.format, surroundings: session.surroundings).print(
      outcome.diagnostics.sortedAndUnique)
    throw ExitStatus.wrongInput
  }
}
