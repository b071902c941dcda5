import Diagnostics
import GatewayAPI
import ImageCore
import PipelineSpec
import Storage
import SystemPackage

/// Decides for every step of an asset whether it will run, and why.
struct StepDecider {
  let pipeline: Pipeline
  let components: Components
  let store: Store
  let options: PipelineOptions
  let snapshot: LedgerSnapshot
  let bindings: [Slot: Binding]
  let bound: [ExchangeID: Exchange]
  let lostCalls: [Slot: ExchangeID]
  let manifest: ManifestIndex?
  let inputRules: InputRules
  let localKey: LocalKey
  let verdicts: Set<Digest>

  private var files: OutputFiles { OutputFiles(pipeline: pipeline, manifest: manifest, published: snapshot.published) }

  /// - Parameters:
  ///   - origin: the stored answer of the asset that this one starts from.
  ///   - hasSourcePicture: whether a picture out of a file goes into its answers.
  func decide(
    _ resolved: ResolvedAsset, startingFrom origin: Exchange?, hasSourcePicture: Bool
  ) throws(StorageError) -> PlannedAsset {
    let asset = resolved.asset
    var steps: [PlannedStep] = []
    var problem = resolved.problem
    var decidedShared: [Int: Digest?] = [:]
    var failedShared: Set<Int> = []
    for variant in 1...asset.chain.variants {
      var input = firstInput(of: resolved) ?? origin?.picture?.blob.digest
      var answer = origin
      var isFailing = false
      for (index, link) in asset.chain.links.enumerated() {
        let isShared = asset.chain.fanOutIndex.map { index < $0 } ?? false
        if isShared, variant > 1 {
          input = decidedShared[index] ?? nil
          isFailing = isFailing || failedShared.contains(index)
          continue
        }
        if link.paid != nil {
          let place = ResolvedAsset.Place(index: index, variant: asset.chain.slotVariant(at: index, for: variant))
          let (step, original, trouble) = try decidePaid(place, link, resolved)
          if problem == nil { problem = trouble?.at(link.position) }
          steps.append(step)
          input = original
          answer = step.exchange?.decision.answer
          isFailing = step.exchange?.storedFailure != nil
          if isShared, isFailing { failedShared.insert(index) }
        } else {
          let provenance = RenditionProvenance(pipeline.provenance, exchange: answer, hasSourcePicture: hasSourcePicture)
          let (step, key) = try decideLocal(
            index, link, variant: variant, input: input, exchange: answer?.id.text, provenance: provenance, resolved: resolved,
            isBlocked: problem != nil || isFailing)
          steps.append(step)
          input = key
        }
        if isShared { decidedShared[index] = input }
      }
    }
    return PlannedAsset(
      asset: asset, steps: problem == nil ? settled(steps, in: resolved) : steps.map(\.blockedUnlessCurrent), problem: problem,
      dependency: asset.dependency?.name, files: resolved.files,
      hasSourcePicture: hasSourcePicture)
  }

  /// The key that local results at the beginning of the chain go back to.
  private func firstInput(of resolved: ResolvedAsset) -> Digest? {
    for link in resolved.asset.chain.links {
      guard case .file(let written, _)? = link.input?.input else { continue }
      return resolved.files[FilePath(written)]?.digest
    }
    return nil
  }

  // MARK: paid stages

  private func decidePaid(
    _ place: ResolvedAsset.Place, _ link: Chain.Link, _ resolved: ResolvedAsset
  ) throws(StorageError) -> (PlannedStep, original: Digest?, PlannedProblem?) {
    let slot = Slot(pipeline: pipeline.name, asset: resolved.asset.name, stage: place.index, variant: place.variant)
    guard let exchange = resolved.exchanges[place] else {
      let step = PlannedStep(
        index: place.index, stage: link.name, variant: place.variant, status: .blocked,
        why: resolved.problem?.message ?? "its input is missing",
        key: nil, outputs: [], exchange: nil)
      return (step, nil, nil)
    }
    let choice = try AnswerChoice(
      key: exchange.identity.key, identity: exchange.identity, slot: slot, gateways: pipeline.gateways.map(\.name),
      lane: pipeline.lane, isRefreshed: options.refresh.contains { $0.matches(resolved.asset.name) }, snapshot: snapshot,
      binding: bindings[slot], bound: bound, lostCall: lostCalls[slot], blobs: store.blobs,
      asksAgain: link.paid?.asksAgain ?? 0, isAccepted: { isAccepted($0, at: place, in: resolved) }
    ).decide()

    var original: Digest?
    let attempts = snapshot.attempts[exchange.identity.key] ?? []
    var tally = AttemptTally()
    var status = PlannedStep.Status.blocked
    switch choice.decision {
    case .call(let cause):
      status = .call
      if cause == .askAgain { tally = AttemptTally(attempts, upTo: .max) }
    case .reuse(let answer):
      status = .reuse
      original = answer.picture?.blob.digest
      tally = AttemptTally(attempts, upTo: answer.attempt)
    case .blocked: break
    }
    let answer = choice.decision.answer
    let outputs = try [originalOutput(place, resolved, answer: answer)] + wordsOutput(place, resolved, answer: answer)
    let offers = offers(link, exchange)
    let step = PlannedStep(
      index: place.index, stage: link.name, variant: place.variant, status: status, why: choice.why, key: exchange.identity.key,
      outputs: outputs,
      exchange: PlannedExchange(
        identity: exchange.identity, slot: slot, decision: choice.decision, asked: exchange.asked, estimate: offers.estimate,
        offers: offers, expectedTokens: expectedTokens(link, exchange), tally: tally, lastAttempt: attempts.last?.attempt ?? 0),
      changes: choice.changes)
    return (step, original, choice.problem)
  }

  /// Whether the stages after the paid one are known to have accepted this answer; without such stages any picture is.
  private func isAccepted(_ answer: Exchange, at place: ResolvedAsset.Place, in resolved: ResolvedAsset) -> Bool {
    guard let picture = answer.picture, let exchange = resolved.exchanges[place] else { return false }
    let keys = Verdict.keys(
      in: resolved.asset.chain, after: place.index, asked: exchange.asked, original: picture.blob.digest,
      localKey: localKey)
    return keys.allSatisfy(verdicts.contains)
  }

  private func offers(_ link: Chain.Link, _ exchange: ResolvedAsset.ResolvedExchange) -> [GatewayOffer] {
    guard let paid = link.paid else { return [] }
    let shape = paid.shape(inputs: exchange.inputs, asked: exchange.asked)
    return pipeline.gateways.map { gateway in
      GatewayOffer(
        gateway: gateway.name, estimate: gateway.estimate(shape, card: pipeline.card),
        obstacle: paid.obstacle(at: gateway, card: pipeline.card, inputs: exchange.inputs, asked: exchange.asked))
    }
  }

  private func expectedTokens(_ link: Chain.Link, _ exchange: ResolvedAsset.ResolvedExchange) -> Int {
    guard let paid = link.paid, let card = pipeline.card else { return 0 }
    return card.expectedTokens(paid.shape(inputs: exchange.inputs, asked: exchange.asked))
  }

  private func originalOutput(
    _ place: ResolvedAsset.Place, _ resolved: ResolvedAsset, answer: Exchange?
  ) throws(StorageError) -> PlannedOutput {
    let name = originalName(place, resolved)
    guard let (digest, fileExtension) = original(of: answer) else {
      return PlannedOutput(name: name, path: nil, key: nil, isCurrent: false, why: "new")
    }
    let path = "\(resolved.asset.name)/\(OutputNaming.fileName(name, variant: place.variant, extension: fileExtension))"
    return try files.state(of: PlannedOutput(name: name, path: path, key: digest, isCurrent: false, why: ""), made: nil)
  }

  /// The words beside the picture, where there are any.
  private func wordsOutput(
    _ place: ResolvedAsset.Place, _ resolved: ResolvedAsset, answer: Exchange?
  ) throws(StorageError) -> [PlannedOutput] {
    guard let words = answer.flatMap(AnswerInterpreter.words(besidePictureOf:)) else { return [] }
    let name = originalName(place, resolved)
    let path = "\(resolved.asset.name)/\(OutputNaming.fileName(name, variant: place.variant, extension: OutputNaming.textExtension))"
    return [try files.state(of: PlannedOutput(name: name, path: path, key: Digest.of(utf8: words), isCurrent: false, why: ""), made: nil)]
  }

  private func originalName(_ place: ResolvedAsset.Place, _ resolved: ResolvedAsset) -> String {
    let turns = resolved.asset.chain.paidIndices
    return OutputNaming.originalName(turn: (turns.firstIndex(of: place.index) ?? 0) + 1, of: turns.count)
  }

  /// The digest of what came back, and the extension it is written with; nil where that is not known or nothing came back.
  private func original(of answer: Exchange?) -> (digest: Digest, fileExtension: String)? {
    if let picture = answer?.picture {
      return components.codecs.codec(for: FormatID(picture.format)).map { (picture.blob.digest, $0.format.fileExtension) }
    }
    return answer.flatMap(AnswerInterpreter.text(of:)).map { (Digest.of(utf8: $0), OutputNaming.textExtension) }
  }

  // MARK: local stages

  private func decideLocal(
    _ index: Int, _ link: Chain.Link, variant: Int, input: Digest?, exchange: String?, provenance: RenditionProvenance,
    resolved: ResolvedAsset, isBlocked: Bool
  ) throws(StorageError) -> (PlannedStep, key: Digest?) {
    let chain = resolved.asset.chain
    let asked = chain.paidIndices.last { $0 < index }.flatMap {
      resolved.exchanges[.init(index: $0, variant: chain.slotVariant(at: $0, for: variant))]?.asked
    }
    let key = input.map { localKey.key(of: link, asked: asked, input: $0) }
    var outputs: [PlannedOutput] = []
    let carrying = link.stage.outputs.isEmpty ? nil : input.map { localKey.input($0, with: provenance) }
    for declaration in link.stage.outputs {
      guard let format = declaration.format.flatMap({ components.codecs.codec(for: $0)?.format }) else { continue }
      let file = OutputNaming.fileName(declaration.name, variant: variant, extension: format.fileExtension)
      let outputKey = carrying.map { localKey.key(of: declaration, by: link, asked: asked, input: $0) }
      let output = PlannedOutput(
        name: declaration.name, path: "\(resolved.asset.name)/\(file)", key: outputKey, isCurrent: false, why: "")
      outputs.append(try files.state(of: output, made: .init(link: link, settings: declaration.settings, input: input, exchange: exchange)))
    }
    if index == chain.links.count - 1, chain.endsWithPreparedInput {
      outputs.append(try preparedOutput(link, variant: variant, key: key, input: input, exchange: exchange, resolved: resolved))
    }
    let stale = outputs.filter { !$0.isCurrent }
    var status = PlannedStep.Status.current
    var why = "up to date"
    var changes: [PlannedChange] = []
    if isBlocked {
      status = .blocked
      why = "its input is missing"
    } else if !stale.isEmpty {
      status = .run
      why = stale[0].why
      changes = stale[0].changes
    } else if link.type.judges, key.map({ !verdicts.contains($0) }) ?? true {
      status = .run
      why = key == nil ? "new" : "not judged yet"
    }
    let step = PlannedStep(
      index: index, stage: link.name, variant: variant, status: status, why: why, key: key, outputs: outputs, exchange: nil,
      changes: changes)
    return (step, key)
  }

  /// A prepared input is written in the first format that fits, so its path is only known from the manifest.
  private func preparedOutput(
    _ link: Chain.Link, variant: Int, key: Digest?, input: Digest?, exchange: String?, resolved: ResolvedAsset
  ) throws(StorageError) -> PlannedOutput {
    let prefix = resolved.asset.name + "/"
    let listed = components.codecs.codecs
      .map { prefix + OutputNaming.fileName("normalized", variant: variant, extension: $0.format.fileExtension) }
      .filter { manifest?[$0] != nil }
    // Files of other formats may be left from earlier settings.
    let known = listed.first { manifest?[$0]?.key == key } ?? listed.first
    let output = PlannedOutput(name: "normalized", path: known, key: key, isCurrent: false, why: "new")
    return known == nil
      ? output : try files.state(of: output, made: .init(link: link, settings: link.settings, input: input, exchange: exchange))
  }

  /// A step that makes what a later one needs runs with it; nothing runs for its own sake.
  private func settled(_ steps: [PlannedStep], in resolved: ResolvedAsset) -> [PlannedStep] {
    var result = steps
    var isNeeded = false
    let fanOut = resolved.asset.chain.fanOutIndex ?? 0
    let feedsCalls = result.contains { $0.index == fanOut && $0.status == .call }
    for index in result.indices.reversed() {
      let step = result[index]
      if index + 1 < result.count, result[index + 1].index <= step.index { isNeeded = false }
      // What the variants have in common feeds each of their calls.
      if step.index + 1 == fanOut { isNeeded = feedsCalls }
      switch step.status {
      case .run: isNeeded = true
      case .call: isNeeded = true
      // A stored answer is where work begins; what stands before it is not needed.
      case .reuse: isNeeded = false
      case .current where isNeeded && step.outputs.isEmpty: result[index] = step.running
      case .current, .blocked: break
      }
    }
    return result
  }
}

extension PlannedAsset {
  /// The stored answer that the asset's original is from, or will be unless it is asked for again.
  var storedOriginal: Exchange? {
    asset.chain.lastPaidIndex.flatMap { last in steps.first { $0.index == last } }?.exchange?.decision.answer
  }
}

extension [GatewayOffer] {
  /// What a call costs at whichever of them answers; those that cannot take it do not count. Nil where a price is unknown.
  fileprivate var estimate: CostRange? {
    var total: CostRange?
    for offer in contains(where: { $0.obstacle == nil }) ? filter({ $0.obstacle == nil }) : self {
      guard let estimate = offer.estimate else { return nil }
      total = total.map { CostRange(low: Swift.min($0.low, estimate.low), high: Swift.max($0.high, estimate.high)) } ?? estimate
    }
    return total
  }
}

extension PlannedStep {
  fileprivate var running: PlannedStep {
    PlannedStep(
      index: index, stage: stage, variant: variant, status: .run, why: "its output is needed", key: key, outputs: outputs,
      exchange: exchange)
  }

  fileprivate var blockedUnlessCurrent: PlannedStep {
    guard status != .current, status != .reuse else { return self }
    return PlannedStep(
      index: index, stage: stage, variant: variant, status: .blocked, why: status == .blocked ? why : "the asset cannot be made", key: key,
      outputs: outputs, exchange: exchange)
  }
}
