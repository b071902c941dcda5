import GatewayAPI
import ImageCore
import PipelineModel
import Planning
import Storage

/// The generation of a turn.
extension TurnRunner {
  /// Returns the stored answer of the plan, or that of a call.
  mutating func answer(_ node: PlannedNode) async throws -> NodeResult {
    guard let exchange = node.exchange else { preconditionFailure("every generation of an asset without problems has a planned exchange") }
    switch exchange.decision {
    case .reuse(let stored):
      var answer = try await services.exchanges.load(stored, wants: modalities(node), opens: turn.opensAnswer)
      answer.tally = exchange.tally
      services.recorder.add(reused: stored.id)
      return try await take(answer, at: node, exchange)
    case .call(let cause):
      attempt = exchange.lastAttempt
      return try await call(node, cause: cause)
    case .waiting:
      throw AssetFailure(.waiting, .submitted, node.reason.text).at(link(of: node))
    case .blocked:
      throw AssetFailure(.asset, .blocked, node.reason.text).at(link(of: node))
    }
  }

  private func modalities(_ node: PlannedNode) -> [Modality] {
    link(of: node).generation?.wantsPicture == false ? [.text] : [.image]
  }

  /// Makes a call, and accepts its answer.
  mutating func call(_ node: PlannedNode, cause: AttemptCause) async throws -> NodeResult {
    guard let exchange = node.exchange else { preconditionFailure("only a generation is called") }
    let asked = try await requested(node)
    let answer: ExchangeRunner.Answer
    do {
      answer = try await services.exchanges.perform(
        .init(
          request: asked.request, fallback: asked.withoutHistory, ground: asked.ground, planned: exchange, service: service(of: node),
          cause: cause, supersedes: attempt, asset: name, stage: node.stage))
    } catch {
      throw AssetFailure(error).at(link(of: node))
    }
    if answer.wasCalled { hasCalled = true } else { services.recorder.add(reused: answer.exchange.id) }
    return try await take(answer, at: node, exchange)
  }

  private func service(of node: PlannedNode) -> ServiceChoice {
    link(of: node).generation.map { services.pipeline.service(of: $0) } ?? ServiceChoice()
  }

  /// Takes an answer into the chain, or asks again where it holds nothing and the file allows that.
  private mutating func take(_ answer: ExchangeRunner.Answer, at node: PlannedNode, _ exchange: PlannedExchange) async throws -> NodeResult
  {
    tally = answer.tally
    attempt = answer.exchange.key == exchange.identity.key ? answer.exchange.attempt : exchange.lastAttempt
    let link = link(of: node)
    guard let failure = answer.reading.failure, failure.mayAskAgain, tally.asks < link.generation?.emptyAnswerRetries ?? 0 else {
      return try await accept(answer, at: node, exchange)
    }
    services.events.send(.note(asset: name, stage: node.stage, message: "\(failure.description); asking again"))
    return try await call(node, cause: .askAgain)
  }

  /// Accepts an answer into the chain; one without a result ends the asset under its own name.
  private mutating func accept(
    _ answer: ExchangeRunner.Answer, at node: PlannedNode, _ exchange: PlannedExchange
  ) async throws -> NodeResult {
    if let failure = answer.reading.failure {
      throw AssetFailure(.asset, .generation(failure.name), failure.description).at(link(of: node))
    }
    guard let artifact = answer.reading.result else { preconditionFailure("an answer without a failure has a result") }
    try await publishOriginal(artifact, of: answer, at: node)
    let original = Self.originalDigest(answer)
    return NodeResult(
      artifact: artifact, size: artifact.size ?? exchange.asked.expected, asked: exchange.asked, key: original,
      parents: [Manifest.Parent(kind: .exchange, name: answer.exchange.id.text, sha256: original.hex)], exchange: answer.exchange,
      request: request?.request)
  }

  private static func originalDigest(_ answer: ExchangeRunner.Answer) -> Digest {
    if let picture = answer.reading.interpretation.picture { return picture.blob.digest }
    if case .text(let text)? = answer.reading.result { return Digest.of(utf8: text) }
    preconditionFailure("an answer without a failure has a result")
  }

  private mutating func publishOriginal(_ artifact: Artifact, of answer: ExchangeRunner.Answer, at node: PlannedNode) async throws {
    guard published != answer.exchange.id else { return }
    published = answer.exchange.id
    if services.pipeline.keptOriginals == .store { return }
    if node.outputs.allSatisfy(\.isCurrent), node.outputs.first?.key == Self.originalDigest(answer) { return }
    let graph = planned.asset.graph
    try await OriginalFile(
      asset: name, name: OutputNaming.originalName(turn: graph[node.place]?.turn ?? 1, of: graph.turns), variant: node.place.variant,
      link: link(of: node), answer: answer, sources: sourceParents
    ).publish(artifact, services: services)
  }

  // MARK: the request

  /// Returns the generation's request: made once, and its input made again if only its answer was stored.
  private mutating func requested(_ node: PlannedNode) async throws -> RequestedGeneration {
    if let request { return request }
    let fed: NodeResult
    if let input { fed = input } else { fed = try await prepared() }
    input = fed
    guard let stage = link(of: node).generation, let asked = node.exchange?.asked else { preconditionFailure("only a generation asks") }
    try await inspectSides(after: node)
    let history = stage.replaysHistory ? try await conversation(before: node, fed: fed) : []
    let context = RequestContext(
      modelID: services.pipeline.modelID ?? "", reader: services.reader, writer: services.writer, inputRules: services.inputRules,
      asked: asked,
      files: FileAccess(planned: planned, loaded: nil, reader: services.reader, kept: services.kept),
      preparer: chain.links[..<node.place.stage].lazy.compactMap { $0.stage as? any PreparingStage }.last, history: history,
      processor: services.processor)
    do {
      let made = try await stage.request(for: fed.artifact, in: context)
      request = made
      return made
    } catch {
      throw AssetFailure(error).at(link(of: node))
    }
  }

  /// Returns the result of the turn before; made once more, at no cost, if this run did not run it.
  private func prepared() async throws -> NodeResult {
    guard let feeding = turn.feeding else { return .nothing }
    var runner = TurnRunner(feeding, of: asset, input: nil)
    runner.earlier = earlier
    return try await runner.run(isPreparation: true).result
  }

  /// Returns the turns before a generation: the requests, and the model's own parts. Empty if they are not stored any more.
  private func conversation(before node: PlannedNode, fed: NodeResult) async throws -> [Content] {
    guard let previous = planned.asset.graph[node.place]?.generation, let answer = fed.exchange,
      let reply = try await services.exchanges.modelTurn(of: answer)
    else {
      services.events.send(
        .note(asset: name, stage: node.stage, message: "the turns before are not stored; asking without them"))
      return []
    }
    if let request = fed.request { return request.contents + [reply] }
    guard let position = asset.turns.position(of: previous), let earlier = asset.turns.turns[position].generation else {
      preconditionFailure("a generation stands in a turn of its own")
    }
    var runner = TurnRunner(position, of: asset, input: nil)
    return try await runner.requested(earlier).request.contents + [reply]
  }
}
