import GRDB
import Testing

@testable import Storage

/// A ledger that is lost, wholly or from some moment on.
struct RecoveryTests {
  private let folder: ScratchFolder
  private var path: String { "\(folder.path)/store" }
  private var ledger: String { "\(path)/ledger.sqlite" }

  init() throws { folder = try ScratchFolder() }

  /// Calls in all states that leave a record, in the order of their entry.
  private func filled() async throws -> [Exchange] {
    let (store, run) = try await storeWithRun(folder)
    for state in ExchangeState.allCases where ![.intended, .notSent].contains(state) {
      _ = try await store.exchange(in: state, exampleExchange(run.id, key: exampleKey(state.rawValue)))
    }
    _ = try await store.exchange(in: .interpreted, exampleExchange(run.id, key: exampleKey("interpreted"), cause: .refresh))
    try await run.finish(outcome: "done")
    let all = try await store.ledger.allExchanges()
    try store.ledger.close()
    return all
  }

  private func expectBothFail(with kind: StorageError.Kind) async throws {
    let before = try folder.contents()
    let writing = await #expect(throws: StorageError.self) { try await Store.open(path) }
    #expect(writing?.kind == kind)
    #expect(writing?.isEnvironment == true)
    #expect(writing?.description.contains("`aquatint ledger rebuild`") == true)
    let reading = await #expect(throws: StorageError.self) { try await Store.openReadOnly(path) }
    #expect(reading?.kind == kind)
    let after = try folder.contents()
    #expect(after.filter { !$0.key.hasPrefix("store/ledger.") } == before.filter { !$0.key.hasPrefix("store/ledger.") })
  }

  @Test func `a ledger that is gone is made again from the records beside the answers`() async throws {
    let all = try await filled()
    try removeFile(ledger)
    try await expectBothFail(with: .ledgerMissing)
    let report = try await Store.rebuildLedger(at: path)
    #expect(report.calls == all.count && report.known == 0 && report.unreadable == 0 && report.setAside == nil)
    let store = try await Store.open(path)
    #expect(try await store.ledger.allExchanges() == all)
    // What was under way when the ledger was lost is in doubt.
    let orphans = try await store.adoptOrphans(besides: nil)
    #expect(orphans.unknown.map(\.key) == [exampleKey("sending")])
    #expect(orphans.received.map(\.key) == [exampleKey("received")])
    #expect(try await store.ledger.problems() == [])
    let again = try await Store.rebuildLedger(at: path)
    #expect(again.calls == 0 && again.known == all.count)
  }

  @Test func `a damaged ledger is set aside`() async throws {
    let all = try await filled()
    try replaceContents(ledger, with: Array(String(repeating: "no database ", count: 1000).utf8))
    try await expectBothFail(with: .ledgerDamaged)
    let report = try await Store.rebuildLedger(at: path)
    #expect(report.calls == all.count)
    let aside = try #require(report.setAside)
    #expect(try folder.read("store/\(aside)").starts(with: Array("no database".utf8)))
    #expect(try await Store.open(path).ledger.allExchanges() == all)
  }

  @Test func `a log that was lost leaves a ledger that is behind, which is noticed`() async throws {
    let (store, run) = try await storeWithRun(folder)
    _ = try await store.exchange(in: .interpreted, exampleExchange(run.id, key: exampleKey("first")))
    let under = try await store.exchange(in: .sending, exampleExchange(run.id, key: exampleKey("second")))
    try await run.finish(outcome: "done")
    try store.ledger.close()
    let earlier = try folder.read("store/ledger.sqlite")
    let later = try await Store.open(path)
    try await later.ledger.markReceived(under, try exampleResponse(later))
    try await later.ledger.markInterpreted(under, exampleInterpretation())
    _ = try await later.exchange(in: .interpreted, exampleExchange(run.id, key: exampleKey("third")))
    let all = try await later.ledger.allExchanges()
    try later.ledger.close()
    try replaceContents(ledger, with: earlier)

    try await expectBothFail(with: .ledgerLost)
    let report = try await Store.rebuildLedger(at: path)
    #expect(report.calls == 1 && report.known == 2)
    #expect(try await Store.open(path).ledger.allExchanges() == all)
  }

  @Test func `a change that was noted and not entered is entered`() async throws {
    let (store, run) = try await storeWithRun(folder)
    let call = try await store.exchange(in: .sending, exampleExchange(run.id))
    try store.ledger.close()
    let earlier = try folder.read("store/ledger.sqlite")
    let later = try await Store.open(path)
    let response = try exampleResponse(later)
    try await later.ledger.markReceived(call, response)
    try later.ledger.close()
    try replaceContents(ledger, with: earlier)
    // As if the process had died between the record and the end of its transaction.
    let found = try await Store.open(path).ledger.exchange(call)
    #expect(found?.state == .received && found?.response == response)
  }

  @Test func `that a call was about to leave is no answer, and a line that was cut off is passed over`() async throws {
    let (store, run) = try await storeWithRun(folder)
    let call = try await store.exchange(in: .intended, exampleExchange(run.id))
    try await run.finish(outcome: "done")
    try store.ledger.close()
    let earlier = try folder.read("store/ledger.sqlite")
    let later = try await Store.open(path)
    try await later.ledger.markSending(call)
    try later.ledger.close()
    try replaceContents(ledger, with: earlier)
    let records = try folder.read("store/calls.jsonl")
    try folder.write(records + Array(#"{"call":"01"#.utf8), to: "store/calls.jsonl")
    let found = try await Store.open(path)
    #expect(try await found.ledger.exchange(call)?.state == .intended)
    try await found.ledger.markSending(call)
    try found.ledger.close()
    try removeFile(ledger)
    #expect(try await Store.rebuildLedger(at: path).calls == 1)
  }

  @Test func `what only the emulator has answered is asked again`() async throws {
    let (store, run) = try await storeWithRun(folder)
    let new = NewExchange(
      key: exampleKey(), cause: .first, billingDomain: .emulator, gateway: "emulator", model: "m", requestDigest: exampleKey("r"),
      requestSummary: "{}", run: run.id, slot: Slot(pipeline: "shop", asset: "a", stage: 0, variant: 1), reserved: nil)
    _ = try await store.exchange(in: .interpreted, new)
    try store.ledger.close()
    try removeFile(ledger)
    #expect(try await Store.openReadOnly(path).ledger.allExchanges() == [])
    #expect(try await Store.open(path).ledger.allExchanges() == [])
  }

  @Test func `records that are gone are written again, and those of an earlier version's calls with them`() async throws {
    let all = try await filled()
    try removeFile("\(path)/calls.jsonl")
    try await Store.open(path).ledger.close()
    #expect(try folder.contents()["store/calls.jsonl"] != nil)
    try removeFile("\(path)/calls.jsonl")
    try OlderLedger.make(of: path)
    try await Store.open(path).ledger.close()
    try removeFile(ledger)
    #expect(try await Store.rebuildLedger(at: path).calls == all.count)
    // An earlier version has no jobs.
    let isSingle = { (exchange: Exchange) in exchange.state != .submitted }
    #expect(try await Store.open(path).ledger.allExchanges().filter(isSingle) == all.filter(isSingle))
  }

  @Test func `answers of an earlier version without their ledger end with how to go on`() async throws {
    _ = try await filled()
    for name in ["calls.jsonl", "ledger.sqlite"] { try removeFile("\(path)/\(name)") }
    try await expectBothFail(with: .ledgerMissing)
    let report = try await Store.rebuildLedger(at: path)
    #expect(report.calls == 0 && report.strayFiles == 1)
    #expect(try await Store.open(path).ledger.allExchanges() == [])
  }

  @Test func `a ledger is not made again under a run`() async throws {
    let (store, run) = try await storeWithRun(folder)
    let error = await #expect(throws: StorageError.self) { try await Store.rebuildLedger(at: path) }
    #expect(error?.kind == .storeInUse)
    #expect(error?.description.contains("run \(run.id)") == true)
    withExtendedLifetime(store) {}
  }
}
