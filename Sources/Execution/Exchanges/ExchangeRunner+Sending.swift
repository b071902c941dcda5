import GatewayAPI
import ImageCore
import PipelineModel
import Storage

/// Sending one request and receiving its answer.
extension ExchangeRunner {
  func encode(_ order: Order, for gateway: GatewayProfile) throws -> WireRequest {
    let wire = try generator.encode(order.request, for: gateway, card: card(of: order))
    guard wire.largestImageBytes <= gateway.maximumImageBytes else {
      throw AssetFailure(
        .asset, .pictureTooLarge,
        "a picture of the request has \(wire.largestImageBytes) bytes after base64, more than the \(gateway.maximumImageBytes) that '\(gateway.name)' takes"
      )
    }
    guard wire.body.count <= gateway.maximumBodyBytes else {
      throw AssetFailure(
        .asset, .requestTooLarge,
        "the request has \(wire.body.count) bytes, more than the \(gateway.maximumBodyBytes) that '\(gateway.name)' takes")
    }
    return wire
  }

  /// The digest of a request as it is sent: where it goes and what it asks, without the credential and without what only says how it is
  /// served, so that an answer is found that was asked for before there was such a word, or at another tier.
  static func digest(of wire: WireRequest) -> Digest {
    var builder = DigestBuilder()
    builder.update(utf8: wire.url)
    builder.update(utf8: "\n")
    builder.update(wire.body.span.extracting(..<wire.service.lowerBound))
    builder.update(wire.body.span.extracting(wire.service.upperBound...))
    return builder.finish()
  }

  /// Sends a request once. Throws a ``SendFailure`` for everything but an answer.
  func send(_ wire: WireRequest, _ order: Order, to gateway: GatewayProfile, reserved: Amount?) async throws -> Answer {
    let ledger = store.ledger
    try store.blobs.requireFiling()
    try store.requireLocks(of: run, key: order.planned.identity.key)
    // Room for the answer comes first: a full disk must show before money is spent.
    let writer = try store.blobs.makeWriter(reserving: AnswerRoom.bytes(for: order.planned.asked))
    let resend = try await safeResend(of: order, at: gateway)
    let exchange = try await ledger.begin(
      NewExchange(
        key: order.planned.identity.key, cause: order.cause, billingDomain: billingDomain, gateway: gateway.name,
        model: order.request.model,
        requestDigest: Self.digest(of: wire),
        requestSummary: RequestSummary.write(order.planned.identity, ground: order.ground, safeResend: resend), run: run,
        slot: order.planned.slot, reserved: reserved?.nanos,
        tier: order.request.tier == .standard ? nil : order.request.tier.rawValue))
    let named = gateway.idempotency.map { wire.adding(HeaderField($0.header, resend?.name ?? exchange.id.text)) } ?? wire
    guard let sharing else { return try await carryOut(named, order, exchange, at: gateway, writer) }
    try await claim(exchange, order, wire, at: gateway, writer, sharing)
    do {
      let answer = try await carryOut(named, order, exchange, at: gateway, writer)
      // The answer is shared before the asset goes on.
      try await sharing.calls.recordOutcome(exchange.id, in: store)
      return answer
    } catch {
      try await sharing.calls.recordOutcome(exchange.id, in: store)
      throw error
    }
  }

  /// Carries out a call that was entered.
  private func carryOut(
    _ wire: WireRequest, _ order: Order, _ exchange: Exchange, at gateway: GatewayProfile, _ writer: BlobWriter
  ) async throws -> Answer {
    let ledger = store.ledger
    try writer.claim(for: exchange.id)
    let variant = order.planned.slot.variant
    events.send(
      .callStarted(asset: order.asset, stage: order.stage, variant: variant, gateway: gateway.name, model: order.request.model))
    let start = ContinuousClock.now
    func finished(_ outcome: String, cost: Cost?) {
      events.send(
        .callFinished(
          asset: order.asset, stage: order.stage, variant: variant, exchange: exchange.id.text, outcome: outcome,
          cost: cost?.nanoUSD.map { Amount(nanos: $0) }, elapsed: ContinuousClock.now - start))
    }
    let head: AnswerHead
    do throws(GatewayError) {
      head = try await generator.send(
        wire, to: gateway, timeout: gateway.timeout(for: wire.sizeClass, tier: order.request.tier), into: BlobSink(writer: writer),
        willSend: {
          try await ledger.markSending(exchange.id)
          counter.count()
        })
    } catch {
      let failure = try await recordOutcome(error, of: exchange, writer: writer)
      finished(failure.cause.code.name, cost: nil)
      throw failure
    }
    let body: Blob
    do throws(StorageError) {
      body = try writer.finish()
    } catch {
      let failure = try await settleUnfiled(exchange, head, writer, because: error)
      finished(failure.cause.code.name, cost: nil)
      throw failure
    }
    do {
      try await ledger.markReceived(
        exchange.id, Response(status: head.status, headers: HeaderJSON.write(head.headers), body: body))
      let reading = try await interpreted(head, body: body, of: exchange, order, from: gateway)
      let recorded = try await ledger.exchange(exchange.id) ?? exchange
      counter.add(cost: reading.interpretation.cost.nanoUSD)
      finished(reading.interpretation.outcome, cost: reading.interpretation.cost)
      return Answer(exchange: recorded, reading: reading, wasCalled: true)
    } catch let error as GatewayError {
      let failure = try await settleAnswered(error, of: exchange)
      finished(failure.cause.code.name, cost: nil)
      throw failure
    } catch {
      // The call was made and may be paid for in this run, even if its answer cannot be filed; the next run reads it at no cost.
      counter.addUnknownCost()
      throw error
    }
  }

  /// Returns how the gateway will recognize a call that comes once more; one that does come once more keeps its name while it is remembered.
  private func safeResend(of order: Order, at gateway: GatewayProfile) async throws -> SafeResend? {
    guard let idempotency = gateway.idempotency else { return nil }
    let now = UTCClock.system.milliseconds()
    if order.cause == .resend {
      let key = order.planned.identity.key
      let doubtful = try await store.ledger.attempts(for: [key])[key]?.last { $0.state == .resolvedResend && $0.gateway == gateway.name }
      if let doubtful, let name = doubtful.callName(at: now), let until = RequestSummary.safeResend(in: doubtful.requestSummary)?.until {
        return SafeResend(name: name, until: until)
      }
    }
    return SafeResend(until: now + idempotency.window.components.seconds * 1_000)
  }

  /// Interprets a new answer and records its outcome. Throws a `GatewayError` if it is no success, or only claims to be one.
  private func interpreted(
    _ head: AnswerHead, body: Blob, of exchange: Exchange, _ order: Order, from gateway: GatewayProfile
  ) async throws -> AnswerInterpreter.Reading {
    var reading = try await interpreter.read(
      head, body: body, from: gateway, wants: order.request.responseModalities, tier: order.request.tier, model: order.model)
    if let failure = reading.failure, let provider = failure.providerError,
      let error = GatewayError(inside: head, provider, showsWork: failure.showsWork, profile: gateway)
    {
      throw error
    }
    for said in reading.costNotes { note("gateway '\(gateway.name)': \(said)", about: order) }
    if let contradiction = reading.contradiction {
      note("gateway '\(gateway.name)': beside the picture stands \(contradiction); the picture is whole, kept and used", about: order)
    }
    if let earlier = try await earlierAnswer(like: reading, exchange, order) {
      reading = reading.repeating(earlier)
    } else if let finding = OutputSizeCheck(card: card(of: order)).finding(in: reading.interpretation, asked: order.planned.asked) {
      reading = reading.adding(.finding, finding)
      note("gateway '\(gateway.name)': \(finding)", about: order)
    }
    try await store.ledger.markInterpreted(exchange.id, reading.interpretation)
    return reading
  }
}

extension Exchange {
  /// The tier that was asked for.
  var askedTier: ServiceTier { tier.flatMap { ServiceTier(rawValue: $0) } ?? .standard }
}

/// The room that an answer may need in the store.
enum AnswerRoom {
  /// For the text around the pictures.
  private static let base = 256 << 10
  /// A PNG of a photograph takes up to two bytes a pixel, a third more in base64.
  private static let bytesPerPixel = 3
  /// For requests that leave the size to the model: 1K, the usual one.
  private static let unknownPixels = 1 << 20

  static func bytes(for asked: AskedPicture) -> Int {
    // Sizes of model cards are thousands of pixels a side, so the product is far from overflowing.
    let pixels = asked.expected.map { $0.width * $0.height } ?? unknownPixels
    return base + pixels * bytesPerPixel
  }
}

/// Streams an answer's body into the store.
struct BlobSink: AnswerSink {
  let writer: BlobWriter

  func write(_ bytes: [UInt8]) async throws { try writer.append(bytes) }
}
