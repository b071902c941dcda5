import GatewayAPI
import ImageCore
import Storage
import Synchronization

/// Makes paid calls, and sees to it that each is in the ledger before it leaves and its answer is durable before anything reads it.
///
/// The order of writes: intent (`intended`) · connection made · `sending` · first byte leaves · body streamed to a temporary file, fsynced,
/// renamed · `received` · body read · pictures stored · `interpreted`. Wherever it is cut, what is in the ledger says what is known.
struct ExchangeRunner: Sendable {
  /// One call that is wanted.
  struct Order: Sendable {
    let request: GenerationRequest
    let planned: PlannedExchange
    let cause: AttemptCause
    let asset: String
    let stage: String
  }

  /// An answer, new or found.
  struct Answer: Sendable {
    let exchange: Exchange
    let reading: AnswerInterpreter.Reading
    /// Whether a request was sent for it.
    let wasCalled: Bool
  }

  let generator: any ContentGenerator
  let gateways: [GatewayProfile]
  let card: ModelCard?
  let lane: Lane
  let store: Store
  let run: RunID
  let interpreter: AnswerInterpreter
  let budget: Budget
  let network: ResourceLane
  let stop: StopSignal
  let isFrozen: Bool
  let events: EventSink
  let counter: CallCounter
  let health: GatewayHealth

  /// Makes the call, unless meanwhile an answer to the same request is there.
  func perform(_ order: Order) async throws -> Answer {
    if stop.isStopped { throw AssetFailure(.stopped, name: "stopped", message: "the run was stopped before this call") }
    if isFrozen {
      throw AssetFailure(.frozen, name: "frozen", message: "a paid call is needed, and --frozen forbids it")
    }
    return try await store.withExchangeLock(
      order.planned.identity.key, sleep: { try await Task.sleep(for: $0) },
      whileWaiting: {
        events.send(.note(asset: order.asset, stage: order.stage, message: "the same request is under way; waiting for its answer"))
      }
    ) {
      if let found = try await existing(order) { return found }
      return try await call(order)
    }
  }

  /// Reads an answer that is stored already. Its pictures are taken out of the body again where they are gone.
  func load(_ planned: Exchange, wants: [Modality]) async throws -> Answer {
    var exchange = planned
    // Another step of this run may have read it since the plan was made.
    if planned.state == .received { exchange = try await store.ledger.exchange(planned.id) ?? planned }
    if exchange.state == .interpreted {
      if let picture = exchange.picture, let result = try await restore(picture) {
        let interpretation = Interpretation(
          outcome: exchange.outcome ?? "picture", detail: exchange.detail ?? "{}", picture: picture,
          alternates: exchange.alternates ?? "[]", usage: exchange.usage, cost: exchange.cost ?? Cost(nanoUSD: nil, basis: "not recorded"))
        return Answer(
          exchange: exchange, reading: .init(interpretation: interpretation, result: result, failure: nil), wasCalled: false)
      }
    }
    guard let response = exchange.response, let gateway = gateway(named: exchange.gateway) else {
      throw AssetFailure(.asset, name: "missing-answer", message: "the stored answer of call \(exchange.id) is missing")
    }
    do {
      try store.blobs.verify(response.body)
    } catch {
      throw AssetFailure(.asset, name: "missing-answer", message: "the stored answer of call \(exchange.id) cannot be used: \(error)")
    }
    let head = AnswerHead(
      status: response.status, headers: HeaderJSON.read(response.headers), byteCount: response.body.size, ending: .declared)
    let reading: AnswerInterpreter.Reading
    do {
      reading = try await interpreter.read(head, body: response.body, from: gateway, wants: wants)
    } catch let error as GatewayError {
      guard exchange.state == .received else { throw error }
      // An error answer whose run died before it was read: it holds no result, and the next run may ask again.
      throw try await settleAnswered(error, of: exchange).cause
    }
    var current = exchange
    if exchange.state == .received {
      try await store.ledger.markInterpreted(exchange.id, reading.interpretation)
      current = try await store.ledger.exchange(exchange.id) ?? exchange
    }
    return Answer(exchange: current, reading: reading, wasCalled: false)
  }

  private func gateway(named name: String) -> GatewayProfile? {
    gateways.first { $0.name == name } ?? gateways.first
  }

  /// The stored picture itself; nil where it is gone or damaged, so that it has to come out of the body again.
  @concurrent
  private func restore(_ picture: Picture) async throws -> Artifact? {
    guard let codec = interpreter.reader.codecs.codec(for: FormatID(picture.format)),
      let size = PixelSize(checking: picture.width, picture.height)
    else { return nil }
    do throws(StorageError) {
      try store.blobs.verify(picture.blob)
    } catch {
      guard error.kind == .missingBlob || error.kind == .damagedBlob else { throw error }
      return nil
    }
    let blobs = store.blobs
    return .result(AnsweredPicture(format: codec.format, size: size) { try blobs.read(picture.blob) })
  }

  // MARK: one call

  /// An answer that came since the plan was made, from another asset, variant lock or process; or, for a first attempt, one to the same bytes.
  private func existing(_ order: Order) async throws -> Answer? {
    let key = order.planned.identity.key
    let attempts = try await store.ledger.attempts(for: [key])[key] ?? []
    if let doubtful = attempts.last(where: { $0.state == .unknown }) {
      throw AssetFailure(
        .unknownExchange, name: "unknown-exchange", message: "call \(doubtful.id) may have been billed without an answer")
    }
    guard order.cause == .first else {
      // A refresh or retry that another asset with the same request has just made serves this one too.
      let made = attempts.last { $0.run == run && $0.cause == order.cause && $0.state == .interpreted && $0.slot != order.planned.slot }
      return try await made.asyncMap { try await load($0, wants: order.request.responseModalities) }
    }
    let names = gateways.map(\.name)
    let answered = attempts.last {
      ($0.state == .interpreted || $0.state == .received) && (lane == .emulator || names.contains($0.gateway))
    }
    // An emulator's answer whose bytes are gone is simply asked for again.
    guard let answered, try lane == .real || isStored(answered) else { return nil }
    return try await load(answered, wants: order.request.responseModalities)
  }

  private func isStored(_ exchange: Exchange) throws(StorageError) -> Bool {
    for blob in [exchange.picture?.blob, exchange.response?.body] {
      if let blob, try store.blobs.contains(blob) { return true }
    }
    return false
  }

  private func call(_ order: Order) async throws -> Answer {
    guard let gateway = gateways.first else { preconditionFailure("a pipeline has at least one gateway") }
    let wire = try encode(order, for: gateway)
    for note in wire.notes { events.send(.note(asset: order.asset, stage: order.stage, message: note)) }
    let digest = Self.digest(of: wire)
    if order.cause == .first, let same = try await sameRequest(digest, order) { return same }

    let reservation: Budget.Reservation
    switch await budget.reserve(order.planned.estimate) {
    case .granted(let granted): reservation = granted
    case .reached(let limit, let spent):
      throw AssetFailure(
        .budget, name: "budget-reached", message: "the budget of \(limit) USD does not allow this call (\(spent) USD spent)")
    case .unknownPrice(let limit):
      throw AssetFailure(
        .budget, name: "unknown-price",
        message:
          "the price of this call is unknown, so the budget of \(limit) USD cannot be kept; --allow-unknown-price makes it all the same")
    }
    do {
      let answer = try await network.withRoom { try await send(wire, digest: digest, order, to: gateway, reserved: reservation.amount) }
      await budget.settle(reservation, actual: answer.reading.interpretation.cost.nanoUSD.map { Amount(nanos: $0) })
      return answer
    } catch let failure as SendFailure {
      await budget.settle(reservation, actual: failure.mayHaveCost ? nil : .zero)
      throw failure.cause
    } catch {
      await budget.settle(reservation, actual: nil)
      throw error
    }
  }

  private func encode(_ order: Order, for gateway: GatewayProfile) throws -> WireRequest {
    let wire = try generator.encode(order.request, for: gateway, card: card)
    guard wire.largestImageBytes <= gateway.maximumImageBytes else {
      throw AssetFailure(
        .asset, name: "picture-too-large",
        message:
          "a picture of the request has \(wire.largestImageBytes) bytes after base64, more than the \(gateway.maximumImageBytes) that '\(gateway.name)' takes"
      )
    }
    guard wire.body.count <= gateway.maximumBodyBytes else {
      throw AssetFailure(
        .asset, name: "request-too-large",
        message: "the request has \(wire.body.count) bytes, more than the \(gateway.maximumBodyBytes) that '\(gateway.name)' takes")
    }
    return wire
  }

  /// A request that was answered with a picture before, byte for byte the same, under another key: free.
  private func sameRequest(_ digest: Digest, _ order: Order) async throws -> Answer? {
    let slot = order.planned.slot
    let candidates = try await store.ledger.attempts(requestDigest: digest, lane: lane)
    let same = candidates.last { other in
      other.state == .interpreted && other.picture != nil && other.slot.variant == slot.variant && other.key != order.planned.identity.key
        && other.slot.pipeline == slot.pipeline && other.slot.asset == slot.asset && other.slot.stage == slot.stage
    }
    return try await same.asyncMap { try await load($0, wants: order.request.responseModalities) }
  }

  /// The digest of a request as it is sent: where it goes and what it says, without the credential.
  private static func digest(of wire: WireRequest) -> Digest {
    var builder = DigestBuilder()
    builder.update(utf8: wire.url)
    builder.update(utf8: "\n")
    builder.update(wire.body)
    return builder.finish()
  }

  private func send(
    _ wire: WireRequest, digest: Digest, _ order: Order, to gateway: GatewayProfile, reserved: Amount?
  ) async throws -> Answer {
    if stop.isStopped {
      throw SendFailure(cause: AssetFailure(.stopped, name: "stopped", message: "the run was stopped before this call"), mayHaveCost: false)
    }
    // Asked only now, because a call that waited for its turn has to hear of what the one before it met.
    if let verdict = health.verdict(on: gateway.name) { throw SendFailure(cause: verdict, mayHaveCost: false) }
    let ledger = store.ledger
    // First of all room for the answer: a full disk has to show before money is spent.
    let writer = try store.blobs.makeWriter(reserving: AnswerRoom.bytes(for: order.planned.asked))
    let exchange = try await ledger.begin(
      NewExchange(
        key: order.planned.identity.key, cause: order.cause, lane: lane, gateway: gateway.name, model: order.request.model,
        requestDigest: digest, requestSummary: RequestSummary.write(order.planned.identity), run: run, slot: order.planned.slot,
        reserved: reserved?.nanos))
    try writer.claim(for: exchange.id)
    let variant = order.planned.slot.variant
    events.send(
      .callStarted(
        asset: order.asset, stage: order.stage, variant: variant, gateway: gateway.name, model: order.request.model))
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
        wire, to: gateway, timeout: gateway.timeouts.timeout(for: wire.sizeClass), into: BlobSink(writer: writer),
        willSend: {
          try await ledger.markSending(exchange.id)
          counter.count()
        })
    } catch {
      let failure = try await settle(error, of: exchange, writer: writer)
      finished(failure.cause.name, cost: nil)
      throw failure
    }
    let body: Blob
    do throws(StorageError) {
      body = try writer.finish()
    } catch {
      let failure = try await settleUnknown(exchange, reason: "the answer could not be stored: \(error)", partial: nil)
      finished(failure.cause.name, cost: nil)
      throw failure
    }
    try await ledger.markReceived(
      exchange.id, Response(status: head.status, headers: HeaderJSON.write(head.headers), body: body))
    do {
      let reading = try await interpreter.read(head, body: body, from: gateway, wants: order.request.responseModalities)
      try await ledger.markInterpreted(exchange.id, reading.interpretation)
      let recorded = try await ledger.exchange(exchange.id) ?? exchange
      counter.add(cost: reading.interpretation.cost.nanoUSD)
      finished(reading.interpretation.outcome, cost: reading.interpretation.cost)
      return Answer(exchange: recorded, reading: reading, wasCalled: true)
    } catch let error as GatewayError {
      let failure = try await settleAnswered(error, of: exchange)
      finished(failure.cause.name, cost: nil)
      throw failure
    }
  }
}

extension Optional {
  /// `map` for a transform that awaits.
  fileprivate func asyncMap<Result>(_ transform: (Wrapped) async throws -> Result) async rethrows -> Result? {
    guard let self else { return nil }
    return try await transform(self)
  }
}
