import ImageCore
import PipelineModel
import Planning
import Storage
import SystemPackage

/// The local nodes of a turn.
extension TurnRunner {
  enum LocalOutcome: Sendable {
    case reached(NodeResult)
    case rejected(Rejection, Chain.Link)
  }

  /// Runs local nodes that ask for nothing anew: those that a chain begins with, or those that have accepted the answer before.
  mutating func runLocals(from start: NodeResult) async throws -> NodeResult {
    switch try await runRound(from: start) {
    case .reached(let result): return result
    case .rejected(let rejection, let link):
      throw AssetFailure(.asset, .stage(rejection.code), rejection.message).at(link)
    }
  }

  /// Runs the local nodes, after what is asked about the picture was asked: nothing is held while an answer is on its way.
  mutating func runRound(from start: NodeResult) async throws -> LocalOutcome {
    var described: [NodePlace: String] = [:]
    for (index, node) in turn.locals.enumerated() {
      guard let stage = link(of: node).describing, let exchange = node.exchange else { continue }
      let before = Array(turn.locals[..<index])
      // What is refused need not be described.
      if exchange.decision.answer == nil, before.contains(where: { $0.status == .run && link(of: $0).type.validates }) {
        let judged = try await runRound(of: before, from: start, described: nil)
        if case .rejected = judged { return judged }
      }
      described[node.place] = try await description(by: stage, at: node, exchange, of: start)
    }
    return try await runRound(of: turn.locals, from: start, described: described)
  }

  /// Runs local nodes with one reservation of the processor.
  /// - Parameter described: what is to be seen in the picture, by the nodes that ask for it; `nil` to write no files.
  private func runRound(of nodes: [PlannedNode], from start: NodeResult, described: [NodePlace: String]?) async throws -> LocalOutcome {
    if services.stop.isStopped, !hasCalled {
      throw AssetFailure(.stopped, .stopped, "the run was stopped before this step")
    }
    let loaded = try await LoadedInput.load(
      nodes.map(link), for: planned, artifact: start.artifact, sides: try await sidePictures(), services: services)
    return try await services.processor.withRoom(bytes: loaded.workingBytes) {
      try await runReserved(nodes, from: start, loaded: loaded, described: described)
    }
  }

  private func runReserved(
    _ nodes: [PlannedNode], from start: NodeResult, loaded: LoadedInput, described: [NodePlace: String]?
  ) async throws -> LocalOutcome {
    var flow = start
    for node in nodes {
      let link = link(of: node)
      let key = flow.key ?? loaded.digest
      let origin = flow.exchange ?? loaded.exchange
      let result = try await run(node, link, flow, origin, loaded, writesFiles: described != nil)
      let after = key.flatMap { services.localKey.key(of: link, asked: flow.asked, input: $0, beside: loaded.sideDigests) }
      if let judgement = result.judgement, let after {
        record(judgement, key: after, link, of: flow.exchange)
        if let evidence = result.evidence { try keep(evidence, of: after) }
      }
      switch result.judgement?.verdict {
      case .rejected(let rejection)?:
        throw AssetFailure(.asset, .stage(rejection.code), rejection.message).at(link)
      case .retry(let rejection)?: return .rejected(rejection, link)
      case .passed?, .repaired?, nil: break
      }
      // What is only judged is gone through once more, and says it then.
      for note in described == nil ? [] : result.notes { services.events.send(.note(asset: name, stage: link.name, message: note)) }
      let parents = flow.parents.isEmpty ? sourceParents : flow.parents
      let made = RenditionFile(
        asset: name, bindings: planned.asset.bindings, variant: node.place.variant, link: link, asked: flow.asked, input: key,
        parents: parents, exchange: flow.exchange, origin: origin, hasSourcePicture: planned.hasSourcePicture,
        description: flow.description)
      for file in result.files { try await made.publish(file, services: services) }
      flow = NodeResult(
        artifact: result.artifact, size: result.artifact.size ?? flow.size, asked: flow.asked, key: after, parents: parents,
        exchange: flow.exchange, request: flow.request, description: described?[node.place] ?? flow.description)
      if described != nil, case .encoded(let picture) = result.artifact, planned.asset.graph.consumers(of: node.place).isEmpty {
        try await made.publishPrepared(picture, key: after, services: services)
      }
    }
    return .reached(flow)
  }

  private func run(
    _ node: PlannedNode, _ link: Chain.Link, _ flow: NodeResult, _ origin: Exchange?, _ loaded: LoadedInput,
    writesFiles: Bool
  ) async throws -> StageResult {
    guard let stage = link.stage as? any LocalStage else { preconditionFailure("a stage is local, or it generates") }
    // After a retry every output is wanted again, because all of them depend on another answer.
    let wanted = Set(
      node.outputs.filter { writesFiles && (!$0.isCurrent || $0.key != outputKey($0, link, flow, origin, loaded)) }.map(\.name))
    var provenance: [String: FileProvenance] = [:]
    for declaration in link.stage.outputs where wanted.contains(declaration.name) {
      let (setting, isAsked) = services.pipeline.provenance(of: declaration)
      let said = RenditionProvenance(
        setting, exchange: origin, hasSourcePicture: planned.hasSourcePicture, description: flow.description)
      provenance[declaration.name] = FileProvenance(packet: said.packet(source: loaded.files.values.first), isAsked: isAsked)
    }
    let context = LocalContext(
      reader: services.reader, writer: services.writer, inputRules: services.inputRules, asked: flow.asked, inputSize: flow.size,
      retriesDone: tally.retries, wantedOutputs: wanted,
      files: FileAccess(planned: planned, loaded: loaded, reader: services.reader, kept: services.kept),
      scalingNeed: { [chain, index = node.place.stage] full in chain.scalingNeed(after: index, of: full) },
      localTasks: services.processor.slots, provenance: provenance, sourcePath: chain.sourcePath,
      ground: flow.exchange?.ground)
    do {
      return try await stage.run(flow.artifact, in: context)
    } catch {
      throw AssetFailure(error).at(link)
    }
  }

  private func outputKey(
    _ output: PlannedOutput, _ link: Chain.Link, _ flow: NodeResult, _ origin: Exchange?, _ loaded: LoadedInput
  ) -> Digest? {
    // Without a key of what came in there was no answer that could differ from the planned one.
    guard let key = flow.key else { return output.key }
    guard let declaration = link.stage.outputs.first(where: { $0.name == output.name }) else {
      return services.localKey.key(of: link, asked: flow.asked, input: key, beside: loaded.sideDigests)
    }
    let provenance = RenditionProvenance(
      services.pipeline.provenance(of: declaration).setting, exchange: origin, hasSourcePicture: planned.hasSourcePicture,
      description: flow.description)
    return services.localKey.key(of: declaration, by: link, asked: flow.asked, input: services.localKey.input(key, with: provenance))
  }

  /// Records a stage's finding; a passed one is a local result, too, so that the next run need not decode the picture to know.
  private func record(_ judgement: Judgement, key: Digest, _ link: Chain.Link, of exchange: Exchange?) {
    guard let exchange, let picture = exchange.picture else { return }
    services.recorder.add(
      judgement: RecordedJudgement(judgement, key: key, stage: link.name, exchange: exchange.id),
      passed: judgement.isAccepted ? LocalResult(key: key, picture: picture) : nil)
  }

  /// Keeps the picture that a judgement was found by, for the page.
  private func keep(_ evidence: EncodedPicture, of judgement: Digest) throws {
    let blob = try services.store.blobs.write(evidence.bytes)
    let picture = Picture(blob: blob, format: evidence.format.id.rawValue, width: evidence.size.width, height: evidence.size.height)
    services.recorder.add(evidence: LocalResult(key: LocalKey.evidence(of: judgement), picture: picture))
  }
}
