import Dialects
import GatewayAPI
import ImageCore
import JSON

/// The emulator's answers, apart from their transmission.
struct EmulatorService: Sendable {
  let configuration: EmulatorConfiguration
  let dialects: [any Dialect]
  let cards: [ModelCard]
  let codecs: CodecRegistry
  let journal: RequestJournal

  private struct Judged {
    var call: EmulatedCall
    var model: EmulatedModel
    var dialect: any Dialect
  }

  /// Validates the credentials of a request.
  func requireKey(of received: ReceivedRequest) throws(WireFailure) {
    if configuration.keyPolicy == .required, received.authentication == .none { throw .missingKey }
    try rules?.check(received.authentication)
  }

  private var rules: ProfileRules? { configuration.profile.map(ProfileRules.init) }

  /// Returns an error in the form of the imitated gateway, or in Google's.
  func answer(to failure: WireFailure) -> AnswerPlan.Fixed {
    guard configuration.profile?.errorFormat == .relay else {
      return AnswerPlan.Fixed(status: failure.code, contentType: "application/json; charset=UTF-8", body: failure.body().encoded(.answer))
    }
    return ErrorAnswer(.relay, message: failure.message, code: failure.relayCode).answer(status: failure.code)
  }

  /// Validates a request whose body was read, records it, and makes its answer.
  func plan(for received: ReceivedRequest, route: Result<EmulatorRoute, WireFailure>) async throws -> AnswerPlan {
    var received = received
    do throws(WireFailure) {
      let judged = try judge(received, route: route)
      received.model = judged.model.id
      received.turns = judged.call.turns
      received.systemInstruction = judged.call.systemInstruction
      received.aspectRatio = judged.call.aspectRatio
      received.imageSize = judged.call.imageSize
      received.responseModalities = judged.call.responseModalities
      received.settings = judged.call.settings
      received.serviceTier = judged.call.serviceTier
      let faults = await journal.faults(
        ordinal: received.ordinal, model: received.model, prompt: received.prompt, tier: judged.call.serviceTier)
      received.faults = faults.map(\.name)
      let digest = judged.call.digest(model: judged.model.id)
      received.variation = await journal.variation(of: digest)
      await finish(received)
      return try await build(judged, variation: received.variation, faults: faults, digest: digest)
    } catch {
      received.refusal = error.message
      await finish(received)
      var plan = AnswerPlan()
      plan.fixed = answer(to: error)
      return plan
    }
  }

  /// Records a request that has no answer of its own.
  func finish(_ received: ReceivedRequest) async {
    await journal.record(received)
    await configuration.onRequest?.observe(received)
  }

  private func judge(_ received: ReceivedRequest, route: Result<EmulatorRoute, WireFailure>) throws(WireFailure) -> Judged {
    let route = try route.get()
    try requireKey(of: received)
    let dialect = route.dialect
    let form = try dialect.body(received.body, mediaType: received[header: "Content-Type"] ?? "")
    let root = if let form { form } else { try parse(received.body) }
    if let profile = configuration.profile { try dialect.check(root, for: profile) }
    let id = if let model = route.model { model } else { try dialect.model(in: root) }
    let model = EmulatedModel(id: id, cards: cards)
    let pictures = ReceivedPictures(limits: configuration.limits, codecs: codecs)
    return Judged(call: try dialect.readCall(root, model: model, pictures: pictures), model: model, dialect: dialect)
  }

  /// Makes the answer to an item of a job.
  /// - Parameter decided: returns the number of the item's variation and its faults, which are decided once.
  func plan(
    forItem request: JSONValue, model id: String, dialect: any Dialect,
    decided: (_ decide: @escaping @Sendable () async -> (variation: Int, faults: [Fault])) async -> (variation: Int, faults: [Fault])
  ) async throws(WireFailure) -> AnswerPlan {
    let model = EmulatedModel(id: id, cards: cards)
    var call = try dialect.readCall(request, model: model, pictures: ReceivedPictures(limits: configuration.limits, codecs: codecs))
    // A job's answers do not name their tier.
    call.serviceTier = nil
    let digest = call.digest(model: id)
    let prompt = call.prompt
    let decision = await decided {
      (
        await journal.variation(of: digest),
        await journal.faults(ordinal: 0, model: id, prompt: prompt, tier: ServiceTier.batch.rawValue)
      )
    }
    return try await build(
      Judged(call: call, model: model, dialect: dialect), variation: decision.variation, faults: decision.faults, digest: digest)
  }

  /// Returns the body as an object.
  func parse(_ body: [UInt8]) throws(WireFailure) -> JSONValue {
    let root: JSONValue
    do {
      root = try JSONValue.read(body, .request)
    } catch {
      throw .invalidArgument("Invalid JSON payload received. \(error).")
    }
    guard root.isObject else { throw .invalidArgument("Invalid JSON payload received. The body is not an object.") }
    return root
  }

  private func build(_ judged: Judged, variation number: Int, faults: [Fault], digest: UInt64) async throws(WireFailure) -> AnswerPlan {
    var plan = AnswerPlan()
    plan.delay = configuration.delay
    for fault in faults { fault.change(&plan) }
    guard plan.fixed == nil, plan.connection == .answered else { return plan }

    let variation = plan.isRepeated ? 1 : number
    let seed = digest &+ UInt64(variation) &* 0x9E37_79B9_7F4A_7C15
    var pictures: [EmulatedPicture] = []
    do {
      for index in 0..<pictureCount(plan, judged.call) {
        pictures.append(try await picture(index, plan: plan, judged: judged, seed: seed, digest: digest, variation: variation))
      }
    } catch {
      throw WireFailure(code: 500, status: "INTERNAL", message: "No picture could be made: \(error)")
    }
    var body = judged.dialect.answer(
      to: judged.call, plan: plan, model: judged.model, pictures: pictures, id: Self.answerID(seed: seed))
    if plan.padding > 0 { body += [UInt8](repeating: UInt8(ascii: " "), count: plan.padding) }
    var headers = plan.headers
    if let name = judged.dialect.facts.tierHeader, let word = plan.tierWord(for: judged.call) {
      headers.insert(HeaderField(name, word), at: 0)
    }
    plan.fixed = AnswerPlan.Fixed(status: 200, contentType: "application/json; charset=UTF-8", headers: headers, body: body)
    return plan
  }

  /// Returns letters that follow from the request, as everything here does.
  private static func answerID(seed: UInt64) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    var generator = SeededGenerator(seed: seed ^ 0x5EED)
    return String((0..<22).map { _ in generator.pick(letters) })
  }

  private func pictureCount(_ plan: AnswerPlan, _ call: EmulatedCall) -> Int {
    guard plan.hasCandidates, call.wantsPicture else { return 0 }
    switch plan.parts {
    case .picture, .onlyDraft: return 1
    case .drafts(let count): return count + 1
    case .several(let count): return count
    case .text, .nothing: return 0
    }
  }

  private func picture(
    _ index: Int, plan: AnswerPlan, judged: Judged, seed: UInt64, digest: UInt64, variation: Int
  ) async throws -> EmulatedPicture {
    var size = judged.call.pixels
    var title = judged.call.aspectRatio ?? "auto"
    if plan.aspectRatio != nil || plan.imageSize != nil {
      let ratio = plan.aspectRatio ?? judged.call.aspectRatio.flatMap { AspectRatio($0) } ?? AspectRatio(1, 1)
      guard let pixels = judged.model.pixels(ratio, plan.imageSize ?? judged.call.imageSize) else {
        throw PictureMaker.Failure(description: "the model has no such ratio and size")
      }
      (size, title) = (pixels, ratio.description)
    }
    if let wanted = plan.size { (size, title) = (wanted, wanted.description) }
    let isDraft = if case .drafts(let count) = plan.parts { index < count } else { plan.parts.isOnlyDraft }
    let maker = PictureMaker(codecs: codecs, limits: configuration.limits)
    return try await maker.make(
      judged.call, model: judged.model, size: size, title: isDraft ? "\(title) draft" : title, seed: seed &+ UInt64(index),
      variation: variation,
      format: plan.format ?? judged.call.format ?? judged.model.format(digest: digest, writable: codecs.writable.map(\.id)),
      isOnCheckerboard: plan.isOnCheckerboard, edits: plan.edits)
  }
}

extension AnswerPlan.Parts {
  fileprivate var isOnlyDraft: Bool {
    if case .onlyDraft = self { return true }
    return false
  }
}
