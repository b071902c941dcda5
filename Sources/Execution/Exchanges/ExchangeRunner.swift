import GatewayAPI
import ImageCore
import PipelineModel
import Storage
import Synchronization

/// Makes paid calls, and ensures that each is in the ledger before it leaves and its answer is durable before anything reads it.
///
/// The order of writes: intent (`intended`) · connection made · `sending` · first byte leaves · body streamed to a temporary file, fsynced,
/// renamed · `received` · body read · pictures stored · `interpreted`. Wherever it is interrupted, the ledger holds what is known.
struct ExchangeRunner: Sendable {
  /// One call to make.
  struct Order: Sendable {
    var request: GenerationRequest
    /// The request for a gateway that refuses the turns before, or `nil` if there are none.
    var fallback: GenerationRequest?
    /// The flat ground that it asks for, or `nil` where it asks for none.
    var ground: AskedGround?
    let planned: PlannedExchange
    var service = ServiceChoice()
    /// `nil` for the pipeline's own.
    var model: AskedModel?
    let cause: AttemptCause
    /// The number of the attempt under the key whose answer was unusable; for other causes, of the last that the plan knew.
    let supersedes: Int
    let asset: String
    let stage: String
  }

  /// An answer, new or found.
  struct Answer: Sendable {
    let exchange: Exchange
    let reading: AnswerInterpreter.Reading
    /// Indicates whether a request was sent for it.
    let wasCalled: Bool
    /// The attempts that it took.
    var tally = AttemptTally()
  }

  let generator: any ContentGenerator
  let gateways: [GatewayProfile]
  let billingDomain: BillingDomain
  let store: Store
  let run: RunID
  let interpreter: AnswerInterpreter
  let budget: Budget
  let network: AsyncLimiter
  let stop: StopSignal
  let isFrozen: Bool
  /// The keys that may be sent, or `nil` for all.
  let permittedKeys: Set<Digest>?
  let events: EventSink
  let counter: CallCounter
  let health: CircuitBreaker
  let pace: CallPace
  let verified: VerifiedBlobs
  /// What is shared with other machines, or `nil` if nothing is.
  let sharing: Sharing?
  /// Takes the calls that are to be made as items of jobs; `nil` if each is made by itself.
  let jobs: JobQueue?
  /// The reason why no call is made, for a run that makes none.
  let frozenReason: String
  /// Indicates whether the budget's limit is what earlier runs have left of a larger one.
  let limitIsRest: Bool

  /// Makes the call, unless an answer to the same request has arrived meanwhile.
  func perform(_ order: Order) async throws -> Answer {
    if stop.isStopped { throw AssetFailure(.stopped, .stopped, "the run was stopped before this call") }
    // What other machines have learnt is looked at before it is said that a call is needed.
    if sharing == nil { try requirePermission(order) }
    return try await store.withExchangeLock(
      order.planned.identity.key, sleep: { try await Task.sleep(for: $0) },
      whileWaiting: { note("the same request is under way; waiting for its answer", about: order) }
    ) {
      while true {
        if let sharing { try await lookAround(order, sharing) }
        let attempts = try await store.ledger.attempts(for: [order.planned.identity.key])[order.planned.identity.key] ?? []
        if let found = try await existing(order, among: attempts) { return found }
        if order.cause == .first, let same = try await sameRequest(order) { return same }
        try requirePermission(order)
        // A question about a picture is asked by itself: its answer is needed for what is made now.
        if let jobs, order.model == nil { throw try await enqueue(order, in: jobs) }
        do {
          var answer = try await call(order)
          answer.tally = AttemptTally(attempts, upTo: attempts.last?.attempt ?? 0).counting(order.cause)
          return answer
        } catch let failure as AssetFailure where failure.code == .claimedElsewhere {
          // A network's file system may take a moment to show what another machine has made.
          guard try await stop.pause(for: .milliseconds(100)) else { throw Self.stopped.cause }
        }
      }
    }
  }

  /// - Throws: an ``AssetFailure`` if no call may be made.
  private func requirePermission(_ order: Order) throws(AssetFailure) {
    if isFrozen {
      throw AssetFailure(.frozen, .frozen, "a paid call is needed, and \(frozenReason)")
    }
    if let permittedKeys, !permittedKeys.contains(order.planned.plannedKey) {
      throw AssetFailure(.frozen, .notInPlan, "a paid call is needed that the plan does not have; plan again")
    }
  }

  /// The facts about the model that an order asks.
  func card(of order: Order) -> ModelCard? { interpreter.card(of: order.model) }

  // MARK: answers that are there

  /// Returns an answer that arrived since the plan was made, from another asset, variant or process.
  private func existing(_ order: Order, among attempts: [Exchange]) async throws -> Answer? {
    if let doubtful = attempts.last(where: { $0.state == .unknown }) {
      throw AssetFailure(.unknownExchange, .unknownExchange, "call \(doubtful.id) may have been billed without an answer")
    }
    if attempts.contains(where: \.isOnItsWay) { throw Self.onItsWay }
    let names = gateways.map(\.name)
    let found: Exchange?
    if order.cause == .first {
      found = attempts.last {
        ($0.state == .interpreted || $0.state == .received) && (billingDomain == .emulator || names.contains($0.gateway))
      }
    } else {
      // A refresh or retry that another asset with the same request has just made is used for this one too, but never the answer that it
      // has had.
      found = attempts.last { ($0.run == run || sharing != nil) && $0.attempt > order.supersedes && $0.state == .interpreted }
    }
    // An emulator's answer whose bytes are gone is simply requested again.
    guard let found, try billingDomain == .real || isStored(found) else { return nil }
    var answer = try await load(found, wants: order.request.responseModalities, opens: true, model: order.model)
    answer.tally = AttemptTally(attempts, upTo: found.attempt)
    return answer
  }

  private func isStored(_ exchange: Exchange) throws(StorageError) -> Bool {
    for blob in [exchange.picture?.blob, exchange.response?.body] {
      if let blob, try store.blobs.contains(blob) { return true }
    }
    return false
  }

  /// Returns the answer to a request that was answered with a picture before, byte for byte the same, under another key, at no cost, or
  /// `nil` if there is none.
  private func sameRequest(_ order: Order) async throws -> Answer? {
    // The request to the first gateway that is tried; the others are tried only if that one fails.
    guard let gateway = gateways.first(where: { $0.obstacle(to: order.request, card: card(of: order)) == nil }) else { return nil }
    let digest = Self.digest(of: try encode(order, for: gateway))
    let slot = order.planned.slot
    let candidates = try await store.ledger.attempts(requestDigest: digest, billingDomain: billingDomain)
    let same = candidates.last { other in
      other.state == .interpreted && other.picture != nil && other.slot.variant == slot.variant && other.key != order.planned.identity.key
        && other.slot.pipeline == slot.pipeline && other.slot.asset == slot.asset && other.slot.stage == slot.stage
    }
    return try await same.asyncMap { try await load($0, wants: order.request.responseModalities, opens: true) }
  }
}

extension Optional {
  /// Transforms the value as `map` does, with a transform that awaits.
  fileprivate func asyncMap<Result>(_ transform: (Wrapped) async throws -> Result) async rethrows -> Result? {
    guard let self else { return nil }
    return try await transform(self)
  }
}
