import ArgumentParser
import Diagnostics
import GatewayAPI
import GatewayClient
import PipelineEngine
import Storage
import SystemPackage

/// `aquatint run FILE`
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Makes the assets of a pipeline file. What is there already is kept; what was paid for is used again.")

  @OptionGroup var arguments: PipelineArguments
  @OptionGroup var runOptions: RunOptions
  @OptionGroup var formatOptions: FormatOptions

  func validate() throws {
    if runOptions.prune, !(arguments.only.isEmpty && arguments.skip.isEmpty) {
      throw ValidationError("--prune goes over all assets, so it cannot be combined with --only or --skip")
    }
  }

  func run() async throws {
    guard let kept = try PlanFile.read(arguments.file) else { return try await run(within: nil) }
    let approved = try ApprovedPlan(kept, path: arguments.file)
    var command = self
    command.arguments = try approved.arguments(besides: arguments)
    try await command.run(within: approved)
  }

  private func run(within approved: ApprovedPlan?) async throws {
    let surroundings = Surroundings.current()
    let session = try Session(arguments: arguments, format: formatOptions.format, surroundings: surroundings)
    let loaded = try session.load(arguments.file)
    let interruption = Interruption()
    let status = try await interruption.whileListening {
      try await Surfacing.storageErrors {
        try await execute(loaded, session: session, approved: approved, interruption: interruption)
      }
    }
    if status != .success { throw status }
  }

  private func execute(
    _ loaded: Session.Loaded, session: Session, approved: ApprovedPlan?, interruption: Interruption
  ) async throws -> ExitStatus {
    let store = try await Store.open(loaded.pipeline.store.string, crashes: try session.surroundings.crashPoints())
    let storeRun = try await store.startRun(pipeline: loaded.pipeline.name, command: "run")
    _ = try await store.adoptOrphans(besides: storeRun.id)
    var session = session
    let kept = KeptSources()
    var plan = try await session.plan(loaded, store: store, kept: kept)
    if let approved, let rest = try approved.session(session, after: plan) {
      session = rest
      plan = try await session.plan(loaded, store: store, isFirst: false, kept: kept)
    }
    var reporter = RunReporter(format: formatOptions.format, surroundings: session.surroundings, plan: plan)
    interruption.onMessage { [reporter] in reporter.say($0) }
    let summary: RunSummary
    var page: String?
    do {
      // Before the output folder is made: a run that cannot begin leaves nothing behind.
      var keys = try keys(for: plan, session: session)
      let lock = try await lockOutput(of: plan, reporter: reporter, stop: interruption.stop)
      defer { lock?.release() }
      if let lock, try lock.hasWaited || Planner.manifestStamp(of: loaded.pipeline) != plan.manifestStamp {
        // Another run has been at work since the plan was made.
        plan = try await session.plan(loaded, store: store, isFirst: false, kept: kept)
        reporter = RunReporter(format: formatOptions.format, surroundings: session.surroundings, plan: plan)
        interruption.onMessage { [reporter] in reporter.say($0) }
        keys = try self.keys(for: plan, session: session)
      }
      summary = try await perform(
        plan, keys: keys, session: session, store: store, approved: approved, run: storeRun, kept: kept, reporter: reporter,
        interruption: interruption)
      page = await contactSheet(of: loaded, after: summary, plan: plan, session: session, store: store, reporter: reporter)
    } catch let error as StorageError {
      summary = .notBegun(plan, because: error.description)
    } catch let failure as CommandFailure {
      guard failure.status == .wrongSurroundings else { throw failure }
      summary = .notBegun(plan, because: failure.message)
    }
    // The summary comes last, whatever the end: not even a full disk may keep it back.
    var status = ExitStatus(
      summary, wasInterrupted: interruption.wasInterrupted,
      hasUnknown: summary.failed(.unknownExchange) || !plan.unknown.isEmpty)
    do throws(StorageError) {
      try await storeRun.finish(outcome: interruption.wasInterrupted ? "interrupted" : summary.failed == 0 ? "succeeded" : "failed")
      // Closed here and not by the last who lets go of it: connections that are being torn down may outlive the command.
      try store.ledger.close()
    } catch {
      reporter.say("aquatint: \(error)")
      if status == .success || status == .someFailed { status = .wrongSurroundings }
    }
    reporter.finish(summary, source: loaded.source, page: page)
    return status
  }

  /// Nil where the run was interrupted before it had the lock, or where there is no folder and nothing to put into one.
  private func lockOutput(of plan: Plan, reporter: RunReporter, stop: StopSignal) async throws -> OutputLock? {
    let folder = plan.pipeline.output
    let willWrite = plan.assets.contains { $0.hasWork }
    guard try willWrite || FileStamp.of(folder.string) != nil else { return nil }
    return try await OutputLock.acquire(folder, willWrite: willWrite, stop: stop) {
      reporter.say("aquatint: another run writes into '\(folder)'; waiting for it to end")
    }
  }

  /// The keys of the gateways. Without any that may be needed the run ends; while others have theirs, it is said and they are asked.
  private func keys(for plan: Plan, session: Session) throws -> [String: APIKey] {
    var (keys, missing) = session.keys(for: plan.pipeline)
    guard plan.callsAtMost > 0, !runOptions.frozen else { return keys }
    if let gateway = missing.first {
      guard missing.count < plan.pipeline.gateways.count else {
        throw CommandFailure(.wrongSurroundings, session.advice(for: gateway))
      }
      DiagnosticPrinter(source: plan.pipeline.source, format: formatOptions.format, surroundings: session.surroundings).print(
        missing.map(session.missingKey))
    }
    try keys.merge(session.keysFromCommands(for: plan.pipeline)) { first, _ in first }
    return keys
  }

  private func perform(
    _ plan: Plan, keys: [String: APIKey], session: Session, store: Store, approved: ApprovedPlan?, run: StoreRun, kept: KeptSources,
    reporter: RunReporter, interruption: Interruption
  ) async throws -> RunSummary {
    let generator = HTTPContentGenerator(
      keys: keys, environment: ClientEnvironment { session.surroundings.variable($0) })
    interruption.onSecond { generator.abandon() }
    var options = runOptions.execution(budget: plan.pipeline.budget)
    if let approved { options = try await approved.narrow(options, store: store) }
    let isPaid = plan.assets.contains { $0.asset.chain.lastGenerationIndex != nil }
    return try await plan.pipeline.withRunningGateways(ifNeeded: isPaid) { gateways in
      let executor = Executor(
        components: session.components, store: store, run: run, generator: generator, gateways: gateways,
        options: options, stop: interruption.stop, events: reporter.sink, kept: kept)
      return try await reporter.whileShowing { try await executor.execute(plan, cores: session.surroundings.cores) }
    }
  }

  /// Writes the contact sheet and answers its path. That a page cannot be written is said, and changes nothing about what the run came to.
  private func contactSheet(
    of loaded: Session.Loaded, after summary: RunSummary, plan: Plan, session: Session, store: Store, reporter: RunReporter
  ) async -> String? {
    guard !runOptions.leavesOutReport else { return nil }
    // A run over everything that had nothing to do has changed nothing.
    let isCurrent =
      arguments.only.isEmpty && arguments.skip.isEmpty && arguments.refresh.isEmpty && !runOptions.prune
      && !plan.assets.contains(where: \.hasWork)
    do {
      let failures = Dictionary(summary.failures.map { ($0.asset, $0.failure) }) { first, _ in first }
      let sheet = try await session.contactSheet(
        of: loaded, store: store, arguments: arguments, current: isCurrent ? plan : nil, failures: failures)
      let (path, writing) = try ContactSheetFile.write(sheet)
      guard writing == .foreign else { return path }
      reporter.say("aquatint: \(ContactSheetFile.foreignMessage(path))")
    } catch let error as StorageError {
      reporter.say("aquatint: the contact sheet could not be written: \(error.description)")
    } catch {
      reporter.say("aquatint: the contact sheet could not be made, because the pipeline's files have changed meanwhile")
    }
    return nil
  }
}
