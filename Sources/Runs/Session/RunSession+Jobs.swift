import Execution
package import GatewayAPI
import GatewayClient
import GatewayEmulator
import PipelineModel
package import Storage

/// How a run deals with jobs: calls that are answered later.
package struct JobOrder: Hashable, Sendable {
  package enum Mode: Hashable, Sendable {
    /// Calls are made at once; earlier jobs are asked for.
    case none
    /// Calls are made as items of jobs.
    case submit
    /// No call is made.
    case collect
  }

  package var mode = Mode.none
  /// Whether to stay until the gateways have answered.
  package var waits = false

  package init() {}

  /// Returns the options of a run of this kind.
  func applied(to options: ExecutionOptions) -> ExecutionOptions {
    var options = options
    switch mode {
    case .none: break
    case .submit: options.submitsJobs = true
    case .collect:
      options.isFrozen = true
      options.frozenReason = "'collect' makes none; 'run' or 'run --batch' does"
    }
    return options
  }
}

/// Fetching the answers of earlier jobs, before a run is planned.
extension RunSession {
  /// The time between two looks at a gateway: longer each time.
  private static let shortestPause = Duration.seconds(1), longestPause = Duration.seconds(60)

  /// Fetches what gateways have done of a pipeline's jobs.
  /// - Parameter waits: whether to stay until nothing is on its way, or the run is stopped.
  /// - Returns: the reason why a gateway could not be asked, or `nil` if all could.
  /// - Throws: ``RunObstacle`` if a key is missing and the run is for nothing else.
  func collectJobs(_ order: RunOrder, in store: Store, waits: Bool) async throws -> String? {
    let pipeline = order.loaded.pipeline
    try store.removeDeadSpools()
    let open = try await openJobs(of: pipeline, in: store)
    guard !open.isEmpty else { return nil }
    var keys = GatewayKeys(for: pipeline, in: planning)
    let missing = keys.missing.filter { key in open.contains { $0.gateway == key.gateway } }
    if let first = missing.first {
      guard order.jobs.mode == .collect else {
        observer.observe(.note("answers of \(open.count) jobs are not asked for: \(first.description)"))
        return nil
      }
      throw first
    }
    if let refusal = keys.refused.first { throw refusal }
    try keys.runCommands()
    let generator = makeGenerator(keys: keys)
    let server = emulator.keepingJobs(in: Self.emulatorFolder(of: store))
    let startsEmulator = open.contains { $0.billingDomain == .emulator }
    return try await pipeline.withRunningGateways(server, ifNeeded: startsEmulator) { gateways in
      let collector = JobCollector(store: store, client: generator, gateways: gateways)
      var pause = Self.shortestPause
      while true {
        let outcome = try await collector.collect(try await openJobs(of: pipeline, in: store))
        for note in outcome.notes { observer.observe(.note(note)) }
        guard waits, outcome.open > 0, outcome.problem == nil, try await control.stop.pause(for: pause) else { return outcome.problem }
        pause = min(pause * 2, Self.longestPause)
      }
    }
  }

  private func openJobs(of pipeline: Pipeline, in store: Store) async throws(StorageError) -> [LedgerJob] {
    try await store.ledger.jobs(pipeline: pipeline.name).filter { $0.submitted > 0 || $0.doubtful > 0 }
  }

  /// Where the emulator that a run starts keeps its jobs, for the next one.
  static func emulatorFolder(of store: Store) -> String { "\(store.path)/emulator" }
}

/// The jobs of a pipeline, as its gateways tell of them now.
package struct JobOverview: Sendable {
  package let job: LedgerJob
  /// `nil` where the gateway could not be asked.
  package let report: JobReport?
  /// Why it could not.
  package let problem: String?
}

extension RunSession {
  /// Asks the gateways for the jobs of a pipeline; fetches nothing.
  /// - Parameter isCancelling: whether those of `names` that are open are cancelled before.
  package func jobs(
    of loaded: LoadedPipeline, in store: Store, named names: [String], isCancelling: Bool
  ) async throws -> [JobOverview] {
    do {
      return try await overviews(of: loaded.pipeline, in: store, named: names, isCancelling: isCancelling)
    } catch {
      throw RunObstacle(error) ?? error
    }
  }

  private func overviews(
    of pipeline: Pipeline, in store: Store, named names: [String], isCancelling: Bool
  ) async throws -> [JobOverview] {
    let known = try await store.ledger.jobs(pipeline: pipeline.name)
    let chosen = names.isEmpty ? known : known.filter { names.contains($0.name) || $0.remote.map { names.contains($0) } ?? false }
    let open = chosen.filter { $0.submitted > 0 && $0.remote != nil }
    var keys = GatewayKeys(for: pipeline, in: planning)
    if let missing = keys.missing.first(where: { key in open.contains { $0.gateway == key.gateway } }) {
      throw RunObstacle.missingKey(missing)
    }
    if !open.isEmpty { try keys.runCommands() }
    let generator = makeGenerator(keys: keys)
    let server = emulator.keepingJobs(in: Self.emulatorFolder(of: store))
    return try await pipeline.withRunningGateways(server, ifNeeded: open.contains { $0.billingDomain == .emulator }) { gateways in
      var overviews: [JobOverview] = []
      var listed: [String: [JobReport]] = [:]
      for job in chosen {
        guard job.submitted > 0, let remote = job.remote else {
          overviews.append(JobOverview(job: job, report: nil, problem: nil))
          continue
        }
        guard let gateway = gateways.first(where: { $0.name == job.gateway }) else {
          overviews.append(JobOverview(job: job, report: nil, problem: "the gateway '\(job.gateway)' is not used here"))
          continue
        }
        do {
          if isCancelling { try await generator.cancelJob(remote, at: gateway) }
          if isCancelling || listed[gateway.name] == nil { listed[gateway.name] = try await generator.jobs(at: gateway) }
          let report = listed[gateway.name]?.first { $0.name == remote }
          overviews.append(JobOverview(job: job, report: report, problem: report == nil ? "the gateway does not list it" : nil))
        } catch let error as GatewayError {
          overviews.append(JobOverview(job: job, report: nil, problem: error.message))
        }
      }
      return overviews
    }
  }
}
