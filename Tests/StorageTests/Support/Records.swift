import Synchronization

@testable import Storage

/// A clock that a test sets; in milliseconds since 1970 UTC.
final class SettableClock: Sendable {
  private let time: Mutex<Int64>

  init(_ milliseconds: Int64) { time = Mutex(milliseconds) }

  func set(_ milliseconds: Int64) { time.withLock { $0 = milliseconds } }

  var clock: UTCClock { UTCClock { self.time.withLock { $0 } * 1_000_000 } }
}

func exampleKey(_ name: String = "key") -> Digest { Digest.of(utf8: name) }

func exampleExchange(
  _ run: RunID, key: Digest = exampleKey(), cause: AttemptCause = .first, pipeline: String = "shop", asset: String = "shoe-spring",
  reserved: Int64? = 150_000_000
) -> NewExchange {
  NewExchange(
    key: key, cause: cause, billingDomain: .real, gateway: "google", model: "gemini-3-pro-image-preview",
    requestDigest: Digest.of(utf8: "request of \(key)"), requestSummary: #"{"prompt":"a lawn"}"#, run: run,
    slot: Slot(pipeline: pipeline, asset: asset, stage: 2, variant: 1), reserved: reserved)
}

func exampleResponse(_ store: Store, _ text: String = "{}", status: Int = 200) throws -> Response {
  Response(status: status, headers: #"{"content-type":"application/json"}"#, body: try store.blobs.write(Array(text.utf8)))
}

func exampleInterpretation(nanoUSD: Int64? = 134_000_000) -> Interpretation {
  Interpretation(
    outcome: "picture", detail: "{}",
    picture: Picture(blob: Blob(digest: Digest.of(utf8: "picture"), size: 7), format: "png", width: 1024, height: 768),
    alternates: "[]", usage: #"{"totalTokenCount":1290}"#, cost: Cost(nanoUSD: nanoUSD, basis: "price of 1K"))
}

/// Opens a store and begins a run in it.
func storeWithRun(_ folder: ScratchFolder, clock: UTCClock = .system) async throws -> (Store, StoreRun) {
  let store = try await Store.open("\(folder.path)/store", clock: clock)
  return (store, try await store.startRun(pipeline: "shop", command: "run"))
}

extension Store {
  /// Brings a new exchange to a state.
  func exchange(in state: ExchangeState, _ new: NewExchange) async throws -> ExchangeID {
    let job = "aquatint-\(new.run)-1"
    let item = NewExchange(
      key: new.key, cause: new.cause, billingDomain: new.billingDomain, gateway: new.gateway, model: new.model,
      requestDigest: new.requestDigest,
      requestSummary: new.requestSummary, run: new.run, slot: new.slot, reserved: new.reserved, job: JobPlace(job: job, item: 0))
    let id = try await ledger.begin(state == .submitted ? item : new).id
    switch state {
    case .intended: break
    case .notSent: try await ledger.markNotSent(id, reason: "no route")
    case .sending: try await ledger.markSending(id)
    case .submitted:
      _ = try await ledger.markSending(job: job)
      try await ledger.markSubmitted(job: job, as: "batches/1")
    case .received, .interpreted:
      try await ledger.markSending(id)
      try await ledger.markReceived(id, try exampleResponse(self))
      if state == .interpreted { try await ledger.markInterpreted(id, exampleInterpretation()) }
    case .rejected:
      try await ledger.markSending(id)
      try await ledger.markRejected(
        id, outcome: "rateLimited", detail: "{}", cost: Cost(nanoUSD: 0, basis: "not billed"),
        response: try exampleResponse(self, "{}", status: 429))
    case .unknown, .resolvedResend, .resolvedLoss:
      try await ledger.markSending(id)
      try await ledger.markUnknown(id, reason: "connection reset")
      if state == .resolvedResend { try await ledger.resolve([id], as: .resend) }
      if state == .resolvedLoss { try await ledger.resolve([id], as: .loss) }
    case .collected:
      try await ledger.markSending(id)
      try await ledger.markReceived(id, try exampleResponse(self))
      try await ledger.markInterpreted(id, exampleInterpretation())
      _ = try await ledger.collect([id])
    }
    return id
  }
}
