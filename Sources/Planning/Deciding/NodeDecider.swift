import Diagnostics
import GatewayAPI
import ImageCore
import PipelineModel
import PipelineSpec
import Storage
import SystemPackage

/// Decides for every node of an asset whether it will run, with the reason.
struct NodeDecider {
  let pipeline: Pipeline
  let components: Components
  let store: Store
  let selected: SelectedAssets
  let snapshot: LedgerSnapshot
  let bindings: [Slot: Binding]
  let bound: [ExchangeID: Exchange]
  let lostCalls: [Slot: ExchangeID]
  let manifest: ManifestIndex?
  let localKey: LocalKey
  /// Keys of judgements that were passed.
  let passed: Set<Digest>
  /// What stages found in stored answers, by the key of the node that judged.
  let judgements: [Digest: RecordedJudgement]
  let files: OutputFiles

  /// The known facts about a node's result.
  private struct Flow {
    /// The key that local results depend on, or `nil` while it is not known.
    var key: Digest?
    /// The answer that it originates from.
    var answer: Exchange?
    /// Indicates whether the answer gave no result.
    var isFailing = false
    /// Indicates whether a gateway will give the answer later.
    var isWaiting = false
    /// What is to be seen, as a stored answer says.
    var description: String?
    /// Whether that is still to be asked.
    var isToBeDescribed = false
  }

  /// Decides about the nodes of an asset.
  /// - Parameters:
  ///   - origin: the stored answer of the asset that this one starts from.
  ///   - originals: the stored answers of the assets that were decided before, which are all that this one starts from or looks at.
  ///   - beginnings: the last generations of those.
  ///   - hasSourcePicture: `true` if a picture out of a file contributes to its answers.
  ///   - isWaiting: `true` if the answer that it starts from is on its way.
  func decide(
    _ resolved: ResolvedAsset, startingFrom origin: Exchange?, originals: [String: Exchange], beginnings: [String: NodeID],
    isWaiting: Bool, hasSourcePicture: Bool
  ) throws(StorageError) -> PlannedAsset {
    let asset = resolved.asset
    var nodes: [PlannedNode] = []
    var problem = resolved.problem
    let beginning = Flow(key: firstInput(of: resolved) ?? origin?.picture?.blob.digest, answer: origin, isWaiting: isWaiting)
    var flows: [NodePlace: Flow] = [:]
    var answers = Answers(originals: originals.compactMapValues { $0.picture?.blob.digest })
    var generations: [NodePlace: DecidedGeneration] = [:]
    var waits: [NodePlace: Bool] = [:]
    for node in asset.graph.nodes {
      let link = asset.chain.links[node.place.stage]
      let waitsForInput = node.input.flatMap { waits[$0] } ?? isWaiting
      waits[node.place] = waitsForInput
      guard link.generation != nil else { continue }
      let decided = try decideGeneration(
        node, link, asset.inputs(of: node, among: beginnings), resolved, answers, isWaiting: waitsForInput)
      answers.turns[node.place] = decided.original
      generations[node.place] = decided
      waits[node.place] = decided.node.status == .waiting
    }
    let shown = (1...asset.graph.variants).first { !hasFailed(variant: $0, of: resolved, generations, answers) }
    let kept = keptVariants(of: asset.graph, shown: shown)
    for node in asset.graph.nodes {
      let link = asset.chain.links[node.place.stage]
      let inputs = asset.inputs(of: node, among: beginnings)
      var flow = node.input.flatMap { flows[$0] } ?? beginning
      if let (planned, original, trouble) = generations[node.place] {
        if problem == nil { problem = trouble?.at(link.position) }
        nodes.append(planned)
        flow = Flow(
          key: original, answer: planned.exchange?.decision.answer, isFailing: planned.exchange?.storedFailure != nil,
          isWaiting: planned.status == .waiting)
      } else {
        let planned = try decideLocal(
          node, link, inputs, flow, sides(link.stage.sideInputs.map(\.origin), at: node.place, resolved, answers),
          hasSourcePicture: hasSourcePicture, resolved: resolved, isBlocked: problem != nil || flow.isFailing,
          isKept: kept.contains(node.place.variant))
        guard let stage = link.describing, let identity = resolved.descriptions[node.place], kept.contains(node.place.variant),
          planned.status != .blocked, planned.status != .waiting
        else {
          nodes.append(planned)
          flow.key = planned.key
          flows[node.place] = flow
          continue
        }
        let (described, trouble) = try decideDescription(
          planned, stage, flow.answer?.picture.map { identity.about(original: $0.blob.digest) } ?? identity, of: asset.name)
        if problem == nil { problem = trouble?.at(link.position) }
        nodes.append(described)
        let answer = described.exchange?.decision.answer
        flow.key = planned.key
        flow.description = answer?.answeredText.flatMap { stage.description(in: $0) }
        flow.isFailing = stage.isRequired && described.exchange?.storedFailure != nil
        flow.isToBeDescribed = answer.map { $0.state == .received } ?? true
      }
      flows[node.place] = flow
    }
    return PlannedAsset(
      asset: asset, isRefreshed: selected.isRefreshed(asset.name),
      nodes: problem == nil ? withNeeded(nodes, of: asset.graph) : nodes.map(\.blockedUnlessCurrent), problem: problem,
      dependency: asset.dependency?.name, files: resolved.files, masks: resolved.masks, hasSourcePicture: hasSourcePicture,
      shownVariant: shown)
  }

  /// The answers that stages may look at, beside what comes in.
  private struct Answers {
    /// By asset.
    let originals: [String: Digest]
    /// Of this asset's generations.
    var turns: [NodePlace: Digest] = [:]
  }

  /// Returns what is known of the pictures that a stage of the asset looks at.
  private func sides(_ origins: [SideInput.Origin], at place: NodePlace, _ resolved: ResolvedAsset, _ answers: Answers) -> SideDigests {
    guard !origins.isEmpty else { return SideDigests() }
    var digests = resolved.fileDigests
    for origin in origins {
      switch origin {
      case .source, .mask: break
      case .turn(let turn): digests[origin] = resolved.asset.graph.generation(turn, before: place).flatMap { answers.turns[$0] }
      case .asset(let name): digests[origin] = answers.originals[name]
      }
    }
    return digests
  }

  /// Returns the key that local results at the beginning of the chain depend on.
  private func firstInput(of resolved: ResolvedAsset) -> Digest? {
    for link in resolved.asset.chain.links {
      guard case .file(let written, _)? = link.input?.input else { continue }
      return resolved.files[FilePath(written)]?.digest
    }
    return nil
  }

  // MARK: generations

  private typealias DecidedGeneration = (node: PlannedNode, original: Digest?, problem: PlannedProblem?)

  private func decideGeneration(
    _ node: ChainNodes.Node, _ link: Chain.Link, _ inputs: [NodeID], _ resolved: ResolvedAsset, _ answers: Answers, isWaiting: Bool
  ) throws(StorageError) -> DecidedGeneration {
    let place = node.place
    let id = NodeID.stage(asset: resolved.asset.name, place)
    let slot = Slot(pipeline: pipeline.name, asset: resolved.asset.name, stage: place.stage, variant: place.variant)
    guard let exchange = resolved.exchanges[place] else {
      let planned = PlannedNode(
        id: id, place: place, stage: link.name, inputs: inputs, status: .blocked,
        reason: resolved.problem.map { .problem($0) } ?? .inputMissing, key: nil, outputs: [], exchange: nil)
      return (planned, nil, nil)
    }
    var choice = try AnswerChoice(
      key: exchange.identity.key, identity: exchange.identity, slot: slot, gateways: pipeline.gateways.map(\.name),
      billingDomain: pipeline.billingDomain, isRefreshed: selected.isRefreshed(resolved.asset.name), snapshot: snapshot,
      binding: bindings[slot], bound: bound, lostCall: lostCalls[slot], blobs: store.blobs,
      emptyAnswerRetries: link.generation?.emptyAnswerRetries ?? 0, isAccepted: { isAccepted($0, at: place, in: resolved, answers) }
    ).decide()
    if isWaiting, case .call = choice.decision { choice = AnswerChoice.Decision(.waiting(nil), .inputOnItsWay) }

    var original: Digest?
    let attempts = snapshot.attempts[exchange.identity.key] ?? []
    var tally = AttemptTally()
    var status = PlannedNode.Status.blocked
    switch choice.decision {
    case .call(let cause):
      status = .call
      if cause == .askAgain { tally = AttemptTally(attempts, upTo: .max) }
    case .reuse(let answer):
      status = .reuse
      original = answer.picture?.blob.digest
      tally = AttemptTally(attempts, upTo: answer.attempt)
    case .waiting: status = .waiting
    case .blocked: break
    }
    let answer = choice.decision.answer
    let outputs =
      pipeline.keptOriginals == .store
      ? [] : try [originalOutput(node, resolved, answer: answer)] + wordsOutput(node, resolved, answer: answer)
    let offers = offers(link, exchange)
    let planned = PlannedNode(
      id: id, place: place, stage: link.name, inputs: inputs, status: status, reason: choice.reason, key: exchange.identity.key,
      outputs: outputs,
      exchange: PlannedExchange(
        identity: exchange.identity, slot: slot, decision: choice.decision, asked: exchange.asked, estimate: offers.estimate,
        offers: offers, expectedTokens: expectedTokens(link, exchange), tally: tally, lastAttempt: attempts.last?.attempt ?? 0,
        prompt: link.generation?.prompt ?? "",
        groundSentence: answer.map { $0.ground?.sentence } ?? link.generation?.groundSentence(inputs: exchange.inputs)))
    if case .problem(let problem) = choice.reason { return (planned, original, problem) }
    return (planned, original, nil)
  }

  /// Returns whether the stages after a generation are known to have accepted this answer; without such stages any picture is.
  private func isAccepted(_ answer: Exchange, at place: NodePlace, in resolved: ResolvedAsset, _ answers: Answers) -> Bool {
    guard let picture = answer.picture, let exchange = resolved.exchanges[place] else { return false }
    let origins = resolved.asset.chain.sideOrigins(after: place.stage)
    let keys = localKey.judgements(
      in: resolved.asset.chain, after: place.stage, asked: exchange.asked, original: picture.blob.digest,
      beside: sides(origins, at: place, resolved, answers))
    return keys?.allSatisfy(passed.contains) ?? false
  }

  private func offers(_ link: Chain.Link, _ exchange: ResolvedAsset.ResolvedExchange) -> [GatewayOffer] {
    guard let stage = link.generation else { return [] }
    let shape = stage.shape(inputs: exchange.inputs, asked: exchange.asked)
    return pipeline.gateways.map { gateway in
      GatewayOffer(
        gateway: gateway.name, estimate: gateway.estimate(shape, card: pipeline.card, service: pipeline.service(of: stage)),
        obstacle: stage.obstacle(at: gateway, card: pipeline.card, inputs: exchange.inputs, asked: exchange.asked),
        byTier: gateway.estimates(shape, card: pipeline.card))
    }
  }

  private func expectedTokens(_ link: Chain.Link, _ exchange: ResolvedAsset.ResolvedExchange) -> Int {
    guard let stage = link.generation, let card = pipeline.card else { return 0 }
    return card.expectedTokens(stage.shape(inputs: exchange.inputs, asked: exchange.asked))
  }

  private func originalOutput(
    _ node: ChainNodes.Node, _ resolved: ResolvedAsset, answer: Exchange?
  ) throws(StorageError) -> PlannedOutput {
    let name = originalName(node, resolved)
    guard let (digest, fileExtension) = original(of: answer) else {
      return PlannedOutput(name: name, path: nil, key: nil, isCurrent: false, reason: .new)
    }
    return try output(name, node, resolved, extension: fileExtension, key: digest)
  }

  /// Returns the output of the text beside the picture, if there is any.
  private func wordsOutput(
    _ node: ChainNodes.Node, _ resolved: ResolvedAsset, answer: Exchange?
  ) throws(StorageError) -> [PlannedOutput] {
    guard let words = answer?.accompanyingText else { return [] }
    return [
      try output(
        originalName(node, resolved), node, resolved, extension: OutputNaming.textExtension, key: Digest.of(utf8: words))
    ]
  }

  private func output(
    _ name: String, _ node: ChainNodes.Node, _ resolved: ResolvedAsset, extension fileExtension: String, key: Digest
  ) throws(StorageError) -> PlannedOutput {
    let path = "\(resolved.asset.name)/\(OutputNaming.fileName(name, variant: node.place.variant, extension: fileExtension))"
    return try files.state(of: PlannedOutput(name: name, path: path, key: key, isCurrent: false, reason: .new), made: nil)
  }

  private func originalName(_ node: ChainNodes.Node, _ resolved: ResolvedAsset) -> String {
    OutputNaming.originalName(turn: node.turn ?? 1, of: resolved.asset.graph.turns)
  }

  /// Returns the digest of the answer's original, and the extension it is written with, or `nil` if that is not known or there is none.
  private func original(of answer: Exchange?) -> (digest: Digest, fileExtension: String)? {
    if let picture = answer?.picture {
      return components.codecs.codec(for: FormatID(picture.format)).map { (picture.blob.digest, $0.format.fileExtension) }
    }
    return (answer?.answeredText).map { (Digest.of(utf8: $0), OutputNaming.textExtension) }
  }

  // MARK: local stages

  private func decideLocal(
    _ node: ChainNodes.Node, _ link: Chain.Link, _ inputs: [NodeID], _ flow: Flow, _ sides: SideDigests, hasSourcePicture: Bool,
    resolved: ResolvedAsset, isBlocked: Bool, isKept: Bool
  ) throws(StorageError) -> PlannedNode {
    let asked = node.generation.flatMap { resolved.exchanges[$0]?.asked }
    let input = flow.key
    let filesInput = flow.isToBeDescribed ? nil : input
    let key = input.flatMap { localKey.key(of: link, asked: asked, input: $0, beside: sides) }
    var outputs: [PlannedOutput] = []
    for declaration in isKept ? link.stage.outputs : [] {
      guard let format = declaration.format.flatMap({ components.codecs.codec(for: $0)?.format }) else { continue }
      let (setting, isAsked) = pipeline.provenance(of: declaration)
      let provenance = RenditionProvenance(
        setting, exchange: flow.answer, hasSourcePicture: hasSourcePicture, description: flow.description)
      let outputKey = filesInput.map {
        localKey.key(of: declaration, by: link, asked: asked, input: localKey.input($0, with: provenance))
      }
      let path = renditionPath(declaration.name, node.place, extension: format.fileExtension, key: outputKey, resolved.asset)
      let output = PlannedOutput(
        name: declaration.name, path: path, key: outputKey, isCurrent: false, reason: .new, asksForProvenance: isAsked)
      outputs.append(
        try files.state(
          of: output,
          made: .init(
            link: link, settings: declaration.settings, input: input, exchange: flow.answer?.id.text, provenance: setting)))
    }
    if resolved.asset.graph.consumers(of: node.place).isEmpty, resolved.asset.chain.endsWithPreparedInput {
      outputs.append(try preparedOutput(node, link, key: key, flow, resolved: resolved))
    }
    var (status, reason) = (PlannedNode.Status.current, PlanReason.upToDate)
    if isBlocked {
      (status, reason) = (.blocked, .inputMissing)
    } else if flow.isWaiting {
      (status, reason) = (.waiting, .inputOnItsWay)
    } else if let stale = outputs.first(where: { !$0.isCurrent }) {
      (status, reason) = (.run, stale.reason)
    } else if link.type.validates, key.map({ !passed.contains($0) }) ?? true, node.generation != nil || key == nil {
      // Findings are kept beside an answer. Without one, the files after it are there only because it was passed.
      (status, reason) = (.run, key == nil ? .new : .notJudged)
    }
    return PlannedNode(
      id: .stage(asset: resolved.asset.name, node.place), place: node.place, stage: link.name, inputs: inputs, status: status,
      reason: reason, key: key, outputs: outputs, exchange: nil)
  }

  /// Returns where a rendition goes. With digits of its content in the path, that is where the present file of this key stands; `nil` without one.
  private func renditionPath(
    _ name: String, _ place: NodePlace, extension fileExtension: String, key: Digest?, _ asset: Asset
  ) -> String? {
    guard pipeline.layout.usesHash else {
      return pipeline.layout.path(
        of: name, variant: place.variant, extension: fileExtension, content: nil, bindings: asset.bindings)
    }
    return manifest?.renditions(of: asset.name, name, variant: place.variant).first { entry in
      guard let key, entry.key == key, let digest = entry.digest else { return false }
      return entry.path
        == pipeline.layout.path(
          of: name, variant: place.variant, extension: fileExtension, content: digest, bindings: asset.bindings)
    }?.path
  }

  /// Returns the variants whose renditions are wanted: all, or the one that is shown.
  private func keptVariants(of graph: ChainNodes, shown: Int?) -> ClosedRange<Int> {
    guard pipeline.keptVariants == .chosen else { return 1...graph.variants }
    return (shown ?? 1)...(shown ?? 1)
  }

  /// Returns whether a variant's stored answer is known to hold no picture that every stage accepts, and is not asked for again.
  private func hasFailed(variant: Int, of resolved: ResolvedAsset, _ generations: [NodePlace: DecidedGeneration], _ answers: Answers)
    -> Bool
  {
    guard let place = resolved.asset.graph.lastGeneration(of: variant), let exchange = resolved.exchanges[place],
      let answer = generations[place]?.node.exchange?.decision.answer, answer.state == .interpreted
    else { return false }
    guard let picture = answer.picture else { return answer.failure != nil }
    let keys = localKey.judgements(
      in: resolved.asset.chain, after: place.stage, asked: exchange.asked, original: picture.blob.digest,
      beside: sides(resolved.asset.chain.sideOrigins(after: place.stage), at: place, resolved, answers))
    return keys?.contains { judgements[$0]?.verdict == .rejected } ?? false
  }

  /// Returns the prepared input that ends a chain. It is written in the first format that fits, so its path is only known from the manifest.
  private func preparedOutput(
    _ node: ChainNodes.Node, _ link: Chain.Link, key: Digest?, _ flow: Flow, resolved: ResolvedAsset
  ) throws(StorageError) -> PlannedOutput {
    let prefix = resolved.asset.name + "/"
    let name = OutputNaming.preparedName
    let listed = components.codecs.codecs
      .map { prefix + OutputNaming.fileName(name, variant: node.place.variant, extension: $0.format.fileExtension) }
      .filter { manifest?[$0] != nil }
    // Files of other formats may be left from earlier settings.
    let known = listed.first { manifest?[$0]?.key == key } ?? listed.first
    let output = PlannedOutput(name: name, path: known, key: key, isCurrent: false, reason: .new)
    return known == nil
      ? output
      : try files.state(
        of: output, made: .init(link: link, settings: link.settings, input: flow.key, exchange: flow.answer?.id.text))
  }

  /// Returns the nodes, with those running that others need; nothing runs for its own sake.
  private func withNeeded(_ nodes: [PlannedNode], of graph: ChainNodes) -> [PlannedNode] {
    var result = nodes
    var needed: Set<NodePlace> = []
    for (node, planned) in zip(graph.nodes, nodes).reversed() {
      var needsInput = needed.contains(node.place)
      switch planned.status {
      case .run, .call: needsInput = true
      // Work begins at a stored answer; the nodes before it are not needed.
      case .reuse: needsInput = node.turn == nil && needsInput
      case .current where needsInput && planned.outputs.isEmpty:
        if let index = graph.position(of: node.place) { result[index] = planned.with(.run, .neededByOthers) }
      case .current, .waiting, .blocked: break
      }
      if needsInput, let input = node.input { needed.insert(input) }
    }
    return result
  }
}
