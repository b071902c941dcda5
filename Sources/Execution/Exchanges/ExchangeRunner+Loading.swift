import GatewayAPI
import ImageCore
import PipelineModel
import Storage

/// Reading answers from the store.
extension ExchangeRunner {
  /// Reads an answer that is stored already. Its pictures are taken out of the body again where they are gone.
  /// - Parameters:
  ///   - opens: whether somebody will open its picture. Then it is read once, for that and to see whether it is whole.
  ///   - model: that was asked, where it was not the pipeline's.
  func load(_ planned: Exchange, wants: [Modality], opens: Bool, model: AskedModel? = nil) async throws -> Answer {
    var exchange = planned
    // Another node of this run may have read it since the plan was made.
    if planned.state == .received { exchange = try await store.ledger.exchange(planned.id) ?? planned }
    if exchange.state == .interpreted {
      if let picture = exchange.picture, let result = try await restore(picture, opens: opens) {
        let interpretation = Interpretation(
          outcome: exchange.outcome ?? "picture", detail: exchange.detail ?? "{}", picture: picture,
          alternates: exchange.alternates ?? "[]", usage: exchange.usage, cost: exchange.cost ?? Cost(nanoUSD: nil, basis: "not recorded"))
        return Answer(
          exchange: exchange, reading: .init(interpretation: interpretation, result: result, failure: nil), wasCalled: false)
      }
    }
    if let repetition = exchange.repetition {
      return Answer(exchange: exchange, reading: repetition, wasCalled: false)
    }
    guard let response = exchange.response, let gateway = gateway(named: exchange.gateway) else {
      throw AssetFailure(.asset, .missingAnswer, "the stored answer of call \(exchange.id) is missing")
    }
    try store.blobs.fileWaitingAnswer(of: exchange)
    do {
      try store.blobs.verify(response.body)
    } catch {
      throw AssetFailure(.asset, .missingAnswer, "the stored answer of call \(exchange.id) cannot be used: \(error)")
    }
    let head = AnswerHead(
      status: response.status, headers: HeaderJSON.read(response.headers), byteCount: response.body.size, ending: .declared)
    let reading: AnswerInterpreter.Reading
    do {
      reading = try await interpreter.read(head, body: response.body, from: gateway, wants: wants, tier: exchange.askedTier, model: model)
    } catch let error as GatewayError {
      guard exchange.state == .received else { throw error }
      // An error answer whose run died before it was read: it holds no result, and the next run may retry.
      let failure = try await settleAnswered(error, of: exchange)
      try await sharing?.calls.recordOutcome(exchange.id, in: store)
      throw failure.cause
    }
    var current = exchange
    let showsMore = exchange.picture == nil && reading.interpretation.picture != nil
    if exchange.state == .received || showsMore {
      try await store.ledger.markInterpreted(exchange.id, reading.interpretation)
      // Its run may have died before it could share it.
      try await sharing?.calls.recordOutcome(exchange.id, in: store)
      current = try await store.ledger.exchange(exchange.id) ?? exchange
    }
    return Answer(exchange: current, reading: reading, wasCalled: false)
  }

  /// Returns the model's turn of a stored answer: its parts in order, with the model's signatures.
  @concurrent
  func modelTurn(of exchange: Exchange) async throws -> Content? {
    guard let response = exchange.response, let gateway = gateway(named: exchange.gateway), try store.blobs.contains(response.body) else {
      return nil
    }
    let head = AnswerHead(
      status: response.status, headers: HeaderJSON.read(response.headers), byteCount: response.body.size, ending: .declared)
    let answer = try generator.read(head, bodyAt: store.blobs.path(of: response.body.digest), from: gateway)
    // The pieces of a stream are candidates of the same number.
    let first = answer.candidates.first?.index
    let parts = try answer.candidates.filter { $0.index == first }.flatMap(\.parts).compactMap { part -> ContentPart? in
      switch part.payload {
      case .text(let text): return ContentPart(.text(text), isThought: part.isThought, thoughtSignature: part.thoughtSignature)
      case .image(let image) where image.isDeclaredOtherwise: return nil
      case .image(let image):
        let bytes = try image.bytes
        let mediaType = try image.declaredMediaType ?? interpreter.reader.codec(for: bytes.span).format.mediaType
        return ContentPart(
          .image(bytes: bytes, mediaType: mediaType), isThought: part.isThought, thoughtSignature: part.thoughtSignature)
      case .link: return nil
      }
    }
    guard !parts.isEmpty else { return nil }
    return Content(role: .model, parts: parts)
  }

  private func gateway(named name: String) -> GatewayProfile? {
    gateways.first { $0.name == name } ?? gateways.first
  }

  /// Returns the stored picture itself, or `nil` if it is gone or damaged, so that it has to be extracted from the body again.
  @concurrent
  private func restore(_ picture: Picture, opens: Bool) async throws -> Artifact? {
    let (blobs, reader) = (store.blobs, interpreter.reader)
    guard let codec = reader.codecs.codec(for: FormatID(picture.format)), let size = PixelSize(checking: picture.width, picture.height)
    else { return nil }
    var kept: DecodedImageCache?
    do {
      if opens {
        kept = interpreter.spare.keep(try reader.open(blobs.read(picture.blob)))
      } else {
        try verified.verify(picture.blob)
      }
    } catch let error as StorageError where error.kind == .missingBlob || error.kind == .damagedBlob {
      return nil
    } catch is CodecError {
      return nil
    }
    // Where there was no room to keep it, it is read once more when its turn comes.
    return .result(AnsweredPicture(format: codec.format, size: size, pixels: kept) { try reader.open(blobs.read(picture.blob)) })
  }
}
