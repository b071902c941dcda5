import Storage
import Testing

struct AttemptTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test func `attempts are numbered under their key and none is dropped`() async throws {
    let (store, run) = try await storeWithRun(folder)
    for state in [ExchangeState.interpreted, .rejected, .notSent, .resolvedLoss, .resolvedResend] {
      _ = try await store.exchange(in: state, exampleExchange(run.id, cause: .retry))
    }
    _ = try await store.exchange(in: .interpreted, exampleExchange(run.id, key: exampleKey("other")))
    let attempts = try await store.ledger.attempts(for: [exampleKey(), exampleKey("other"), exampleKey("none"), exampleKey()])
    #expect(attempts[exampleKey()]?.map(\.attempt) == [1, 2, 3, 4, 5])
    #expect(attempts[exampleKey()]?.map(\.state) == [.interpreted, .rejected, .notSent, .resolvedLoss, .resolvedResend])
    #expect(attempts[exampleKey("other")]?.map(\.attempt) == [1])
    #expect(attempts.count == 2)
    #expect(try await store.ledger.history(pipeline: "shop", asset: "shoe-spring").count == 6)
  }

  @Test(arguments: [ExchangeState.intended, .sending, .received, .unknown])
  func `nothing is sent under a key that is not settled`(state: ExchangeState) async throws {
    let (store, run) = try await storeWithRun(folder)
    let open = try await store.exchange(in: state, exampleExchange(run.id))
    let error = await #expect(throws: StorageError.self) { try await store.ledger.begin(exampleExchange(run.id, cause: .refresh)) }
    #expect(error?.kind == .undecidedAttempt(open))
    #expect(try await store.ledger.attempts(for: [exampleKey()])[exampleKey()]?.count == 1)
  }

  @Test func `of many that begin at once, over several connections, one may send`() async throws {
    let (store, run) = try await storeWithRun(folder)
    let stores = [store, try await Store.open(store.path), try await Store.open(store.path)]
    let results = await withTaskGroup(of: Bool.self) { group in
      for index in 0..<24 {
        group.addTask {
          do {
            _ = try await stores[index % 3].ledger.begin(exampleExchange(run.id))
            return true
          } catch {
            guard let error = error as? StorageError, case .undecidedAttempt = error.kind else {
              Issue.record(error)
              return false
            }
            return false
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.filter(\.self).count == 1)
  }

  @Test func `two connections never give the same number`() async throws {
    let (first, run) = try await storeWithRun(folder)
    let stores = [first, try await Store.open(first.path)]
    try await withThrowingTaskGroup(of: Void.self) { group in
      for store in stores {
        group.addTask {
          for _ in 0..<20 {
            try await store.withExchangeLock(exampleKey(), sleep: { _ in await Task.yield() }) {
              let id = try await store.ledger.begin(exampleExchange(run.id)).id
              try await store.ledger.markNotSent(id, reason: "no route")
            }
          }
        }
      }
      try await group.waitForAll()
    }
    let attempts = try await first.ledger.attempts(for: [exampleKey()])[exampleKey()]
    #expect(attempts?.map(\.attempt) == Array(1...40))
    #expect(try folder.names(in: "store/locks") == [])
  }

  @Test func `an exchange is found by the beginning of its id`() async throws {
    let (store, run) = try await storeWithRun(folder)
    let id = try await store.exchange(in: .intended, exampleExchange(run.id))
    #expect(try await store.ledger.exchange(prefix: String(id.text.prefix(8))).id == id)
    for text in ["", "*", "g", "\(id)0"] {
      let error = await #expect(throws: StorageError.self) { try await store.ledger.exchange(prefix: text) }
      #expect(error?.kind == .noSuchExchange)
    }
    // Seventeen ids cannot all begin differently.
    for number in 0..<16 { _ = try await store.exchange(in: .intended, exampleExchange(run.id, key: exampleKey("\(number)"))) }
    let all = try await store.ledger.exchanges(in: .intended).map { $0.id.text.prefix(1) }
    let shared = try #require(Dictionary(grouping: all, by: \.self).first { $0.value.count > 1 }?.key)
    let error = await #expect(throws: StorageError.self) { try await store.ledger.exchange(prefix: String(shared)) }
    #expect(error?.kind == .ambiguousExchange)
  }

  @Test func `an identical request is found under any key`() async throws {
    let (store, run) = try await storeWithRun(folder)
    let new = exampleExchange(run.id)
    let id = try await store.exchange(in: .interpreted, new)
    #expect(try await store.ledger.attempts(requestDigest: new.requestDigest, billingDomain: .real).map(\.id) == [id])
    #expect(try await store.ledger.attempts(requestDigest: new.requestDigest, billingDomain: .emulator) == [])
  }
}
