import GRDB
import Testing

@testable import Storage

/// Numbers that an earlier version took from an archive, and that no call can have.
struct ForeignAmountTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// A store with two answered calls, the first of which has had a column changed.
  private func store(_ column: String, _ value: Int64) async throws -> (Store, first: ExchangeID, second: ExchangeID) {
    let (store, run) = try await storeWithRun(folder)
    let first = try await store.exchange(in: .interpreted, exampleExchange(run.id, key: exampleKey("a")))
    let second = try await store.exchange(in: .interpreted, exampleExchange(run.id, key: exampleKey("b")))
    try await run.finish(outcome: "done")
    try store.ledger.close()
    let queue = try DatabaseQueue(path: "\(store.path)/ledger.sqlite")
    try await queue.write { try $0.execute(sql: "UPDATE exchange SET \(column) = ? WHERE id = ?", arguments: [value, first.text]) }
    try queue.close()
    return (try await Store.open(store.path), first, second)
  }

  @Test(arguments: [-1, -1_099_511_627_776, Int64.min, Int64.max, 10_000_000_000_001])
  func `an amount that no call can have cost is not known, and makes no room in a budget`(_ amount: Int64) async throws {
    let (store, first, _) = try await store("cost", amount)
    let ledger = store.ledger
    let expected = CostTotal(nanoUSD: 134_000_000, calls: 2, unknownCalls: 1, reserved: 150_000_000)
    #expect(try await ledger.cost(since: 0, pipeline: "shop") == expected)
    for grouping in Ledger.Grouping.allCases {
      let totals = try await ledger.totals(by: grouping)
      #expect(totals.map(\.nanoUSD).reduce(0, +) == 134_000_000, "\(grouping)")
      #expect(totals.map(\.unknownCalls).reduce(0, +) == 1, "\(grouping)")
    }
    let exchange = try await ledger.allExchanges().first { $0.id == first }
    #expect(exchange?.cost == Cost(nanoUSD: nil, basis: "price of 1K"))
    // It does not travel on either.
    _ = try await store.export(to: "\(folder.path)/paid.tar")
    let other = try await Store.open("\(folder.path)/other")
    #expect(try await other.importArchive(at: "\(folder.path)/paid.tar").exchanges == 2)
    #expect(try await other.ledger.cost(since: 0) == expected)
  }

  @Test(arguments: [-1, Int64.min, Int64.max])
  func `the same for what was set aside`(_ amount: Int64) async throws {
    let (store, first, _) = try await store("reserved", amount)
    #expect(try await store.ledger.allExchanges().first { $0.id == first }?.reserved == nil)
  }

  @Test(arguments: [Int64.max, Int64.max - 1, 1_000_000])
  func `an attempt at the end of its type is an error, not a trap`(_ attempt: Int64) async throws {
    let (store, _, _) = try await store("attempt", attempt)
    let run = try await store.startRun(pipeline: "shop", command: "run")
    let error = await #expect(throws: StorageError.self) {
      try await store.ledger.begin(exampleExchange(run.id, key: exampleKey("a"), cause: .refresh))
    }
    #expect(error?.kind == .ledgerDamaged, "\(String(describing: error))")
    #expect(try await store.ledger.begin(exampleExchange(run.id, key: exampleKey("b"), cause: .refresh)).attempt == 2)
  }
}
