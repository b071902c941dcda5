import Diagnostics
import Execution
import FileWatching
import GatewayAPI
import PipelineModel
import Planning
import Runs
import Storage
import SystemPackage

/// Processing settled files.
extension WatchSession {
  /// The interval between checks of sources that wait for a budget or a decision.
  private var retryInterval: Duration { min(.seconds(60), unit * 20) }

  /// The unit of pauses; files may count as settled at once, but every retry has a pause.
  var unit: Duration { max(options.rules.interval, .milliseconds(50)) }

  /// The pipeline file may be edited meanwhile.
  var budget: WatchBudget? { options.budget?.limited(to: pipeline.budget) }

  /// Plans and runs the ready files.
  /// - Returns: `true` if there were any.
  mutating func workOnBatch() async throws -> Bool {
    let members = files.takeBatch(at: .now)
    guard !members.isEmpty else { return false }
    let spending = try await currentSpending()
    let allowance = spending.flatMap { spent in budget?.allowance(after: spent) }
    var batch = claimNames(for: withoutBlocked(members.map(\.path), allowance: allowance))
    guard !batch.isEmpty, let plan = try await plan(&batch) else { return true }
    noteCompanions(of: plan)
    state.status.state = .working
    services.events(
      .batchStarted(number: state.status.batches + 1, sources: batch.count, assets: plan.assets.count))
    reportStatus()
    do {
      var execution = services.execution
      execution.maximumCost = allowance
      execution.maximumCostIsRest = true
      let summary = try await services.runs.run(batch: plan, in: services.store, options: execution)
      state.enter(summary, of: plan.assets.map(\.name))
      // A refresh applies once, not with every change.
      planOptions.refresh = []
      apply(summary, of: plan, allowance: allowance)
      pageRefresh.batchEnded(hasChanged: summary.outputs > 0 || summary.calls > 0 || !summary.isComplete, at: .now)
      services.events(.batchFinished(number: state.status.batches, summary))
    } catch let obstacle as RunObstacle {
      wait(for: batch.map { FilePath($0.path) }, because: obstacle.failure, isCounted: false)
    }
    state.status.state = .watching
    state.status.spending = try await currentSpending()
    if memory.hasOrphans { removalsArePending = true }
    reportStatus()
    try await reportBudget()
    return true
  }

  private func currentSpending() async throws(StorageError) -> WatchBudget.Spending? {
    guard budget != nil else { return nil }
    return try await window.spending(of: pipeline.name, in: services.store.ledger)
  }

  /// Returns the paths without those that wait for a budget while none has become available.
  private mutating func withoutBlocked(_ paths: [FilePath], allowance: Amount?) -> [FilePath] {
    guard let allowance, let blocked = state.blockedAllowance, allowance <= blocked else {
      state.blockedAllowance = nil
      state.waitingForBudget = []
      return paths
    }
    for path in paths where state.waitingForBudget.contains(path) { files.postpone(path, until: .now + retryInterval) }
    return paths.filter { !state.waitingForBudget.contains($0) }
  }

  // MARK: names

  /// Returns those whose assets' names are free, or their own; each of the others is set aside.
  private mutating func claimNames(for paths: [FilePath]) -> [SourceFile] {
    let naming = SourceNaming(pipeline)
    var named: [(path: FilePath, source: SourceFile, names: [String])] = []
    for path in paths {
      guard let source = sources[path] else { continue }
      switch naming.names(of: source) {
      case .success(let names): named.append((path, source, names))
      case .failure(let problem): setAside(path, reason: problem.message, canReturn: false)
      }
    }
    // A name stays with the source that had it before this process began.
    let (former, others) = (named.filter { memory.owned($0.names, by: $0.path) }, named.filter { !memory.owned($0.names, by: $0.path) })
    var accepted: [SourceFile] = []
    for (path, source, names) in former + others {
      if let (name, owner) = claims.claim(names, for: path) {
        let other = sources[owner]?.writtenPath ?? owner.string
        setAside(path, reason: "the asset name '\(name)' belongs to '\(other)'", canReturn: true)
      } else {
        accepted.append(source)
      }
    }
    return accepted
  }

  private mutating func setAside(_ path: FilePath, reason: String, canReturn: Bool) {
    files.setAside(path, reason: reason, canReturn: canReturn)
    tellSetAside(path, reason: reason, canReturn: canReturn)
  }

  /// Sets a source aside for a failure that counts as its asset's already.
  private mutating func setAside(_ path: FilePath, for failure: AssetFailure) {
    setAside(path, reason: failure.message, canReturn: false)
    state.failedSources.insert(path)
  }

  // MARK: the plan

  /// Returns the plan of the batch, from which sources that cannot be planned are removed.
  private mutating func plan(_ batch: inout [SourceFile]) async throws(StorageError) -> Plan? {
    var outcome = try await planner(for: planningScope(batch)).plan(pipeline, after: [])
    if outcome.plan == nil {
      try await separate(&batch, outcome.diagnostics)
      guard !batch.isEmpty else { return nil }
      outcome = try await planner(for: planningScope(batch)).plan(pipeline, after: [])
    }
    guard let plan = outcome.plan else { return nil }
    let blocked = Set(plan.assets.filter { $0.problem?.isUndecided == true }.compactMap { $0.asset.source.map { FilePath($0.path) } })
    let known = blocked.intersection(state.undecided)
    guard !known.isEmpty else { return plan }
    // It was reported that a person has to decide, which has not happened yet.
    for path in known { files.postpone(path, until: .now + retryInterval) }
    batch.removeAll { known.contains(FilePath($0.path)) }
    return batch.isEmpty ? nil : try await planner(for: planningScope(batch)).plan(pipeline, after: []).plan
  }

  /// Returns the sources that must be planned together with the batch.
  private func planningScope(_ batch: [SourceFile]) -> [SourceFile] {
    guard pipeline.hasLinkedAssets(services.components) else { return batch }
    let all = sources.filter { claims.owns($0.key) }.values
    return all.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  /// Sets aside the sources that the mistakes come from. If they have another cause, all of them wait.
  private mutating func separate(_ batch: inout [SourceFile], _ diagnostics: [Diagnostic]) async throws(StorageError) {
    let general = try await planner(for: []).plan(pipeline, after: [])
    if general.plan == nil {
      let reason = (general.diagnostics + diagnostics).first { $0.severity == .error }?.message ?? "the pipeline cannot be planned"
      wait(for: batch.map { FilePath($0.path) }, because: AssetFailure(.environment, .noPlan, reason), isCounted: false)
      batch = []
      return
    }
    var rest: [SourceFile] = []
    for source in batch {
      let alone = try await planner(for: planningScope([source])).plan(pipeline, after: [])
      if alone.plan != nil {
        rest.append(source)
      } else {
        let path = FilePath(source.path)
        claims.release(path)
        let reason = alone.diagnostics.first { $0.severity == .error }?.message ?? "it cannot be planned"
        setAside(path, reason: reason, canReturn: false)
      }
    }
    batch = rest
  }

  // MARK: what came of it

  /// Classifies the sources of a batch by the reason why they were not finished.
  private mutating func apply(_ summary: RunSummary, of plan: Plan, allowance: Amount?) {
    var paths: [String: FilePath] = [:]
    for asset in plan.assets { paths[asset.name] = asset.asset.source.map { FilePath($0.path) } }
    var failures: [FilePath: AssetFailure] = [:]
    // Sources whose failure the plan knew of already.
    var foreseen: Set<FilePath> = []
    let doubtful = Set(plan.assets.lazy.filter { $0.problem?.isUndecided == true }.map(\.name))
    for (asset, failure) in summary.failures {
      guard let path = paths[asset] else { continue }
      if let other = failures[path], other.kind.weight >= failure.kind.weight { continue }
      failures[path] = failure
      if doubtful.contains(asset) { foreseen.insert(path) } else { foreseen.remove(path) }
    }
    for path in Set(paths.values) where failures[path] == nil { state.forget(path) }
    let sorted = Dictionary(grouping: failures) { $0.value.kind }
    for (kind, members) in sorted {
      let (concerned, first) = (members.map(\.key), members[0].value)
      switch kind {
      case .environment, .quota: wait(for: concerned, because: first, isCounted: true)
      case .budget: waitForBudget(members.map { ($0.key, $0.value) }, allowance: allowance)
      case .unknownExchange: waitForDecision(concerned, because: first.message, wasPlanned: foreseen.contains(members[0].key))
      case .frozen: for (path, failure) in members { setAside(path, for: failure) }
      case .stopped: for path in concerned { files.postpone(path, until: .now) }
      case .asset: for (path, failure) in members { fail(path, failure) }
      case .waiting: for path in concerned { files.postpone(path, until: .now + retryInterval) }
      }
    }
    if sorted[.environment] == nil, sorted[.quota] == nil { (state.troubles, state.trouble) = (0, nil) }
  }

  private mutating func fail(_ path: FilePath, _ failure: AssetFailure) {
    state.status.lastError = failure.message
    if failure.code == .changedSource {
      // The next scan finds its present state.
      files.postpone(path, until: .now + unit)
    } else if options.once || files.fail(path, reason: failure.message, at: .now) {
      setAside(path, for: failure)
    }
  }

  /// Makes sources wait because of the environment: for longer each time, up to five minutes, or ten if a quota is exhausted.
  /// - Parameter isCounted: `true` if assets of these sources count as failed already.
  private mutating func wait(for paths: [FilePath], because trouble: AssetFailure, isCounted: Bool) {
    let longest = Duration.seconds(trouble.kind == .quota ? 600 : 300)
    let pause = min(longest, unit * 5 * (1 << min(state.troubles, 10)))
    state.troubles += 1
    state.status.lastError = trouble.message
    for path in paths {
      files.postpone(path, until: .now + pause)
      state.hindrances[path] = WatchState.Hindrance(failure: trouble, isCounted: isCounted)
    }
    // By its code, because messages name files, and those of temporary ones differ each time.
    guard state.trouble != trouble.code else { return }
    state.trouble = trouble.code
    services.events(.waiting(reason: trouble.message, sources: paths.count))
  }

  private mutating func waitForBudget(_ members: [(path: FilePath, failure: AssetFailure)], allowance: Amount?) {
    for (path, failure) in members {
      if failure.code == .unknownPrice {
        setAside(path, for: failure)
      } else {
        state.waitingForBudget.insert(path)
        files.postpone(path, until: .now + retryInterval)
      }
    }
  }

  private mutating func waitForDecision(_ paths: [FilePath], because reason: String, wasPlanned: Bool) {
    for path in paths { files.postpone(path, until: .now + retryInterval) }
    let isNew = !state.undecided.isSuperset(of: paths)
    state.undecided.formUnion(paths)
    if isNew { services.events(.undecided(message: reason, wasPlanned: wasPlanned, sources: state.undecided.count)) }
  }

  /// Reports that the budget is reached, once.
  private mutating func reportBudget() async throws {
    guard let budget, let spending = state.status.spending, !state.waitingForBudget.isEmpty,
      state.blockedAllowance == nil
    else { return }
    state.blockedAllowance = budget.allowance(after: spending)
    let isHourly = budget.isLimitedByHour(after: spending)
    let resumes = try await window.resumption(of: pipeline.name, inHour: isHourly, in: services.store.ledger)
    services.events(
      .budgetReached(
        spending: spending, budget: budget, isHourly: isHourly, waiting: state.waitingForBudget.count, resumes: resumes))
  }
}

extension RunObstacle {
  /// The failure of a problem that keeps each source of a batch waiting.
  fileprivate var failure: AssetFailure {
    let code: FailureCode =
      switch self {
      case .storage: .storage
      case .missingKey, .refusedKey, .keyCommand: .key
      case .emulator: .gateway
      case .outputChanged: .outputChanged
      }
    return AssetFailure(.environment, code, description)
  }
}

extension AssetFailure.Kind {
  /// The rank by which one failure represents a source some of whose assets failed.
  fileprivate var weight: Int {
    switch self {
    case .asset: 0
    case .frozen: 1
    case .unknownExchange: 2
    case .budget: 3
    case .quota: 4
    case .environment: 5
    case .waiting: -1
    case .stopped: 6
    }
  }
}
