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
  /// With their actual addresses; a plan may have been made before an emulator had its port.
  private let gateways: [GatewayProfile]
  private let options: ExecutionOptions
  private let stop: StopSignal
  private let events: EventSink
  private let kept: KeptSources?

  package init(
    components: Components, store: Store, run: StoreRun, generator: any ContentGenerator, gateways: [GatewayProfile],
    options: ExecutionOptions, stop: StopSignal, events: EventSink, kept: KeptSources? = nil
  ) {
    precondition(!gateways.isEmpty, "a run has at least one gateway")
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
    let verified = try await VerifiedBlobs.load(for: plan, store: store)
    let services = makeServices(for: plan, cores: cores, counter: counter, verified: verified)
    if !plan.computedDigests.isEmpty { try await store.ledger.record(sourceDigests: plan.computedDigests) }
    await publishStartingPoints(of: plan, to: services.dependencies)

    let books = RunBooks(plan, recorder: services.recorder, ledger: store.ledger)
    let (failures, failedDeliveries) = await books.keep {
      let failures = await runAssets(plan, services: services, window: window(cores: cores))
      // What takes all assets is left to the merge of all parts.
      if options.sharing?.journal != nil { return (failures, []) }
      return (failures, await DeliveryRunner(plan: plan, services: services, failed: Set(failures.map(\.asset))).run())
    }
    let records = services.recorder.all
    let finalizer = RunFinalizer(plan: plan, store: store, events: events)
    var problem: String?
    let isWhole = failures.isEmpty && failedDeliveries.isEmpty && !stop.isStopped
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
      assets: plan.assets.count, succeeded: plan.assets.count - failures.count, calls: totals.calls,
      reused: records.reused.union(plan.quietlyReused).count, outputs: records.files.count,
      cost: Amount(nanos: totals.nanoUSD), costUnknown: totals.unknownCosts, failures: failures, wasStopped: stop.isStopped,
      problem: problem)
    summary.failedDeliveries = failedDeliveries
    summary.leftUnpruned = options.prunes && !isWhole
    summary.orphans = prunes ? 0 : plan.orphans
    return summary
  }

  /// Returns the number of concurrent assets: enough to keep both limiters busy, and no more, so that thousands of assets do not all hold
  /// resources.
  private func window(cores: Int) -> Int {
    max(networkWidth, cores) + cores
  }

  private var networkWidth: Int { min(options.jobs ?? .max, gateways.map(\.parallelCalls).max() ?? 1) }

  private func makeServices(for plan: Plan, cores: Int, counter: CallCounter, verified: VerifiedBlobs) -> RunServices {
    let reader = ImageReader(codecs: components.codecs, limits: plan.pipeline.limits)
    let exchanges = ExchangeRunner(
      generator: generator, gateways: gateways, card: plan.pipeline.card, lane: plan.pipeline.lane, store: store, run: run.id,
      interpreter: AnswerInterpreter(
        generator: generator, store: store, reader: reader, card: plan.pipeline.card, cores: cores,
        keepsPixels: plan.assets.contains { $0.nodes.last?.exchange == nil }),
      budget: Budget(limit: options.maximumCost, allowsUnknownPrice: options.allowsUnknownPrice),
      network: AsyncLimiter(slots: networkWidth), stop: stop, isFrozen: options.isFrozen, permittedKeys: options.permittedKeys,
      events: events, counter: counter, health: GatewayHealth(), pace: CallPace(store: store, run: run.id), verified: verified,
      sharing: options.sharing)
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
    for name in Set(plan.assets.compactMap(\.dependency)) where !running.contains(name) {
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
        events.send(.assetFinished(asset: name, failure: ended.failure))
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
