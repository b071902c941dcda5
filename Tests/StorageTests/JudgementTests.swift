import Storage
import Testing

struct JudgementTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func judgement(
    _ key: String, _ exchange: ExchangeID, _ verdict: RecordedJudgement.Verdict = .passed, stage: String = "verify", created: Int64 = 1
  ) -> RecordedJudgement {
    RecordedJudgement(
      key: exampleKey(key), exchange: exchange, stage: stage, verdict: verdict, reason: verdict == .passed ? nil : "wrong-ratio",
      remedy: verdict == .repaired ? "crop 5%" : nil, message: verdict == .rejected ? "1.21 is no 4:3" : nil,
      measured: #"{"ratio":"1.21"}"#, created: created)
  }

  @Test func `judgements are found by their key and by the call, the rejected ones too`() async throws {
    let (store, run) = try await storeWithRun(folder)
    let first = try await store.exchange(in: .interpreted, exampleExchange(run.id))
    let second = try await store.exchange(in: .interpreted, exampleExchange(run.id, cause: .retry))
    let all = [
      judgement("a", first, .rejected, created: 2), judgement("b", first, .passed, stage: "protect", created: 1),
      judgement("c", second, .repaired, created: 3),
    ]
    try await store.ledger.record(judgements: all)
    for ledger in [store.ledger, try await Store.openReadOnly(store.path).ledger] {
      let byKey = try await ledger.judgements(for: [exampleKey("a"), exampleKey("c"), exampleKey("none"), exampleKey("a")])
      #expect(byKey == [exampleKey("a"): all[0], exampleKey("c"): all[2]])
      let none = try #require(ExchangeID("0123456789abcdef"))
      #expect(try await ledger.judgements(of: [first, second, none]) == [first: [all[1], all[0]], second: [all[2]]])
    }
  }

  @Test func `a judgement that is made again replaces the earlier one; answers with the same bytes have one each`() async throws {
    let (store, run) = try await storeWithRun(folder)
    let first = try await store.exchange(in: .interpreted, exampleExchange(run.id))
    let second = try await store.exchange(in: .interpreted, exampleExchange(run.id, cause: .refresh))
    try await store.ledger.record(judgements: [judgement("a", first, .rejected, created: 1), judgement("a", second, created: 5)])
    try await store.ledger.record(judgements: [judgement("a", first, .repaired, created: 4)])
    #expect(try await store.ledger.judgements(for: [exampleKey("a")])[exampleKey("a")]?.exchange == second)
    let found = try await store.ledger.judgements(of: [first, second])
    #expect(found[first]?.map(\.verdict) == [.repaired])
    #expect(found[second]?.map(\.verdict) == [.passed])
  }

  @Test func `a judgement of a call that is not in this ledger is refused, and with it the others`() async throws {
    let (store, run) = try await storeWithRun(folder)
    let known = try await store.exchange(in: .interpreted, exampleExchange(run.id))
    let stranger = try #require(ExchangeID("0123456789abcdef"))
    await #expect(throws: StorageError.self) {
      try await store.ledger.record(judgements: [judgement("a", known), judgement("b", stranger)])
    }
    #expect(try await store.ledger.judgements(of: [known, stranger]).isEmpty)
  }
}
