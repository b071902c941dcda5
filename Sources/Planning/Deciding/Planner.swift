package import Diagnostics
import GatewayAPI
import ImageCore
package import PipelineModel
package import PipelineSpec
package import Storage
import SystemPackage

/// Makes a plan of a pipeline. Reads sources and the store's index; writes nothing.
package struct Planner: Sendable {
  package struct Outcome: Sendable {
    /// The plan, or `nil` if the file has mistakes.
    package let plan: Plan?
    package let diagnostics: [Diagnostic]
  }

  private let components: Components
  private let store: Store
  private let options: PipelineOptions
  /// Indicates whether a pattern without a match is a mistake.
  private let needsSources: Bool
  /// The sources to plan for instead of all that the patterns match.
  private let sources: [SourceFile]?
  private let clock: UTCClock
  private let kept: SourceByteCache?
  /// Entries for files that runs of other machines wrote, which the manifest does not have yet.
  private let published: [Manifest.File]
  /// Assets that are planned as if nothing had been chosen for their present requests.
  private let withoutChoices: Set<String>
  /// Combinations of answers for which earlier findings are looked up; what is not found is free to find again.
  private static let maximumWays = 1_000

  /// The mistake of a pattern that matches nothing.
  package static let noSources: Diagnostic.ID = .noSources
  /// The warning about an asset that cannot be made.
  package static let assetProblem: Diagnostic.ID = "asset-problem"
  /// The warning about another program's file in the place of one of an asset's files.
  package static let foreignFile: Diagnostic.ID = "foreign-file"
  /// The diagnostics that a run repeats when an asset fails, so that they need not be shown before.
  package static let toldByFailures: Set<Diagnostic.ID> = [assetProblem, foreignFile]

  /// - Parameter kept: a cache of the bytes that are read, for executing the plan.
  package init(
    components: Components, store: Store, options: PipelineOptions, needsSources: Bool = true, sources: [SourceFile]? = nil,
    clock: UTCClock = .system, kept: SourceByteCache? = nil, withoutChoices: Set<String> = [], published: [Manifest.File] = []
  ) {
    self.published = published
    self.kept = kept
    self.withoutChoices = withoutChoices
    self.components = components
    self.store = store
    self.options = options
    self.needsSources = needsSources
    self.sources = sources
    self.clock = clock
  }

  /// Returns the assets' and stages' mistakes alone; the store is not read.
  /// - Parameter sources: the sources to use instead of those that the patterns match; then it is no mistake that there are none.
  package static func check(
    _ pipeline: Pipeline, components: Components, sources: [SourceFile]? = nil
  ) throws(StorageError) -> [Diagnostic] {
    try expand(pipeline, components: components, needsSources: sources == nil, sources: sources).diagnostics
  }

  /// The assets of the file and the folders, for a plan that is made right after the check.
  package struct Expansion: Sendable {
    /// Of every asset of the file.
    package let names: Set<String>
    /// What it was made for; of other assets only the names are known.
    let selection: Selection
    let assets: [Asset]
    /// In an order in which each comes after the one it starts from, or `nil` if that is impossible.
    let ordered: [Asset]?
    let deliveries: [Delivery]
    package let diagnostics: [Diagnostic]

    /// What templates may name for each asset.
    package var bindings: [String: Bindings] { Dictionary(assets.map { ($0.name, $0.bindings) }) { first, _ in first } }
  }

  /// - Parameter selection: what a command works on. Another asset that nothing selected starts from costs its name and no more, unless the file
  ///   places files of several assets in one folder, or makes something of all assets together.
  package static func expand(
    _ pipeline: Pipeline, components: Components, needsSources: Bool = true, sources: [SourceFile]? = nil,
    selection: Selection = Selection()
  ) throws(StorageError) -> Expansion {
    var diagnostics: [Diagnostic] = []
    let isSeparable = pipeline.layout.template == nil && (pipeline.document.deliver.isEmpty || selection.shard != nil)
    let selection = isSeparable ? selection : Selection()
    let expander = AssetExpander(
      pipeline: pipeline, components: components, needsSources: needsSources, sources: sources, selection: selection)
    let expanded = try expander.expand(into: &diagnostics)
    let assets = expanded.assets
    let ordered = DependencyOrder.sorted(assets, among: expanded.names, reporting: &diagnostics)
    // Names that are wrong make every path wrong.
    if !diagnostics.hasErrors { diagnostics += LayoutChecker.check(assets, of: pipeline, codecs: components.codecs) }
    // Among a few of the sources there is no whole set.
    let deliveries =
      sources == nil && !assets.isEmpty
      ? DeliveryBuilder.build(assets, of: pipeline, components: components, reporting: &diagnostics) : []
    return Expansion(
      names: Set(expanded.names), selection: selection, assets: assets, ordered: ordered, deliveries: deliveries, diagnostics: diagnostics)
  }

  /// Makes a plan. `earlier` are the diagnostics of loading; there is a plan only if no error is among them or found here. `expansion`
  /// saves another search for sources right after one.
  package func plan(
    _ pipeline: Pipeline, after earlier: [Diagnostic], expansion: Expansion? = nil
  ) async throws(StorageError) -> Outcome {
    let (lock, lockProblems) = try readLockFile(of: pipeline)
    var pipeline = pipeline
    let notes = lock.notes.merging(options.draftNotes) { $1 }
    let hasOtherNotes = pipeline.notes != notes
    pipeline.notes = notes
    let expanded: Expansion
    if let expansion, !hasOtherNotes, expansion.selection.isEverything || expansion.selection == options.selection {
      expanded = expansion
    } else {
      expanded = try Self.expand(
        pipeline, components: components, needsSources: needsSources, sources: sources, selection: options.selection)
    }
    var diagnostics = earlier + expanded.diagnostics
    let names = expanded.names
    // Among a few of the sources a selection may well match nothing.
    let selected = SelectedAssets(options.selection, refresh: options.refresh, among: names)
    if sources == nil { diagnostics += selected.diagnostics(among: names) }
    guard var everyone = expanded.ordered else {
      return Outcome(plan: nil, diagnostics: diagnostics)
    }
    let roots = DependencyOrder.roots(of: everyone)
    if let shard = options.selection.shard {
      diagnostics += shard.notes(among: names.count)
      // Assets that start from each other are in the same part, so nothing outside of it is needed.
      everyone = everyone.filter { shard.contains(roots[$0.name] ?? $0.name) }
    }
    // What is made of all assets together looks at the files of those that are not selected, too.
    let needsEveryone = !expanded.deliveries.isEmpty && options.selection.shard == nil
    let ordered = needsEveryone ? everyone : NeededAssets.among(everyone, selected: selected)
    // Before the manifest, into which the end of a run folds them.
    let written = published.map(\.entry) + (try await store.ledger.files(of: pipeline.name, in: pipeline.output.string).map(\.entry))
    let manifestStamp = try Self.manifestStamp(of: pipeline)
    let manifest = try readManifest(of: pipeline, written: written, into: &diagnostics)
    guard !diagnostics.hasErrors else { return Outcome(plan: nil, diagnostics: diagnostics) }

    let paths = filePaths(of: ordered, in: pipeline)
    let remembered = try await store.ledger.sourceDigests(for: paths.map(\.string))
    let inspector = FileInspector(
      reader: ImageReader(codecs: components.codecs, limits: pipeline.limits), known: remembered, clock: clock, kept: kept)
    var facts: [FilePath: FileFacts] = [:]
    for path in paths { facts[path] = await inspector.inspect(path.string, needsHeader: false) }

    var resolver = InputResolver(pipeline: pipeline, components: components, facts: facts, inspector: inspector)
    var resolved: [ResolvedAsset] = []
    for asset in ordered { resolved.append(await resolver.resolve(asset, into: &diagnostics)) }
    facts = resolver.facts
    guard !diagnostics.hasErrors else { return Outcome(plan: nil, diagnostics: diagnostics) }

    let keys = resolved.flatMap { $0.exchanges.values.map(\.identity.key) }
    let first = try await store.ledger.snapshot(
      pipeline: pipeline.name, keys: keys, assets: ledgerScope(ordered, of: names, in: pipeline))
    let snapshot = first.adding(try await descriptions(of: resolved, knowing: first)).settling(try await store.orphans())
    diagnostics += lockProblems
    let bindings = bindings(
      of: pipeline, for: resolved,
      in: pipeline.billingDomain == .real ? lock : LockFile(bindings: snapshot.bindings, earlierChoices: snapshot.earlierChoices))
    guard !diagnostics.hasErrors else { return Outcome(plan: nil, diagnostics: diagnostics) }
    let localKey = LocalKey(codecs: components.codecs)
    let bound = try await boundExchanges(bindings, snapshot: snapshot)
    let judged = try await judgements(resolved, snapshot: snapshot, bindings: bindings, bound: bound, localKey: localKey)
    let lost = try await LostCalls(pipeline: pipeline, components: components, manifest: manifest).find(
      resolved, snapshot: snapshot, bindings: bindings, ledger: store.ledger)
    let files = OutputFiles(
      pipeline: pipeline, manifest: manifest, published: snapshot.published,
      digests: try await outputDigests(ordered, manifest: manifest, published: snapshot.published, in: pipeline))
    let decider = NodeDecider(
      pipeline: pipeline, components: components, store: store, selected: selected, snapshot: snapshot, bindings: bindings,
      bound: bound, lostCalls: lost, manifest: manifest, localKey: localKey, passed: judged.passed, judgements: judged.recorded,
      files: files)
    var planned: [PlannedAsset] = []
    var all: [String: PlannedAsset] = [:]
    var originals: [String: Exchange] = [:]
    var beginnings: [String: NodeID] = [:]
    var startingPoints: [String: Exchange] = [:]
    var withSourcePicture: Set<String> = []
    let foreign = ForeignFiles(
      pipeline: pipeline, manifest: manifest, snapshot: snapshot,
      extensions: components.codecs.codecs.map(\.format.fileExtension) + [OutputNaming.textExtension])
    for asset in resolved {
      let dependency = asset.asset.dependency?.name
      let decided = try decider.decide(
        asset, startingFrom: dependency.flatMap { originals[$0] }, originals: originals, beginnings: beginnings,
        isWaiting: dependency.flatMap { all[$0]?.lastGeneration?.status } == .waiting,
        hasSourcePicture: !asset.files.isEmpty || dependency.map { withSourcePicture.contains($0) } ?? false)
      originals[asset.asset.name] = decided.storedOriginal
      beginnings[asset.asset.name] = decided.lastGeneration?.id
      if decided.hasSourcePicture { withSourcePicture.insert(asset.asset.name) }
      if selected.contains(asset.asset.name) {
        let finding = options.overwrites ? nil : try foreign.first(in: decided)
        if let finding, !finding.isCertain { diagnostics.append(.foreignFile(finding, of: asset.asset.name)) }
        planned.append(finding.map { $0.isCertain ? decided.blocked(by: $0) : decided } ?? decided)
        all[asset.asset.name] = planned.last
      } else {
        all[asset.asset.name] = decided
        startingPoints[asset.asset.name] = decided.storedOriginal
      }
    }
    diagnostics += sourceWarnings(planned)
    let growth = RecordGrowth(
      pipeline: pipeline, manifest: manifest, bindings: bindings, lockBytes: try FileStamp.of(pipeline.lockPath.string)?.size ?? 0)
    diagnostics += growth.problems(of: planned)
    guard !diagnostics.hasErrors else { return Outcome(plan: nil, diagnostics: diagnostics) }
    let deliveryDecider = DeliveryDecider(
      manifest: manifest, localKey: localKey,
      files: files, assets: all, selected: Set(planned.map(\.name)), rejected: lock.rejected)
    var deliveries: [PlannedDelivery] = []
    // Of a part of the assets nothing is made that takes all of them.
    for delivery in options.selection.shard == nil ? expanded.deliveries : [] { deliveries.append(try deliveryDecider.decide(delivery)) }
    var plan = PlanTotals(planned).plan(
      pipeline: pipeline, assets: planned, startingPoints: startingPoints,
      unknown: snapshot.unknown(among: planned.flatMap { $0.nodes.compactMap(\.key) }), manifest: manifest,
      manifestStamp: manifestStamp, computed: facts.values.compactMap(\.remembered) + files.digests.computed, judgements: judged.recorded,
      order: ordered.map(\.name),
      deliveries: deliveries,
      orphans: sources == nil ? manifest?.files.count { $0.kind != .delivery && !names.contains($0.asset) } ?? 0 : 0)
    plan.roots = roots
    return Outcome(plan: plan, diagnostics: diagnostics)
  }

  /// Returns the present stamp of the manifest, which shows whether another run has written one since a plan was made.
  package static func manifestStamp(of pipeline: Pipeline) throws(StorageError) -> FileStamp? {
    try FileStamp.of(pipeline.output.appending(Manifest.fileName).string)
  }

  /// Returns what is remembered of files that this store did not write as the manifest has them; usually there are none.
  private func outputDigests(
    _ assets: [Asset], manifest: ManifestIndex?, published: [String: PublishedOutput], in pipeline: Pipeline
  ) async throws(StorageError) -> OutputDigests {
    let names = Set(assets.map(\.name))
    let others = (manifest?.files ?? []).filter { names.contains($0.asset) && published[$0.path]?.blob.digest != $0.digest }
    let known =
      others.isEmpty ? [:] : try await store.ledger.sourceDigests(for: others.map { pipeline.output.appending($0.path).string })
    return OutputDigests(known: known, clock: clock)
  }

  /// Returns the assets that the ledger is asked about, or `nil` for all: many are read faster together, and where the file gives paths of its
  /// own, an asset's files are not found by its name.
  private func ledgerScope(_ assets: [Asset], of all: Set<String>, in pipeline: Pipeline) -> [String]? {
    guard assets.count * 8 < all.count, pipeline.layout.template == nil else { return nil }
    return assets.map(\.name)
  }

  /// Returns the bindings of the slots. A slot whose request is an earlier one again gets its earlier choice back.
  private func bindings(of pipeline: Pipeline, for assets: [ResolvedAsset], in file: LockFile) -> [Slot: Binding] {
    var bindings = file.bindings
    for asset in assets {
      for (place, exchange) in asset.exchanges {
        let slot = Slot(pipeline: pipeline.name, asset: asset.asset.name, stage: place.stage, variant: place.variant)
        if withoutChoices.contains(asset.asset.name) {
          if bindings[slot]?.key == exchange.identity.key { bindings[slot] = nil }
        } else if bindings[slot]?.key != exchange.identity.key,
          let chosen = file.earlierChoices[ChoicePlace(slot: slot, key: exchange.identity.key)]
        {
          bindings[slot] = Binding(slot: slot, exchange: chosen, key: exchange.identity.key)
        }
      }
    }
    return bindings
  }

  /// Reads the lock file. In the billing domain of the emulator it holds notes and rejections only; a damaged one costs nothing there.
  private func readLockFile(of pipeline: Pipeline) throws(StorageError) -> (LockFile, [Diagnostic]) {
    let path = pipeline.lockPath.string
    guard try FileStamp.of(path) != nil else { return (LockFile(), []) }
    let (file, _, problems) = LockFile.read(
      try FileBytes.read(path, limit: LockFile.sizeLimit), name: path, pipeline: pipeline.name)
    let diagnostics = problems.map { problem in
      Diagnostic(
        problem.id, "'\(path)', line \(problem.position?.line ?? 1): \(problem.message)",
        severity: pipeline.billingDomain == .real ? problem.severity : .warning, notes: problem.notes.map { Diagnostic.Note($0.message) })
    }
    return (file, diagnostics)
  }

  /// Returns the attempts at describing every picture that an asset may have: those that its stored answers hold, and its source.
  private func descriptions(of assets: [ResolvedAsset], knowing snapshot: LedgerSnapshot) async throws(StorageError) -> [Digest: [Exchange]]
  {
    guard assets.contains(where: { !$0.descriptions.isEmpty }) else { return [:] }
    var keys: Set<Digest> = []
    var pictures: [String: Set<Digest>] = [:]
    for asset in assets {
      let answers =
        asset.exchanges.values.flatMap { snapshot.attempts[$0.identity.key] ?? [] }
        + snapshot.bindings.values.filter { $0.slot.asset == asset.asset.name }.compactMap { snapshot.boundExchanges[$0.exchange] }
      pictures[asset.asset.name] = Set(answers.compactMap { $0.picture?.blob.digest })
    }
    for asset in assets {
      // One that starts from another asset describes that one's picture.
      let known = pictures[asset.asset.name, default: []].union(asset.asset.dependency.flatMap { pictures[$0.name] } ?? [])
      for identity in asset.descriptions.values {
        keys.insert(identity.key)
        keys.formUnion(known.map { identity.about(original: $0).key })
      }
    }
    return try await store.ledger.attempts(for: Array(keys))
  }

  /// Returns the exchanges of bindings, to explain changes; those of the snapshot and, for a lock file, those of the store.
  private func boundExchanges(_ bindings: [Slot: Binding], snapshot: LedgerSnapshot) async throws(StorageError) -> [ExchangeID: Exchange] {
    let missing = bindings.values.map(\.exchange).filter { snapshot.boundExchanges[$0] == nil }
    guard !missing.isEmpty else { return snapshot.boundExchanges }
    return try await store.ledger.exchanges(missing).merging(snapshot.boundExchanges) { $1 }
  }

  /// Returns the recorded judgements over every answer that may be used, and the keys of those that were passed.
  private func judgements(
    _ assets: [ResolvedAsset], snapshot: LedgerSnapshot, bindings: [Slot: Binding], bound: [ExchangeID: Exchange], localKey: LocalKey
  ) async throws(StorageError) -> (recorded: [Digest: RecordedJudgement], passed: Set<Digest>) {
    var keys: Set<Digest> = []
    let slots = Dictionary(grouping: bindings.keys, by: \.asset)
    func answers(_ asset: ResolvedAsset, _ place: NodePlace) -> [Digest] {
      guard let resolved = asset.exchanges[place] else { return [] }
      // An answer that was accepted for a changed request stands under the key of the earlier one.
      let accepted = slots[asset.asset.name]?.first { $0.stage == place.stage && $0.variant == place.variant }
      let bound = accepted.flatMap { bindings[$0] }.flatMap { bound[$0.exchange] }
      let found = (snapshot.attempts[resolved.identity.key] ?? []) + [bound].compactMap(\.self)
      return Set(found.compactMap { $0.picture?.blob.digest }).sorted()
    }
    let originals = Dictionary(assets.map { ($0.asset.name, $0) }) { first, _ in first }
    for asset in assets {
      for (place, resolved) in asset.exchanges {
        // Which answers will be used is not decided yet: of every one that a stage may look at, what was found beside it.
        var ways = [asset.fileDigests]
        for origin in Set(asset.asset.chain.sideOrigins(after: place.stage)) {
          let found: [Digest]
          switch origin {
          case .source, .mask: continue
          case .turn(let turn): found = asset.asset.graph.generation(turn, before: place).map { answers(asset, $0) } ?? []
          case .asset(let name):
            found = originals[name].flatMap { other in other.asset.graph.lastGeneration.map { answers(other, $0) } } ?? []
          }
          ways = Array(ways.flatMap { $0.varied(origin, among: found) }.prefix(Self.maximumWays))
        }
        for original in answers(asset, place) {
          for sides in ways {
            keys.formUnion(
              localKey.judgements(
                in: asset.asset.chain, after: place.stage, asked: resolved.asked, original: original, beside: sides) ?? [])
          }
        }
      }
    }
    let wanted = Array(keys)
    // A judgement that was passed is a local result, too, which is all that earlier versions kept.
    return (try await store.ledger.judgements(for: wanted), Set(try await store.ledger.localResults(for: wanted).keys))
  }

  private func sourceWarnings(_ assets: [PlannedAsset]) -> [Diagnostic] {
    assets.compactMap { asset in
      guard let problem = asset.problem else { return nil }
      return Diagnostic(
        problem.isForeignFile ? Self.foreignFile : Self.assetProblem, "the asset '\(asset.name)' cannot be made: \(problem.message)",
        severity: .warning, at: problem.position)
    }
  }
}

extension Shard {
  /// Returns a note where some parts have to be empty.
  fileprivate func notes(among assets: Int) -> [Diagnostic] {
    guard count > assets else { return [] }
    let message = "--shard \(self): there are fewer assets than parts (\(assets)), so some parts have none"
    return [Diagnostic(.emptyShards, message, severity: .note)]
  }
}

extension Diagnostic.ID {
  fileprivate static let emptyShards: Diagnostic.ID = "empty-shards"
}
