import GatewayAPI
import ImageCore
import PipelineModel
import Planning
import Storage
import SystemPackage

/// What is asked about the picture of a turn.
extension TurnRunner {
  /// Returns what is to be seen in a picture, stored or asked for, or `nil` where nothing came back and the file goes on without.
  mutating func description(
    by stage: any DescribingStage, at node: PlannedNode, _ exchange: PlannedExchange, of start: NodeResult
  ) async throws -> String? {
    do {
      let picture = try await DescribedOrigin(of: self, start: start)
      let planned = picture.original.map { exchange.about(original: $0) } ?? exchange
      let answer = try await described(
        by: stage, at: node, planned, picture.picture, isAsPlanned: planned.identity.key == exchange.identity.key)
      if let failure = answer.reading.failure {
        throw AssetFailure(.asset, .generation(failure.name), failure.description)
      }
      guard case .text(let words)? = answer.reading.result, let description = stage.description(in: words) else {
        throw StageFailure("no-description", "the model's words hold no description")
      }
      // Of a picture that was refused since, another took the place.
      descriptions.removeAll { $0.slot == planned.slot }
      descriptions.append(Binding(slot: planned.slot, exchange: answer.exchange.id, key: planned.identity.key))
      return description
    } catch {
      let failure = AssetFailure(error)
      // Where a call cannot be made at all, nothing was found out about this picture.
      guard failure.kind == .asset, !stage.isRequired else { throw failure.at(link(of: node)) }
      services.events.send(.note(asset: name, stage: node.stage, message: "\(failure.message); going on without a description"))
      return nil
    }
  }

  private mutating func described(
    by stage: any DescribingStage, at node: PlannedNode, _ exchange: PlannedExchange, _ picture: DescribedPicture, isAsPlanned: Bool
  ) async throws -> ExchangeRunner.Answer {
    let model = services.pipeline.model(of: stage)
    if isAsPlanned, case .reuse(let stored) = exchange.decision {
      services.recorder.add(reused: stored.id)
      return try await services.exchanges.load(stored, wants: [.text], opens: false, model: model)
    }
    var cause = AttemptCause.first
    if case .call(let planned) = exchange.decision { cause = planned }
    let context = RequestContext(
      modelID: stage.modelID, reader: services.reader, writer: services.writer, inputRules: services.inputRules, asked: exchange.asked,
      files: FileAccess(planned: planned, loaded: nil, reader: services.reader, kept: services.kept), preparer: nil, history: [],
      processor: services.processor)
    let request = try await stage.request(about: picture, in: context)
    let answer = try await services.exchanges.perform(
      .init(
        request: request, planned: exchange, model: model, cause: cause, supersedes: exchange.lastAttempt, asset: name,
        stage: node.stage))
    if answer.wasCalled { hasCalled = true } else { services.recorder.add(reused: answer.exchange.id) }
    return answer
  }
}

/// The picture that a chain has before anything is done to it here.
private struct DescribedOrigin {
  let picture: DescribedPicture
  /// The digest of an answer's picture, or `nil` for a file.
  let original: Digest?

  init(of runner: TurnRunner, start: NodeResult) async throws {
    if case .result(let answered) = start.artifact {
      picture = .answered(answered)
      original = start.exchange?.picture?.blob.digest
      return
    }
    for link in runner.chain.links {
      switch link.input?.input {
      case .file(let written, _)?:
        let services = runner.services
        picture = .file(
          try PlannedPictures.open(written, of: runner.planned, reader: services.reader, kept: services.kept), path: written)
        original = nil
        return
      case .asset(let name, _)?:
        let stored = try await runner.services.dependencies.original(of: name)
        let answer = try await runner.services.exchanges.load(stored, wants: [.image], opens: true)
        guard case .result(let answered)? = answer.reading.result else {
          throw AssetFailure(.asset, .missingOriginal, "the asset '\(name)' has no picture to describe")
        }
        picture = .answered(answered)
        original = answer.exchange.picture?.blob.digest
        return
      case .result?, nil: continue
      }
    }
    throw AssetFailure(.asset, .missingOriginal, "there is no picture to describe")
  }
}
