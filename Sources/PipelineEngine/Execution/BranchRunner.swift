import GatewayAPI
import ImageCore
import Storage
import SystemPackage

/// Runs the chain of one variant of one asset.
struct BranchRunner {
  /// A place in the chain with what has come out up to there.
  struct Checkpoint: Sendable {
    /// The stage that comes next.
    let index: Int
    let artifact: Artifact
    let inputSize: PixelSize?
    let asked: AskedPicture?
    /// What the artifact goes back to, for keys of local results; nil where nothing was read yet.
    let key: Digest?
    let parents: [Manifest.Parent]
    /// The answer that the artifact goes back to.
    let exchange: Exchange?

    static let beginning = Checkpoint(
      index: 0, artifact: .nothing, inputSize: nil, asked: nil, key: nil, parents: [], exchange: nil)
  }

  let planned: PlannedAsset
  let variant: Int
  let services: RunServices

  var chain: Chain { planned.asset.chain }
  var name: String { planned.name }
  /// The further calls that were made for the present answer, earlier runs included.
  private var tally = AttemptTally()
  /// The number of the present answer's attempt under the key of its request.
  private var attempt = 0
  /// What went into the latest paid stage, for asking again.
  private var paidInput: Checkpoint?
  /// Whether a call was made for this branch. Its answer is taken to its files, even where nothing new begins any more.
  private var hasCalled = false
  /// The answers that were taken into the chain, by the index of their stage.
  private(set) var answers: [Int: Exchange] = [:]
  /// What was asked for them, where this run has prepared it.
  var requests: [Int: GenerationRequest] = [:]
  /// The answers whose originals this run has seen to, by the index of their stage.
  private var published: [Int: ExchangeID] = [:]

  init(planned: PlannedAsset, variant: Int, services: RunServices) {
    self.planned = planned
    self.variant = variant
    self.services = services
  }

  /// Runs to the end of the chain; `start` is what the variants have in common.
  mutating func run(from start: Checkpoint?) async throws -> Exchange? {
    try await publishStoredOriginals()
    var place = start ?? beginning()
    while place.index < chain.links.count {
      if chain.links[place.index].paid != nil {
        paidInput = place
        place = try await pay(at: place)
      } else {
        guard hasWork(from: place.index) else { break }
        place = try await runLocally(from: place, to: endOfLocalStages(from: place.index))
      }
    }
    bindAnswers()
    return place.exchange
  }

  /// Runs up to, and without, the stage at `index`.
  mutating func advance(to index: Int) async throws -> Checkpoint {
    var place = beginning()
    while place.index < index {
      place =
        chain.links[place.index].paid != nil
        ? try await pay(at: place) : try await runLocally(from: place, to: min(index, endOfLocalStages(from: place.index)))
    }
    return place
  }

  // MARK: where to begin

  func step(at index: Int) -> PlannedStep? {
    let wanted = chain.slotVariant(at: index, for: variant)
    return planned.steps.first { $0.index == index && $0.variant == (chain.links[index].paid != nil ? wanted : localVariant(at: index)) }
  }

  private func localVariant(at index: Int) -> Int { chain.fanOutIndex.map { index > $0 ? variant : 1 } ?? 1 }

  /// The last stored answer before the first call, or the beginning of the chain.
  private func beginning() -> Checkpoint {
    let firstCall = chain.paidIndices.first { step(at: $0)?.status == .call } ?? chain.links.count
    guard let stored = chain.paidIndices.last(where: { $0 < firstCall && step(at: $0)?.status == .reuse }) else { return .beginning }
    return Checkpoint(index: stored, artifact: .nothing, inputSize: nil, asked: nil, key: nil, parents: [], exchange: nil)
  }

  private func endOfLocalStages(from index: Int) -> Int {
    chain.links[index...].firstIndex { $0.paid != nil } ?? chain.links.count
  }

  /// Whether anything from here on is to be done; judging a new answer counts.
  private func hasWork(from index: Int) -> Bool {
    planned.steps.contains { step in
      step.index >= index && step.variant == (step.index >= (chain.fanOutIndex ?? .max) ? variant : 1)
        && (step.status == .run || step.status == .call)
    }
  }

  // MARK: paid stages

  private mutating func pay(at place: Checkpoint) async throws -> Checkpoint {
    guard let step = step(at: place.index), let exchange = step.exchange else {
      preconditionFailure("every paid stage of an asset without problems has a planned exchange")
    }
    switch exchange.decision {
    case .reuse(let stored):
      var answer = try await services.exchanges.load(stored, wants: modalities(at: place.index))
      answer.tally = exchange.tally
      services.recorder.add(reused: stored.id)
      return try await take(answer, at: place, exchange)
    case .call(let cause):
      attempt = exchange.lastAttempt
      return try await call(at: place, exchange, cause: cause)
    case .blocked:
      throw AssetFailure(.asset, name: "blocked", message: step.why).at(chain.links[place.index])
    }
  }

  private func modalities(at index: Int) -> [Modality] {
    chain.links[index].paid?.wantsPicture == false ? [.text] : [.image]
  }

  private mutating func call(at place: Checkpoint, _ exchange: PlannedExchange, cause: AttemptCause) async throws -> Checkpoint {
    let link = chain.links[place.index]
    let box = AnswerBox()
    let exchanges = services.exchanges
    let (asset, supersedes) = (name, attempt)
    let history = link.paid?.replaysHistory == true ? try await conversation(before: place) : []
    let context = context(at: place, asked: exchange.asked, wanted: [], history: history) { request, fallback in
      let answer = try await exchanges.perform(
        .init(request: request, fallback: fallback, planned: exchange, cause: cause, supersedes: supersedes, asset: asset, stage: link.name)
      )
      await box.put(answer, to: request)
      return .done(answer.reading.result ?? .nothing)
    }
    do {
      _ = try await link.stage.run(place.artifact, in: context)
    } catch {
      throw AssetRunner.failure(of: error).at(link)
    }
    guard let answer = await box.answer else { preconditionFailure("a paid stage asks exactly once") }
    requests[place.index] = await box.request
    if answer.wasCalled { hasCalled = true } else { services.recorder.add(reused: answer.exchange.id) }
    return try await take(answer, at: place, exchange)
  }

  /// Takes an answer into the chain, or asks again where it holds nothing and the file allows that.
  private mutating func take(_ answer: ExchangeRunner.Answer, at place: Checkpoint, _ exchange: PlannedExchange) async throws -> Checkpoint
  {
    tally = answer.tally
    attempt = answer.exchange.key == exchange.identity.key ? answer.exchange.attempt : exchange.lastAttempt
    let link = chain.links[place.index]
    guard let failure = answer.reading.failure, failure.mayAskAgain, tally.asks < link.paid?.asksAgain ?? 0 else {
      return try await accept(answer, at: place, exchange)
    }
    services.events.send(.note(asset: name, stage: link.name, message: "\(failure.description); asking again"))
    var input = place
    if case .nothing = place.artifact, place.index > 0 { input = try await prepared(for: place.index) }
    paidInput = input
    return try await call(at: input, exchange, cause: .askAgain)
  }

  /// Takes an answer into the chain; one without a picture ends the asset under its own name.
  private mutating func accept(_ answer: ExchangeRunner.Answer, at place: Checkpoint, _ exchange: PlannedExchange) async throws
    -> Checkpoint
  {
    let link = chain.links[place.index]
    if let failure = answer.reading.failure {
      throw AssetFailure(.asset, name: failure.name.rawValue, message: failure.description).at(link)
    }
    guard let artifact = answer.reading.result else { preconditionFailure("an answer without a failure has a result") }
    try await publishOriginal(artifact, of: answer, at: place.index)
    answers[place.index] = answer.exchange
    let original = Self.originalDigest(answer)
    return Checkpoint(
      index: place.index + 1, artifact: artifact, inputSize: artifact.size ?? exchange.asked.expected, asked: exchange.asked,
      key: original, parents: [Manifest.Parent(kind: "exchange", name: answer.exchange.id.text, sha256: original.hex)],
      exchange: answer.exchange)
  }

  private static func originalDigest(_ answer: ExchangeRunner.Answer) -> Digest {
    if let picture = answer.reading.interpretation.picture { return picture.blob.digest }
    if case .text(let text)? = answer.reading.result { return Digest.of(utf8: text) }
    preconditionFailure("an answer without a failure has a result")
  }

  /// Answers that are used only to begin later stages still have their original in the output folder.
  private mutating func publishStoredOriginals() async throws {
    for index in chain.paidIndices {
      guard let step = step(at: index), case .reuse(let stored)? = step.exchange?.decision,
        step.outputs.contains(where: { !$0.isCurrent })
      else { continue }
      let answer = try await services.exchanges.load(stored, wants: modalities(at: index))
      if let result = answer.reading.result { try await publishOriginal(result, of: answer, at: index) }
    }
  }

  private mutating func publishOriginal(_ artifact: Artifact, of answer: ExchangeRunner.Answer, at index: Int) async throws {
    guard published[index] != answer.exchange.id else { return }
    published[index] = answer.exchange.id
    // Stages before the division into variants have one original for all of them.
    guard chain.slotVariant(at: index, for: variant) == variant else { return }
    if let step = step(at: index), step.outputs.allSatisfy(\.isCurrent), step.outputs.first?.key == Self.originalDigest(answer) { return }
    let turns = chain.paidIndices
    let turn = (turns.firstIndex(of: index) ?? 0) + 1
    try await OriginalFile(
      asset: name, name: OutputNaming.originalName(turn: turn, of: turns.count), variant: variant, link: chain.links[index],
      answer: answer, sources: sourceParents
    ).publish(artifact, services: services)
  }

  // MARK: local stages

  /// Runs the stages up to, and without, `end` with one reservation of the processor.
  private mutating func runLocally(from start: Checkpoint, to end: Int) async throws -> Checkpoint {
    if services.stop.isStopped, !hasCalled {
      throw AssetFailure(.stopped, name: "stopped", message: "the run was stopped before this step")
    }
    let loaded = try await LoadedInput.load(chain.links[start.index..<end], for: planned, artifact: start.artifact, services: services)
    let outcome = try await services.processor.withRoom(bytes: loaded.workingBytes) {
      try await runReserved(from: start, to: end, loaded: loaded)
    }
    switch outcome {
    case .reached(let place): return place
    case .rejected(let rejection, let link):
      services.events.send(.note(asset: name, stage: link.name, message: "\(rejection.message); asking again"))
      return try await askAgain()
    }
  }

  private enum LocalOutcome: Sendable {
    case reached(Checkpoint)
    case rejected(Rejection, Chain.Link)
  }

  private func runReserved(from start: Checkpoint, to end: Int, loaded: LoadedInput) async throws -> LocalOutcome {
    var place = start
    for index in start.index..<end {
      let link = chain.links[index]
      let planned = step(at: index)
      // After a retry every output is wanted again, because all of them come from another answer.
      let provenance = RenditionProvenance(
        services.pipeline.provenance, exchange: place.exchange ?? loaded.exchange, hasSourcePicture: self.planned.hasSourcePicture)
      let wanted = Set((planned?.outputs ?? []).filter { !$0.isCurrent || $0.key != outputKey($0, link, place, provenance) }.map(\.name))
      let key = place.key ?? loaded.digest
      let packet = wanted.isEmpty ? nil : provenance.packet(source: loaded.files.values.first, reader: services.reader)
      let context = context(at: place, asked: place.asked, wanted: wanted, provenance: packet, loaded: loaded) { _, _ in
        preconditionFailure("only paid stages ask")
      }
      let result: StageResult
      do {
        result = try await link.stage.run(place.artifact, in: context)
      } catch {
        throw AssetRunner.failure(of: error).at(link)
      }
      switch result {
      case .refused(let rejection):
        throw AssetFailure(.asset, name: rejection.name, message: rejection.message).at(link)
      case .askAgain(let rejection):
        return .rejected(rejection, link)
      case .done(let artifact, let files, let notes):
        for note in notes { services.events.send(.note(asset: name, stage: link.name, message: note)) }
        let after = key.map { services.localKey.key(of: link, asked: place.asked, input: $0) }
        let parents = place.parents.isEmpty ? sourceParents : place.parents
        let made = RenditionFile(
          asset: name, variant: variant, link: link, asked: place.asked, input: key, parents: parents, exchange: place.exchange,
          provenance: provenance)
        for file in files { try await made.publish(file, services: services) }
        if link.type.judges, let after, let exchange = place.exchange, let picture = exchange.picture {
          services.recorder.add(
            judgement: LocalResult(key: after, picture: picture))
        }
        place = Checkpoint(
          index: index + 1, artifact: artifact, inputSize: artifact.size ?? place.inputSize, asked: place.asked, key: after,
          parents: parents, exchange: place.exchange)
        if index == chain.links.count - 1, case .encoded(let picture) = artifact {
          try await made.publishPrepared(picture, key: after, services: services)
        }
      }
    }
    return .reached(place)
  }

  private func outputKey(_ output: PlannedOutput, _ link: Chain.Link, _ place: Checkpoint, _ provenance: RenditionProvenance) -> Digest? {
    // Without a key of what came in there was no answer that could differ from the planned one.
    guard let key = place.key else { return output.key }
    guard let declaration = link.stage.outputs.first(where: { $0.name == output.name }) else {
      return services.localKey.key(of: link, asked: place.asked, input: key)
    }
    return services.localKey.key(of: declaration, by: link, asked: place.asked, input: services.localKey.input(key, with: provenance))
  }

  private var sourceParents: [Manifest.Parent] {
    let source = planned.asset.source.map { FilePath($0.writtenPath) }
    return planned.files.sorted { $0.key.string.utf8.lexicographicallyPrecedes($1.key.string.utf8) }.map { written, file in
      Manifest.Parent(kind: written == source ? "source" : "reference", name: written.string, sha256: file.digest.hex)
    }
  }

  // MARK: asking again

  private mutating func askAgain() async throws -> Checkpoint {
    guard var input = paidInput, let exchange = step(at: input.index)?.exchange else {
      preconditionFailure("a stage asks again only after a paid one")
    }
    if case .nothing = input.artifact, input.index > 0 {
      // The answer was a stored one, so what it was made from has to be prepared once more.
      input = try await prepared(for: input.index)
    }
    paidInput = input
    return try await call(at: input, exchange, cause: .retry)
  }

  mutating func prepared(for index: Int) async throws -> Checkpoint {
    var place = Checkpoint.beginning
    if let earlier = chain.paidIndices.last(where: { $0 < index }) {
      place = Checkpoint(index: earlier, artifact: .nothing, inputSize: nil, asked: nil, key: nil, parents: [], exchange: nil)
    }
    let (tally, attempt) = (tally, attempt)
    while place.index < index {
      place =
        chain.links[place.index].paid != nil
        ? try await pay(at: place) : try await runLocally(from: place, to: min(index, endOfLocalStages(from: place.index)))
    }
    (self.tally, self.attempt) = (tally, attempt)
    return place
  }

  // MARK: bindings

  /// Every stage after the paid ones has accepted their answers, so the asset is bound to them.
  private func bindAnswers() {
    let bindings = answers.compactMap { index, exchange in
      step(at: index)?.exchange.map { Binding(slot: $0.slot, exchange: exchange.id, key: $0.identity.key) }
    }
    services.recorder.add(bindings: bindings)
  }

  // MARK: context

  func context(
    at place: Checkpoint, asked: AskedPicture?, wanted: Set<String>, history: [Content] = [], provenance: [UInt8]? = nil,
    loaded: LoadedInput? = nil, exchange: @escaping @Sendable (GenerationRequest, GenerationRequest?) async throws -> StageResult
  ) -> StageContext {
    StageContext(
      modelID: services.pipeline.modelID ?? "", reader: services.reader, writer: services.writer, inputRules: services.inputRules,
      asked: asked, inputSize: place.inputSize,
      retriesDone: tally.retries, wantedOutputs: wanted,
      files: FileAccess(planned: planned, loaded: loaded, limit: services.reader.limits.encodedBytes, kept: services.kept),
      preparer: chain.links[..<place.index].last { $0.type.produces == .encoded }?.stage, exchange: ExchangeAccess(withFallback: exchange),
      history: history,
      // Local stages run inside a reservation already.
      processor: loaded == nil ? services.processor : nil,
      scalingNeed: { [chain, index = place.index] full in chain.scalingNeed(after: index, of: full) },
      localTasks: services.processor.slots, provenance: provenance)
  }
}
