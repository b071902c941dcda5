import Storage
import Testing

struct ExchangeTransitionTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test func `an exchange keeps everything that was entered`() async throws {
    let time = SettableClock(1_000)
    let (store, run) = try await storeWithRun(folder, clock: time.clock)
    let new = exampleExchange(run.id)
    let begun = try await store.ledger.begin(new)
    #expect(begun.attempt == 1 && begun.state == .intended && begun.created == 1_000 && begun.reserved == new.reserved)
    #expect(begun.slot == new.slot && begun.requestSummary == new.requestSummary && begun.run == run.id)
    try await store.ledger.markSending(begun.id)
    let response = try exampleResponse(store, #"{"candidates":[]}"#)
    try await store.ledger.markReceived(begun.id, response)
    time.set(500)
    let interpretation = exampleInterpretation()
    try await store.ledger.markInterpreted(begun.id, interpretation)

    let reopened = try await Store.open(store.path)
    let exchange = try #require(try await reopened.ledger.exchange(begun.id))
    #expect(exchange.state == .interpreted)
    #expect(exchange.response == response)
    #expect(exchange.outcome == "picture" && exchange.detail == "{}")
    #expect(exchange.picture == interpretation.picture)
    #expect(exchange.alternates == "[]" && exchange.usage == interpretation.usage)
    #expect(exchange.cost == interpretation.cost)
    #expect(exchange.created == 1_000 && exchange.updated == 500)
    #expect(try reopened.blobs.read(response.body) == Array(#"{"candidates":[]}"#.utf8))
  }

  @Test(arguments: ExchangeState.allCases)
  func `every state is there after reopening`(state: ExchangeState) async throws {
    let (store, run) = try await storeWithRun(folder)
    let id = try await store.exchange(in: state, exampleExchange(run.id))
    let reopened = try await Store.open(store.path)
    #expect(try await reopened.ledger.exchange(id)?.state == state)
    #expect(try await reopened.ledger.exchanges(in: state).map(\.id) == [id])
  }

  @Test(arguments: ExchangeState.allCases)
  func `only the steps that make sense are taken`(state: ExchangeState) async throws {
    let (store, run) = try await storeWithRun(folder)
    let response = try exampleResponse(store)
    let ledger = store.ledger
    let free = Cost(nanoUSD: 0, basis: "not billed")
    let legal: [ExchangeState: Set<String>] = [
      .intended: ["sending", "notSent"],
      .sending: ["received", "rejected with response", "notSent", "unknown"],
      .submitted: ["received", "rejected with response", "unknown"],
      .received: ["interpreted", "rejected with response", "rejected", "unknown"],
      .interpreted: ["interpreted"],
      .unknown: ["resend", "loss"],
    ]
    let steps: [String] = [
      "sending", "received", "interpreted", "rejected", "rejected with response", "notSent", "unknown", "resend", "loss",
    ]
    for step in steps {
      let id = try await store.exchange(in: state, exampleExchange(run.id, key: exampleKey(step)))
      let take = {
        switch step {
        case "sending": try await ledger.markSending(id)
        case "received": try await ledger.markReceived(id, response)
        case "interpreted": try await ledger.markInterpreted(id, exampleInterpretation())
        case "rejected": try await ledger.markRejected(id, outcome: "error", detail: "{}", cost: free)
        case "rejected with response":
          try await ledger.markRejected(id, outcome: "error", detail: "{}", cost: free, response: response)
        case "notSent": try await ledger.markNotSent(id, reason: "no route")
        case "unknown": try await ledger.markUnknown(id, reason: "reset")
        case "resend": try await ledger.resolve([id], as: .resend)
        default: try await ledger.resolve([id], as: .loss)
        }
      }
      if legal[state]?.contains(step) == true {
        try await take()
        // An answer that is read again stays read.
        #expect(try await ledger.exchange(id)?.state != state || state == .interpreted)
      } else {
        let error = await #expect(throws: StorageError.self) { try await take() }
        guard case .illegalTransition(from: state, to: _)? = error?.kind else {
          Issue.record("\(state) to \(step): \(String(describing: error))")
          continue
        }
        #expect(try await ledger.exchange(id)?.state == state)
      }
    }
  }

  @Test func `an unknown price stays unknown, and a partial body is remembered`() async throws {
    let (store, run) = try await storeWithRun(folder)
    let first = try await store.exchange(in: .received, exampleExchange(run.id))
    try await store.ledger.markInterpreted(first, exampleInterpretation(nanoUSD: nil))
    #expect(try await store.ledger.exchange(first)?.cost == Cost(nanoUSD: nil, basis: "price of 1K"))

    let second = try await store.exchange(in: .sending, exampleExchange(run.id, key: exampleKey("other")))
    let writer = try store.blobs.makeWriter()
    try writer.append([1, 2, 3])
    let partial = try writer.keepPartial(for: second)
    try await store.ledger.markUnknown(second, reason: "the answer ended early", partial: partial)
    let exchange = try await store.ledger.exchange(second)
    #expect(exchange?.partial == partial)
    #expect(exchange?.reason == "the answer ended early")

    let third = try await store.exchange(in: .sending, exampleExchange(run.id, key: exampleKey("third")))
    let response = try exampleResponse(store, "busy", status: 503)
    try await store.ledger.markRejected(
      third, outcome: "unavailable", detail: "{}", cost: Cost(nanoUSD: nil, basis: "?"), response: response)
    #expect(try await store.ledger.exchange(third)?.cost == Cost(nanoUSD: nil, basis: "?"))
    #expect(try await store.ledger.exchange(third)?.response == response)
  }

  @Test func `decisions are entered for all or none`() async throws {
    let (store, run) = try await storeWithRun(folder)
    let unknown = try await store.exchange(in: .unknown, exampleExchange(run.id))
    let done = try await store.exchange(in: .interpreted, exampleExchange(run.id, key: exampleKey("done")))
    await #expect(throws: StorageError.self) { try await store.ledger.resolve([unknown, done], as: .resend) }
    #expect(try await store.ledger.exchange(unknown)?.state == .unknown)
    try await store.ledger.resolve([unknown], as: .resend)
    #expect(try await store.ledger.exchange(unknown)?.state == .resolvedResend)
  }

  @Test func `an answer is entered although its task was cancelled`() async throws {
    let (store, run) = try await storeWithRun(folder)
    let id = try await store.exchange(in: .sending, exampleExchange(run.id))
    let response = try exampleResponse(store)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.cancelAll()
      group.addTask {
        #expect(Task.isCancelled)
        try await store.ledger.markReceived(id, response)
        #expect(try await store.ledger.exchange(id)?.state == .received)
      }
      try await group.waitForAll()
    }
  }
}
