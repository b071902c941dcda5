import ArgumentParser
import Diagnostics
import FileWatching
import PipelineModel
import Reporting
import Runs
import Storage
import SystemPackage
import Watching

/// `aquatint watch FILE`
struct WatchCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "Makes the assets of every new or changed source, unattended and within a budget.",
    discussion: """
      A signal ends it: what is in flight is finished and stored, and the exit code is 0. A second one abandons calls in flight.
      """)

  @OptionGroup var arguments: PipelineArguments
  @OptionGroup var watchArguments: WatchArguments
  @OptionGroup var logOptions: LogOptions
  @OptionGroup var formatOptions: FormatOptions

  func validate() throws {
    try arguments.refusePruningSelection(watchArguments.prune)
  }

  func run(in environment: ProcessEnvironment) async throws {
    let events = formatOptions.events(in: environment)
    let log = try logOptions.makeLog(in: environment)
    try await EventStream.reporting(to: events, log) { try await run(in: environment, events, log) }
  }

  private func run(in environment: ProcessEnvironment, _ events: EventStream?, _ log: EventLog?) async throws {
    let invocation = try arguments.invocation(in: environment)
    let session = try Session(invocation, format: formatOptions.format, environment: environment, events: events, log: log)
    let file = WatchedFile(session: session, path: invocation.file, budget: watchArguments.budget, isFrozen: watchArguments.frozen)
    let loaded = try file.load()
    let interruption = Interruption()
    let status = try await interruption.whileListening {
      try await mappingStorageErrors {
        try await watch(file, loaded, invocation, session: session, events: events, log: log, interruption: interruption)
      }
    }
    if status != .success { throw status }
  }

  private func watch(
    _ file: WatchedFile, _ loaded: WatchedFile.Loaded, _ invocation: PipelineInvocation, session: Session, events: EventStream?,
    log: EventLog?, interruption: Interruption
  ) async throws -> ExitStatus {
    let environment = session.environment
    let store = try await Store.open(loaded.pipeline.store.string)
    _ = try await store.adoptOrphans(besides: nil)
    // An output folder that cannot be used ends the command before anything is watched.
    let problems = try await session.planning.problemsOfOutput(of: loaded.pipeline, store: store)
    guard problems.isEmpty else {
      session.printer(for: loaded.source).print(problems)
      throw ExitStatus.wrongInput
    }
    let statusPath = watchArguments.status.map { environment.currentFolder.resolving($0) }
    if let statusPath { try StatusFile.check(statusPath) }
    let metricsPath = watchArguments.metrics.map { environment.currentFolder.resolving($0) }
    if let metricsPath { try MetricsFile.check(metricsPath) }
    let reporter = WatchReporter(
      events: events, verbosity: messages.verbosity, environment: environment,
      file: statusPath.map { StatusFile(path: $0.string, pipeline: loaded.pipeline, clock: environment.clock) },
      metrics: metricsPath.map { MetricsFile(path: $0.string, pipeline: loaded.pipeline, clock: environment.clock) })
    interruption.onMessage { reporter.say($0) }
    let services = WatchServices(
      runs: session.runs(control: interruption, observer: log.map { LoggedObserver(shown: reporter, log: $0) } ?? reporter), store: store,
      stop: interruption.stop,
      execution: watchArguments.execution(defaults: session.defaults),
      pageCommands: watchArguments.leavesOutReport ? nil : CommandLineText(invocation),
      reload: { file.reload(reporter) },
      events: {
        log?.take($0)
        reporter.take($0)
      },
      fileEvents: EventSink {
        log?.take(.run($0))
        reporter.take($0)
      })
    var watch = WatchSession(
      pipeline: loaded.pipeline, loaded: loaded.bytes,
      options: watchArguments.options(ignoring: [statusPath, metricsPath, logOptions.path(in: environment)].compactMap { $0?.string }),
      services: services)
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
    log?.take(summary)
    // Being ended by a signal is its normal end.
    return watchArguments.once && !interruption.wasInterrupted
      ? ExitStatus(summary, wasInterrupted: false, hasUnknown: false) : .success
  }
}
