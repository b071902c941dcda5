package import GatewayAPI
import ImageCore
package import PipelineModel
package import Planning
package import Storage

/// Runs plans: the only part of the engine with effects. Its decisions are bounded by the plan.
package struct Executor: Sendable {
  private let components: Components
  private let store: Store
  private let run: StoreRun
  private let generator: any ContentGenerator
  private let client: (any JobClient)?
  /// With their actual addresses; a plan may have been made before an emulator had its port.
  private let gateways: [GatewayProfile]
  private let options: ExecutionOptions
  private let stop: StopSignal
  private let events: EventSink
  private let kept: SourceByteCache?

  package init(
    components: Components, store: Store, run: StoreRun, generator: any ContentGenerator, jobs client: (any JobClient)? = nil,
    gateways: [GatewayProfile], options: ExecutionOptions, stop: StopSignal, events: EventSink, kept: SourceByteCache? = nil
  ) {
    precondition(!gateways.isEmpty, "a run has at least one gateway")
    precondition(!options.submitsJobs || client != nil, "jobs are submitted by a client of them")
    self.client = client
    self.components = components
    self.store = store
    self.run = run
    self.generator = generator
    self.gateways = gateways.map { $0.divided(among: options.runsAtOnce) }
    self.options = options
    self.stop = stop
    self.events = events
    self.kept = kept
  }

  /// Executes a plan.
  /// - Parameter cores: processors to use for local work.
  package func execute(_ plan: Plan, cores: Int) async throws -> RunSummary {
    let counter = CallCounter()
    let queue = options.submitsJobs ? client.map { JobQueue(store: store, run: run.id, client: $0) } : nil
    let verified = try await VerifiedBlobs.load(for: plan, store: store)
    let services = makeServices(for: plan, cores: cores, counter: counter, verified: verified, queue: queue)
    if !plan.computedDigests.isEmpty { try await store.ledger.record(sourceDigests: plan.computedDigests) }
    await publishStartingPoints(of: plan, to: services.dependencies)

    let books = RunBooks(plan, recorder: services.recorder, ledger: store.ledger)
    let worked = await books.keep { await work(on: plan, services: services, queue: queue, cores: cores, counter: counter) }
    let (ended, submission, failedDeliveries) = (worked.assets, worked.submission, worked.failedDeliveries)
    let failures = ended.filter { $0.failure.kind != .waiting }
    let records = services.recorder.all
    let finalizer = RunFinalizer(plan: plan, store: store, events: events)
    var problem: String?
    let isWhole = ended.isEmpty && failedDeliveries.isEmpty && !stop.isStopped
    let prunes = options.prunes && isWhole
    do {
      if let journal = options.sharing?.journal {
        try await finalizer.closePart(records, books: books, journal)
      } else {
        try await finalizer.close(records, books: books, prunes: prunes)
      }
      try await verified.close(store.ledger)
    } catch {
      // The answers are in the store; the existing files are listed by the next run, which finds them again at no cost.
      problem = AssetFailure(error).message
    }
    let totals = counter.totals
    var summary = RunSummary(
      assets: plan.assets.count, succeeded: plan.assets.count - ended.count, onTheirWay: ended.count - failures.count,
      calls: totals.calls,
      reused: records.reused.union(plan.quietlyReused).count, outputs: records.files.count,
      cost: Amount(nanos: totals.nanoUSD), costUnknown: totals.unknownCosts, failures: failures, wasStopped: stop.isStopped,
      problem: problem)
    summary.failedDeliveries = failedDeliveries
    summary.leftUnpruned = options.prunes && !isWhole
    summary.orphans = prunes ? 0 : plan.orphans
    summary.submitted = submission.items
    if summary.problem == nil { summary.problem = submission.problem }
    return summary
  }

  /// Returns the number of concurrent assets: enough to keep both limiters busy, and no more, so that thousands of assets do not all hold
  /// resources.
  private func window(cores: Int) -> Int {
    max(networkWidth, cores) + cores
  }

  private var networkWidth: Int { min(options.jobs ?? .max, gateways.map(\.parallelCalls).max() ?? 1) }

  /// What became of the calls that were to be made as items of jobs.
  private struct Submission {
    /// Items that are on their way.
    var items = 0
    /// The assets whose items are not on their way.
    var failures: [String: AssetFailure] = [:]
    var problem: String?
  }

  private func submit(_ queue: JobQueue?, counter: CallCounter) async -> Submission {
    var submission = Submission()
    guard let queue else { return submission }
    let submitter = JobSubmitter(store: store, client: queue.client, stop: stop) { count, gateway in
      for _ in 0..<count {
        counter.count()
        // What a job costs is known when it is answered.
        counter.add(cost: gateway.isBilled ? nil : 0)
      }
    }
    for job in await queue.takeJobs() {
      let assets = job.items.map(\.asset)
      do {
        if let failure = try await submitter.submit(job) {
          for asset in assets { submission.failures[asset] = failure }
        } else {
          submission.items += job.items.count
        }
      } catch {
        let failure = AssetFailure(error)
        submission.problem = failure.message
        for asset in assets { submission.failures[asset] = failure }
      }
    }
    return submission
  }

  /// What has become of a run's assets and sets.
  private struct Worked: Sendable {
    let assets: [(asset: String, failure: AssetFailure)]
    let submission: Submission
    let failedDeliveries: [(collector: String, failure: AssetFailure)]
  }

  private func work(on plan: Plan, services: RunServices, queue: JobQueue?, cores: Int, counter: CallCounter) async -> Worked {
    var ended = await runAssets(plan, services: services, window: window(cores: cores))
    let submission = await submit(queue, counter: counter)
    ended = ended.map { asset, failure in
      guard options.submitsJobs, failure.kind == .waiting else { return (asset, failure) }
      let outcome = submission.failures[asset] ?? failure
      events.send(.assetFinished(asset: asset, failure: outcome))
      return (asset, outcome)
    }
    // What takes all assets is left to the merge of all parts.
    if options.sharing?.journal != nil { return Worked(assets: ended, submission: submission, failedDeliveries: []) }
    let runner = DeliveryRunner(
      plan: plan, services: services, failed: Self.names(of: ended) { $0 != .waiting }, waiting: Self.names(of: ended) { $0 == .waiting })
    return Worked(assets: ended, submission: submission, failedDeliveries: await runner.run())
  }

  private static func names(
    of ended: [(asset: String, failure: AssetFailure)], where isMeant: (AssetFailure.Kind) -> Bool
  ) -> Set<String> {
    Set(ended.filter { isMeant($0.failure.kind) }.map(\.asset))
  }

  private func makeServices(
    for plan: Plan, cores: Int, counter: CallCounter, verified: VerifiedBlobs, queue: JobQueue?
  ) -> RunServices {
    let reader = ImageReader(codecs: components.codecs, limits: plan.pipeline.limits)
    let exchanges = ExchangeRunner(
      generator: generator, gateways: gateways, billingDomain: plan.pipeline.billingDomain, store: store, run: run.id,
      interpreter: AnswerInterpreter(
        generator: generator, store: store, reader: reader, card: plan.pipeline.card, cores: cores,
        keepsPixels: plan.assets.contains { $0.nodes.last?.exchange == nil }),
      budget: Budget(limit: options.maximumCost, allowsUnknownPrice: options.allowsUnknownPrice),
      network: AsyncLimiter(slots: networkWidth), stop: stop, isFrozen: options.isFrozen, permittedKeys: options.permittedKeys,
      events: events, counter: counter, health: CircuitBreaker(), pace: CallPace(store: store, run: run.id), verified: verified,
      sharing: options.sharing, jobs: queue, frozenReason: options.frozenReason, limitIsRest: options.maximumCostIsRest)
    return RunServices(
      pipeline: plan.pipeline, reader: reader, writer: ImageWriter(codecs: components.codecs),
      localKey: LocalKey(codecs: components.codecs),
      inputRules: ChainChecker(pipeline: plan.pipeline, components: components).inputRules, store: store, exchanges: exchanges,
      processor: AsyncLimiter(slots: min(options.jobs ?? .max, cores), byteBudget: options.decodedBytes),
      publisher: OutputPublisher(
        folder: plan.pipeline.outputFolder, pipeline: plan.pipeline.name, ledger: store.ledger,
        intents: OutputIntents(ledger: store.ledger),
        manifest: plan.manifest, overwrites: options.overwrites, crashes: store.crashes, events: events, sharing: options.sharing),
      recorder: RunRecorder(),
      dependencies: DependencyResults(), stop: stop, events: events, kept: kept)
  }

  private func publishStartingPoints(of plan: Plan, to dependencies: DependencyResults) async {
    let running = Set(plan.assets.map(\.name))
    for name in Set(plan.assets.flatMap { $0.asset.references.map(\.name) }) where !running.contains(name) {
      if let exchange = plan.startingPoints[name] {
        await dependencies.publish(.success(exchange), of: name)
      } else {
        let failure = AssetFailure(.asset, .notSelected, "it is not part of this run and has no stored original")
        await dependencies.publish(.failure(failure), of: name)
      }
    }
  }

  /// Runs the assets in a window of tasks; one begins when one ends. Assets come after those they start from, so waiting cannot deadlock.
  private func runAssets(_ plan: Plan, services: RunServices, window: Int) async -> [(asset: String, failure: AssetFailure)] {
    await withTaskGroup(of: (index: Int, failure: AssetFailure?).self) { group in
      var failures: [(index: Int, asset: String, failure: AssetFailure)] = []
      var next = 0
      func startOne() {
        guard next < plan.assets.count else { return }
        let index = next
        let asset = plan.assets[index]
        next += 1
        group.addTask {
          services.events.send(.assetStarted(asset: asset.name))
          do throws(AssetFailure) {
            try await AssetRunner(planned: asset, services: services).run()
            return (index, nil)
          } catch {
            return (index, error)
          }
        }
      }
      for _ in 0..<window { startOne() }
      while let ended = await group.next() {
        let name = plan.assets[ended.index].name
        // An asset whose call is to be an item of a job has ended when that is submitted.
        if !options.submitsJobs || ended.failure?.kind != .waiting { events.send(.assetFinished(asset: name, failure: ended.failure)) }
        await options.sharing?.journal?.note(JournalLine.asset(name, failure: ended.failure?.code).text)
        if let failure = ended.failure {
          failures.append((ended.index, name, failure))
          if options.failsFast { stop.set() }
        }
        startOne()
      }
      return failures.sorted { $0.index < $1.index }.map { ($0.asset, $0.failure) }
    }
  }
}

extension Plan {
  /// Answers of assets on which nothing is to be done at all.
  fileprivate var quietlyReused: Set<ExchangeID> {
    var ids: Set<ExchangeID> = []
    for asset in assets where asset.problem == nil {
      for node in asset.nodes {
        if case .reuse(let exchange)? = node.exchange?.decision { ids.insert(exchange.id) }
      }
    }
    return ids
  }
}

/// The options of running a plan.
package struct ExecutionOptions: Sendable {
  /// The largest number of paid calls in flight, and of local tasks at once; `nil` for as many as gateways and cores allow.
  package var jobs: Int?
  package var maximumCost: Amount?
  /// Indicates whether that is what earlier runs have left of a larger budget.
  package var maximumCostIsRest = false
  /// Calls whose price is unknown are made although there is a limit.
  package var allowsUnknownPrice = false
  /// A call that is needed is an error.
  package var isFrozen = false
  /// The reason of that, for people.
  package var frozenReason = "--frozen forbids it"
  /// Calls are made as items of jobs, which are answered later.
  package var submitsJobs = false
  /// The only requests that may be sent, by their keys; `nil` permits all.
  package var permittedKeys: Set<Digest>?
  /// The first failure stops the assets that have not begun.
  package var failsFast = false
  /// Files that an earlier run wrote and this plan no longer wants are removed.
  package var prunes = false
  /// Files in the output folder that this program did not write are replaced.
  package var overwrites = false
  /// Bytes that decoded pictures may take together.
  package var decodedBytes = 1 << 30

  /// The folder that this run shares with those of other machines, or `nil` if it shares none.
  package var sharing: Sharing?
  /// Runs at a time among which the gateways' limits are divided.
  package var runsAtOnce = 1

  package init() {}
}
