import GRDB
import Testing

@testable import Storage

struct LargeLedgerTests {
  @Test func `ten thousand exchanges are read in one snapshot`() async throws {
    let folder = try ScratchFolder()
    let (store, run) = try await storeWithRun(folder)
    let model = try await store.exchange(in: .interpreted, exampleExchange(run.id, key: exampleKey("0")))
    let keys = (0..<10_000).map { exampleKey("\($0)") }
    // Copies of one real record: ten thousand times four durable steps would test the disk.
    try await store.ledger.write { database in
      let columns = ExchangeRow.names.joined(separator: ", ")
      let copied = columns.replacing("id, key,", with: "?, ?,").replacing("asset,", with: "?,")
      let statement = try database.makeStatement(sql: "INSERT INTO exchange (\(columns)) SELECT \(copied) FROM exchange WHERE id = ?")
      for (index, key) in keys.enumerated().dropFirst() {
        try statement.execute(arguments: [ExchangeID.random().text, key.hex, "asset-\(index)", model.text])
      }
    }
    let exchanges = try await store.ledger.exchanges(in: .interpreted)
    try await store.ledger.bind(exchanges.map { Binding(slot: $0.slot, exchange: $0.id, key: $0.key) })
    let picture = try #require(exchanges.first?.picture)
    try await store.ledger.record(localResults: keys.map { LocalResult(key: $0, picture: picture) })

    let reader = try await Store.openReadOnly(store.path)
    let clock = ContinuousClock()
    let start = clock.now
    let snapshot = try await reader.ledger.snapshot(pipeline: "shop", keys: keys, localKeys: keys)
    print("a snapshot of 10,000 exchanges and bindings took \(clock.now - start)")
    #expect(snapshot.attempts.count == 10_000)
    #expect(snapshot.bindings.count == 10_000)
    #expect(snapshot.boundExchanges.count == 10_000)
    #expect(snapshot.localResults.count == 10_000)
    #expect(snapshot.attempts.values.allSatisfy { $0.count == 1 && $0.first?.state == .interpreted })
    #expect(snapshot.bindings.values.allSatisfy { snapshot.boundExchanges[$0.exchange]?.key == $0.key })
    #expect(try await store.ledger.cost(run: run.id).calls == 10_000)
  }
}
