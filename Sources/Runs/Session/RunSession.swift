import Diagnostics
package import Dialects
package import Execution
import GatewayAPI
package import GatewayClient
package import GatewayEmulator
import PipelineModel
package import Planning
import Reporting
package import Storage
import SystemPackage

/// The one procedure of a run, whoever starts it: store, orphans, plan, keys, the lock of the output folder, planning again if another run
/// has changed it, emulator, executor, the ledger's record, page.
package struct RunSession: Sendable {
  package let planning: PlanningSession
  let dialects: [any Dialect]
  let emulator: EmulatorServer
  let control: any RunControl
  let observer: any RunObserver

  /// - Parameter emulator: started for the duration of a run that needs it.
  package init(
    _ planning: PlanningSession, dialects: [any Dialect], emulator: EmulatorServer, control: any RunControl, observer: any RunObserver
  ) {
    self.planning = planning
    self.dialects = dialects
    self.emulator = emulator
    self.control = control
    self.observer = observer
  }

  /// Plans a pipeline and executes the plan.
  ///
  /// Once the file was accepted there is always an outcome with a summary.
  /// - Throws: ``RejectedPipeline`` if the file has mistakes, which were reported to the observer; ``KeptPlanProblem``; `StorageError` if
  ///   the store cannot be opened or read.
  package func run(_ order: RunOrder) async throws -> RunOutcome {
    let pipeline = order.loaded.pipeline
    let store = try await Store.open(pipeline.store.string, crashes: order.crashes)
    let storeRun = try await store.startRun(pipeline: pipeline.name, command: order.command, id: order.id)
    _ = try await store.adoptOrphans(besides: storeRun.id)
    var session = self
    let kept = SourceByteCache()
    let collected = await Result.catching { try await collectJobs(order, in: store, waits: order.jobs.waits && order.jobs.mode != .submit) }
    var plan = try await session.plan(order.loaded, store: store, isFirst: true, kept: kept, isPreliminary: order.shared != nil)
    if order.shared == nil, let open = order.approved?.openOptions(planning.options, after: plan) {
      session = RunSession(planning.with(open), dialects: dialects, emulator: emulator, control: control, observer: observer)
      plan = try await session.plan(order.loaded, store: store, isFirst: false, kept: kept)
    }
    observer.observe(.planned(plan))
    var summary: RunSummary
    var page: PageOutcome?
    var obstacle: RunObstacle?
    do {
      var jobProblem = try collected.get()
      var sharing: Sharing?
      if let shared = order.shared {
        var opened = try shared.open(for: pipeline, run: storeRun.id)
        (session, plan) = try await session.joining(&opened, plan, order, store: store, kept: kept)
        sharing = opened
        observer.observe(.planned(plan))
      }
      // Before the output folder is created: a run that cannot begin leaves nothing behind.
      try session.refuseObstacles(to: plan)
      var keys = try session.keys(for: plan, order.jobs.applied(to: order.execution))
      let lock = try await lockOutput(of: plan, sharing)
      defer { lock?.release() }
      if let sharing, sharing.journal == nil, lock != nil { try await session.joinManifest(of: plan, sharing, in: store) }
      if let lock, try lock.hasWaited || Planner.manifestStamp(of: pipeline) != plan.manifestStamp {
        // Another run has changed the folder since the plan was made.
        plan = try await session.plan(order.loaded, store: store, isFirst: false, kept: kept)
        observer.observe(.planned(plan))
        keys = try session.keys(for: plan, order.jobs.applied(to: order.execution))
      }
      let generator = makeGenerator(keys: keys)
      var options = order.jobs.applied(to: order.execution)
      if sharing != nil {
        options = try await session.billed(options, &sharing, plan, order, store: store, kept: kept)
      } else if let approved = order.approved {
        options = try await approved.narrow(options, store: store)
      }
      options.sharing = sharing
      summary = try await execute(
        plan, with: generator, in: store, as: storeRun, options: options, kept: kept,
        startsEmulator: plan.assets.contains { $0.asset.chain.makesCalls })
      var submitted = summary.submitted
      // The answers to turns and retries that are submitted only now are waited for too.
      while order.jobs.waits, submitted > 0, jobProblem == nil, !control.stop.isStopped {
        jobProblem = try await collectJobs(order, in: store, waits: true)
        plan = try await session.plan(order.loaded, store: store, isFirst: false, kept: kept)
        observer.observe(.planned(plan))
        let next = try await execute(plan, with: generator, in: store, as: storeRun, options: options, kept: kept, startsEmulator: true)
        submitted = next.submitted
        summary = next.following(summary)
      }
      if summary.problem == nil { summary.problem = jobProblem }
      page = await writePage(order, after: summary, plan: plan, in: store)
    } catch {
      guard let met = RunObstacle(error) else { throw error }
      obstacle = met
      summary = .notBegun(plan, because: met.description)
    }
    let wasInterrupted = control.wasInterrupted
    let closingError = await close(storeRun, of: store, wasInterrupted: wasInterrupted, summary)
    return RunOutcome(
      plan: plan, summary: summary, obstacle: obstacle, wasInterrupted: wasInterrupted, page: page, closingError: closingError)
  }

  // MARK: steps

  /// Plans, and reports the findings.
  /// - Parameter isPreliminary: `true` to report mistakes only, because another plan follows.
  func plan(
    _ loaded: LoadedPipeline, store: Store, isFirst: Bool, kept: SourceByteCache, isPreliminary: Bool = false
  ) async throws -> Plan {
    let outcome = try await planning.plan(loaded, store: store, isFirst: isFirst, kept: kept)
    // A run reports an asset that cannot be made when it fails; reporting it twice is of no use.
    let found = outcome.diagnostics.filter { !Planner.toldByFailures.contains($0.id) }.sortedAndUnique
    if !found.isEmpty, !isPreliminary || outcome.plan == nil { observer.observe(.found(found)) }
    guard let plan = outcome.plan else { throw RejectedPipeline(diagnostics: found) }
    return plan
  }

  /// Returns the keys of the gateways. Without any that may be needed the run ends; if only some are missing, that is reported and the
  /// other gateways are used.
  private func keys(for plan: Plan, _ options: ExecutionOptions) throws -> GatewayKeys {
    var keys = GatewayKeys(for: plan.pipeline, in: planning)
    guard plan.callsAtMost > 0, !options.isFrozen else { return keys }
    if let refusal = keys.refused.first { throw refusal }
    if let missing = keys.missing.first {
      guard keys.missing.count < plan.pipeline.gateways.count else { throw missing }
      observer.observe(.found(keys.missing.map(\.warning)))
    }
    try keys.runCommands()
    return keys
  }

  /// Validates that files need not be written through a link in the output folder. A link is reported at the place of `output`.
  func refuseObstacles(to plan: Plan) throws {
    guard let obstacle = try OutputObstacles.first(in: plan) else { return }
    if let diagnostic = OutputObstacles.diagnostic(obstacle, in: plan) { observer.observe(.found([diagnostic])) }
    throw obstacle
  }

  /// Returns the lock, or `nil` if the run was interrupted before it had it, or if there is no folder and nothing to put into one.
  func lockOutput(of plan: Plan, _ sharing: Sharing? = nil) async throws -> OutputLock? {
    let folder = plan.pipeline.output
    let willWrite = plan.hasWork
    if sharing?.journal != nil {
      // Runs of parts write beside each other, and whole files only.
      if willWrite { try OutputLock.prepare(folder) }
      return nil
    }
    guard try willWrite || FileStamp.of(folder.string) != nil else { return nil }
    return try await OutputLock.acquire(folder, willWrite: willWrite, sweeps: sharing == nil, stop: control.stop) {
      observer.observe(.waitingForOutput(folder))
    }
  }

  /// Makes the client of the gateways; stopping the run may have it give up its calls.
  package func makeGenerator(keys: GatewayKeys) -> HTTPContentGenerator {
    let environment = planning.environment
    let generator = HTTPContentGenerator(
      dialects: dialects, keys: keys.keys, environment: ClientEnvironment { environment.variable($0) })
    control.onSecond { generator.abandon() }
    return generator
  }

  /// Executes a plan.
  /// - Throws: `EmulatorError`, `StorageError` if it could not begin.
  package func execute(
    _ plan: Plan, with generator: HTTPContentGenerator, in store: Store, as run: StoreRun, options: ExecutionOptions,
    kept: SourceByteCache? = nil, startsEmulator: Bool
  ) async throws -> RunSummary {
    var options = options
    options.overwrites = planning.options.overwrites
    let server = emulator.keepingJobs(in: Self.emulatorFolder(of: store))
    return try await plan.pipeline.withRunningGateways(server, ifNeeded: startsEmulator) { [options] gateways in
      let observer = observer
      let executor = Executor(
        components: planning.components, store: store, run: run, generator: generator, jobs: generator, gateways: gateways,
        options: options, stop: control.stop, events: EventSink { observer.observe(.run($0)) }, kept: kept)
      return try await observer.whileExecuting { try await executor.execute(plan, cores: planning.environment.cores) }
    }
  }

  private func writePage(_ order: RunOrder, after summary: RunSummary, plan: Plan, in store: Store) async -> PageOutcome? {
    guard let commands = order.pageCommands else { return nil }
    // A run over everything without work has changed nothing.
    let isCurrent =
      planning.options.selection.isEverything && planning.options.refresh.isEmpty && !order.execution.prunes
      && !plan.hasWork
    let failures = Dictionary(summary.failures.map { ($0.asset, $0.failure) }) { first, _ in first }
    let path = plan.pipeline.output.appending(Report.fileName).string
    let memory = PageMemory(store: store, program: planning.environment.program)
    var state: Digest?
    if isCurrent, failures.isEmpty {
      do throws(StorageError) {
        state = try await memory.state(of: plan, source: order.loaded.source, commands: commands.namingStore(of: plan.pipeline))
        if let state, try await memory.isMade(path, from: state) { return .written(path: path) }
      } catch {
        state = nil
      }
    }
    let outcome = await PageOutcome.writing {
      try await planning.contactSheet(
        of: order.loaded, store: store, commands: commands, current: isCurrent ? plan : nil, failures: failures)
    }
    guard let state, case .written = outcome else { return outcome }
    do throws(StorageError) {
      try await memory.note(path, madeFrom: state)
    } catch {
      // The page stands; the next run makes it once more.
    }
    return outcome
  }

  /// Closes the store here and not with its last reference: connections that are being torn down may outlive the run.
  private func close(_ run: StoreRun, of store: Store, wasInterrupted: Bool, _ summary: RunSummary) async -> StorageError? {
    do throws(StorageError) {
      try await run.finish(wasInterrupted: wasInterrupted, summary)
      try store.ledger.close()
      return nil
    } catch {
      return error
    }
  }
}

extension StoreRun {
  /// Records the end of a run.
  func finish(wasInterrupted: Bool, _ summary: RunSummary) async throws(StorageError) {
    try await finish(outcome: wasInterrupted ? "interrupted" : summary.isComplete ? "succeeded" : "failed")
  }
}

extension Result where Failure == any Error {
  /// Runs `body`, and keeps its error for later.
  package static func catching(_ body: () async throws -> Success) async -> Self {
    do {
      return .success(try await body())
    } catch {
      return .failure(error)
    }
  }
}

extension Pipeline {
  /// Runs `body` with the gateways of the pipeline; the emulator is started for that time, on a free port, and called like any other.
  /// - Parameter isNeeded: `false` if nothing will be sent.
  /// - Throws: `EmulatorError` if it cannot be started; the error of `body`.
  func withRunningGateways<Result: Sendable>(
    _ emulator: EmulatorServer, ifNeeded isNeeded: Bool, _ body: ([GatewayProfile]) async throws -> Result
  ) async throws -> Result {
    guard isNeeded, gateways.contains(where: { $0.billingDomain == .emulator && $0.baseURL == nil }) else {
      return try await body(gateways)
    }
    return try await emulator.withServer { emulator in
      try await body(
        gateways.map { gateway in
          gateway.billingDomain == .emulator && gateway.baseURL == nil ? gateway.with(baseURL: .loopback(port: emulator.port)) : gateway
        })
    }
  }
}
