import Storage
import Testing

struct LedgerRecordTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test func `bindings are set, replaced and released together`() async throws {
    let (store, run) = try await storeWithRun(folder)
    let ledger = store.ledger
    let first = try await store.exchange(in: .interpreted, exampleExchange(run.id))
    let second = try await store.exchange(in: .interpreted, exampleExchange(run.id, cause: .refresh))
    let slots = (1...3).map { Slot(pipeline: "shop", asset: "shoe", stage: 1, variant: $0) }
    try await ledger.bind(slots.map { Binding(slot: $0, exchange: first, key: exampleKey()) })
    try await ledger.bind([Binding(slot: slots[1], exchange: second, key: exampleKey("accepted"))])
    try await ledger.release([slots[2], Slot(pipeline: "shop", asset: "none", stage: 0, variant: 1)])
    let expected = [
      slots[0]: Binding(slot: slots[0], exchange: first, key: exampleKey()),
      slots[1]: Binding(slot: slots[1], exchange: second, key: exampleKey("accepted")),
    ]
    #expect(try await ledger.bindings(pipeline: "shop") == expected)
    #expect(try await ledger.bindings(pipeline: "another") == [:])

    let missing = ExchangeID.random()
    await #expect(throws: StorageError.self) {
      try await ledger.bind([
        Binding(slot: slots[0], exchange: second, key: exampleKey()), Binding(slot: slots[2], exchange: missing, key: exampleKey()),
      ])
    }
    #expect(try await ledger.bindings(pipeline: "shop") == expected)
  }

  @Test func `what was chosen for another request is remembered, what would be shown anyway is not`() async throws {
    let (store, run) = try await storeWithRun(folder)
    let ledger = store.ledger
    let slot = Slot(pipeline: "shop", asset: "shoe", stage: 1, variant: 1)
    func bind(_ exchange: ExchangeID, _ key: String) async throws {
      try await ledger.bind([Binding(slot: slot, exchange: exchange, key: exampleKey(key))])
    }
    let first = try await store.exchange(in: .interpreted, exampleExchange(run.id, key: exampleKey("A")))
    let second = try await store.exchange(in: .interpreted, exampleExchange(run.id, key: exampleKey("A"), cause: .refresh))
    let other = try await store.exchange(in: .interpreted, exampleExchange(run.id, key: exampleKey("B")))
    try await bind(second, "A")
    try await bind(other, "B")
    #expect(try await ledger.earlierChoices(pipeline: "shop") == [:], "the latest answer is shown without having been chosen")
    try await bind(first, "A")
    try await bind(other, "B")
    let chosen = ChoicePlace(slot: slot, key: exampleKey("A"))
    #expect(try await ledger.earlierChoices(pipeline: "shop") == [chosen: first])
    #expect(try await ledger.snapshot(pipeline: "shop").earlierChoices == [chosen: first])
    #expect(try await ledger.boundExchanges() == [first, other], "it is not garbage")
    // An answer that was accepted for another request.
    try await bind(other, "C")
    try await bind(first, "A")
    #expect(try await ledger.earlierChoices(pipeline: "shop") == [ChoicePlace(slot: slot, key: exampleKey("C")): other])
    try await ledger.release(choices: [ChoicePlace(slot: slot, key: exampleKey("C")), ChoicePlace(slot: slot, key: exampleKey("B"))])
    #expect(try await ledger.earlierChoices(pipeline: "shop") == [:])
    #expect(try await ledger.bindings(pipeline: "shop").count == 1)
    try await ledger.release(choices: [chosen])
    #expect(try await ledger.bindings(pipeline: "shop") == [:])
    let stranger = Binding(slot: slot, exchange: ExchangeID.random(), key: exampleKey("A"))
    let asked = [stranger, Binding(slot: slot, exchange: second, key: exampleKey("A"))]
    #expect(try await ledger.choices(among: asked) == [stranger])
  }

  @Test func `costs are sums of what is known, and unknown ones are counted`() async throws {
    let time = SettableClock(1_000)
    let (store, run) = try await storeWithRun(folder, clock: time.clock)
    let other = try await store.startRun(pipeline: "garden", command: "run")
    for (index, state) in ExchangeState.allCases.enumerated() {
      _ = try await store.exchange(in: state, exampleExchange(run.id, key: exampleKey("\(index)")))
    }
    time.set(2_000)
    _ = try await store.exchange(in: .interpreted, exampleExchange(other.id, key: exampleKey("x"), pipeline: "garden"))
    _ = try await store.exchange(in: .unknown, exampleExchange(other.id, key: exampleKey("y"), pipeline: "garden", reserved: nil))

    // Sent: sending, submitted, received, interpreted, rejected, unknown, resolvedResend, resolvedLoss, collected; known: interpreted, collected,
    // rejected (0).
    #expect(
      try await store.ledger.cost(run: run.id)
        == CostTotal(nanoUSD: 268_000_000, calls: 9, unknownCalls: 6, reserved: 6 * 150_000_000))
    let garden = CostTotal(nanoUSD: 134_000_000, calls: 2, unknownCalls: 1, reserved: 0)
    #expect(try await store.ledger.cost(since: 2_000) == garden)
    #expect(try await store.ledger.cost(since: 0, pipeline: "garden") == garden)
    #expect(try await store.ledger.cost(since: 0).calls == 11)
    #expect(try await store.ledger.cost(since: 2_001) == CostTotal(nanoUSD: 0, calls: 0, unknownCalls: 0, reserved: 0))
  }

  @Test func `local results and published outputs are remembered and replaced`() async throws {
    let (store, _) = try await storeWithRun(folder)
    let ledger = store.ledger
    let picture = Picture(blob: Blob(digest: exampleKey("a"), size: 5), format: "webp", width: 640, height: 360)
    let smaller = Picture(blob: Blob(digest: exampleKey("b"), size: 4), format: "png", width: 64, height: 36)
    try await ledger.record(localResults: [LocalResult(key: exampleKey(), picture: picture)])
    try await ledger.record(localResults: [
      LocalResult(key: exampleKey(), picture: smaller), LocalResult(key: exampleKey("2"), picture: picture),
    ])
    #expect(
      try await ledger.localResults(for: [exampleKey(), exampleKey("none")])
        == [exampleKey(): LocalResult(key: exampleKey(), picture: smaller)])

    let written = try AtomicFile.write([1, 2], to: "\(folder.path)/card.png")
    let output = PublishedOutput(pipeline: "shop", path: written.path, asset: "shoe", blob: written.blob, stamp: written.stamp)
    try await ledger.record(published: [output])
    #expect(try await ledger.publishedOutputs(pipeline: "shop") == [written.path: output])
    #expect(try await ledger.publishedOutputs(pipeline: "garden") == [:])
    try await ledger.forget(published: [written.path], pipeline: "shop")
    #expect(try await ledger.publishedOutputs(pipeline: "shop") == [:])
  }
}
