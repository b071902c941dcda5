import Testing

@testable import Storage

@Suite struct SharedCallsTests {
  private let folder: ScratchFolder
  private let shared: SharedFolder

  init() throws {
    folder = try ScratchFolder()
    shared = try SharedFolder(opening: "\(folder.path)/shared", creates: true)
  }

  private func calls(_ host: String) -> SharedCalls { SharedCalls(shared, identity: .init(plan: "plan", host: host, shard: "1/2")) }

  private func machine(_ name: String) async throws -> (store: Store, run: StoreRun, calls: SharedCalls) {
    let store = try await Store.open("\(folder.path)/\(name)")
    return (store, try await store.startRun(pipeline: "shop", command: "run"), calls(name))
  }

  private func look(_ calls: SharedCalls, _ key: Digest, _ store: Store) async throws -> SharedCalls.Look {
    try #require(try await calls.look(at: [key], for: store)[key])
  }

  @Test func `what one machine has paid for another one has for nothing`() async throws {
    let (one, two) = (try await machine("one"), try await machine("two"))
    let key = exampleKey()
    let id = try await one.store.ledger.begin(exampleExchange(one.run.id)).id
    _ = try await look(one.calls, key, one.store)
    #expect(try await one.calls.claim(id, seconds: 9, in: one.store) == .created)
    let waiting = try await look(two.calls, key, two.store)
    #expect(waiting.open.map(\.call.id) == [id] && waiting.open.first?.seconds == 9 && waiting.open.first?.host == "one")
    #expect(waiting.spent == 150_000_000, "what was set aside counts")

    try await one.store.ledger.markSending(id)
    try await one.store.ledger.markReceived(id, try exampleResponse(one.store, #"{"candidates":[]}"#))
    try await one.calls.recordOutcome(id, in: one.store)
    #expect(try await !look(two.calls, key, two.store).open.isEmpty, "an answer that was not read yet has no record")
    try await one.store.ledger.markInterpreted(id, exampleInterpretation())
    try await one.calls.recordOutcome(id, in: one.store)
    let after = try await look(two.calls, key, two.store)
    #expect(after.open.isEmpty && after.hasNews && after.spent == 134_000_000)
    let (here, there) = (try await one.store.ledger.exchange(id), try await two.store.ledger.exchange(id))
    #expect(here == there)
    #expect(try two.store.blobs.read(try #require(there?.response?.body)) == Array(#"{"candidates":[]}"#.utf8))
    #expect(try await !look(two.calls, key, two.store).hasNews, "known already")
  }

  @Test func `of two claims of the same attempt one is taken, and its request is withdrawn`() async throws {
    let (one, two) = (try await machine("one"), try await machine("two"))
    let first = try await one.store.ledger.begin(exampleExchange(one.run.id)).id
    let second = try await two.store.ledger.begin(exampleExchange(two.run.id)).id
    #expect(try await one.calls.claim(first, seconds: 1, in: one.store) == .created)
    #expect(try await two.calls.claim(second, seconds: 1, in: two.store) == .taken)
    try await two.store.ledger.withdraw(second)
    #expect(try await two.store.ledger.exchange(second) == nil)
  }

  @Test func `what was only counted is no ground for the next attempt`() async throws {
    let (one, two) = (try await machine("one"), try await machine("two"))
    let key = exampleKey()
    _ = try await look(two.calls, key, two.store)
    let second = try await two.store.ledger.begin(exampleExchange(two.run.id)).id
    let first = try await one.store.exchange(in: .interpreted, exampleExchange(one.run.id))
    #expect(try await one.calls.claim(first, seconds: 1, in: one.store) == .created)
    try await one.calls.recordOutcome(first, in: one.store)
    // The bill of another call, and the standing, count what stands there; the answer is not taken over by that.
    #expect(try await two.calls.spent(under: [key]) == 134_000_000)
    _ = try await two.calls.standing(of: key)
    #expect(try await two.calls.claim(second, seconds: 1, in: two.store) == .taken)
  }

  @Test(arguments: [ExchangeState.notSent, .rejected, .unknown])
  func `a call that gave no answer has a record, and the next attempt another number`(_ state: ExchangeState) async throws {
    let (one, two) = (try await machine("one"), try await machine("two"))
    let id = try await one.store.exchange(in: state, exampleExchange(one.run.id))
    #expect(try await one.calls.claim(id, seconds: 1, in: one.store) == .created)
    try await one.calls.recordOutcome(id, in: one.store)
    #expect(try await look(two.calls, exampleKey(), two.store).open.isEmpty)
    #expect(try await two.store.ledger.exchange(id)?.state == state)
    guard state != .unknown else { return }
    let next = try await two.store.ledger.begin(exampleExchange(two.run.id))
    #expect(next.attempt == 2)
    #expect(try await two.calls.claim(next.id, seconds: 1, in: two.store) == .created)
    #expect(try await shared.names(startingWith: "claims/") == [1, 2].map { SharedName.claim(exampleKey(), $0) })
  }

  @Test func `a decision goes before doubt, and an answer before both`() async throws {
    let (one, two) = (try await machine("one"), try await machine("two"))
    let key = exampleKey()
    let id = try await one.store.ledger.begin(exampleExchange(one.run.id)).id
    #expect(try await one.calls.claim(id, seconds: 0, in: one.store) == .created)
    let open = try #require(try await look(two.calls, key, two.store).open.first)
    #expect(try await calls("three").undecided().isEmpty, "a claim without a record is nobody's to decide")
    try await two.calls.giveUp(open)
    #expect(try await look(two.calls, key, two.store).open.isEmpty)
    #expect(try await two.store.ledger.exchange(id)?.state == .unknown)
    let person = calls("person")
    let undecided = try await person.undecided()
    #expect(undecided.map(\.call.id) == [id])
    try await person.decide(undecided, as: .resend)
    _ = try await look(two.calls, key, two.store)
    #expect(try await two.store.ledger.exchange(id)?.state == .resolvedResend)
    // The machine was slow, and not dead.
    try await one.store.ledger.markSending(id)
    try await one.store.ledger.markReceived(id, try exampleResponse(one.store))
    try await one.store.ledger.markInterpreted(id, exampleInterpretation())
    _ = try await look(one.calls, key, one.store)
    _ = try await look(two.calls, key, two.store)
    #expect(try await two.store.ledger.exchange(id) == one.store.ledger.exchange(id))
    #expect(try await person.undecided().isEmpty)
  }

  @Test func `an answer that was found after others had given it up is shared once it is read`() async throws {
    let (one, two) = (try await machine("one"), try await machine("two"))
    let key = exampleKey()
    let id = try await one.store.exchange(in: .received, exampleExchange(one.run.id))
    #expect(try await one.calls.claim(id, seconds: 0, in: one.store) == .created)
    try await two.calls.giveUp(try #require(try await look(two.calls, key, two.store).open.first))
    // The machine was started again.
    let again = calls("one")
    _ = try await look(again, key, one.store)
    try await one.store.ledger.markInterpreted(id, exampleInterpretation())
    try await again.recordOutcome(id, in: one.store)
    _ = try await look(two.calls, key, two.store)
    #expect(try await two.store.ledger.exchange(id)?.state == .interpreted)
  }

  @Test(arguments: [
    ("", SharedEntry.Unusable.empty), (#"{"version":2,"call":[]}"#, .newer), (#"{"version":1}"#, .damaged), ("no JSON", .damaged),
  ])
  func `a claim that tells nothing is in doubt`(_ text: String, _ reason: SharedEntry.Unusable) async throws {
    let one = try await machine("one")
    let name = SharedName.claim(exampleKey(), 1)
    _ = try await shared.create(name, Array(text.utf8))
    #expect(try await look(one.calls, exampleKey(), one.store).unusable == [name: reason])
  }

  @Test(arguments: [true, false])
  func `a record whose answer is missing or another is in doubt`(_ isThere: Bool) async throws {
    let (one, two) = (try await machine("one"), try await machine("two"))
    let id = try await one.store.exchange(in: .interpreted, exampleExchange(one.run.id))
    #expect(try await one.calls.claim(id, seconds: 1, in: one.store) == .created)
    try await one.calls.recordOutcome(id, in: one.store)
    let answer = try #require(try await shared.names(startingWith: "answers/").first)
    try removeFile("\(shared.path)/\(answer)")
    if isThere { _ = try await shared.create(answer, Array("[]".utf8)) }
    let seen = try await look(two.calls, exampleKey(), two.store)
    #expect(seen.unusable == [SharedName.record(exampleKey(), 1): .withoutAnswer])
    #expect(try await two.store.ledger.exchange(id) == nil)
  }

  /// Calls in all their states, as records of several machines have them.
  private func records() async throws -> [SharedCall] {
    let (store, run, _) = try await machine("origin")
    var calls: [SharedCall] = []
    for (index, state) in ExchangeState.allCases.enumerated() where state != .intended {
      for number in 1...2 {
        let new = exampleExchange(run.id, key: exampleKey("\(index)"), asset: "\(index)")
        guard number == 1 || !state.isUndecided else { continue }
        let id = try await store.exchange(in: state, new)
        let call = try await store.ledger.sharedCall(id).numbered(number)
        calls.append(call)
        for earlier in ExchangeState.allCases where !earlier.isInFlight && !earlier.isAnswered && earlier.joiningRank < state.joiningRank {
          calls.append(call.with(earlier, because: "seen by another machine"))
        }
      }
    }
    return calls
  }

  private func joined(_ calls: [SharedCall], _ name: String) async throws -> [Exchange] {
    let store = try await Store.open("\(folder.path)/\(name)")
    for call in calls { #expect(try await store.ledger.join([call]).damaged.isEmpty) }
    let all = try await store.ledger.allExchanges().sorted { $0.id.text < $1.id.text }
    try store.ledger.close()
    try removeFile(store.path)
    return all
  }

  @Test func `records joined in any order, and twice, give the same ledger`() async throws {
    let calls = try await records()
    let expected = try await joined(calls, "expected")
    #expect(expected.count == Set(calls.map(\.id)).count && !expected.isEmpty)
    var random = SystemRandomNumberGenerator()
    for round in 1...100 {
      let order = (calls + calls).shuffled(using: &random)
      #expect(try await joined(order, "round\(round)") == expected)
    }
  }

  @Test func `an archive that is imported again brings on what was settled since`() async throws {
    let (one, run, _) = try await machine("one")
    let id = try await one.exchange(in: .unknown, exampleExchange(run.id))
    _ = try await one.export(to: "\(folder.path)/first.tar")
    let two = try await Store.open("\(folder.path)/two")
    #expect(try await two.importArchive(at: "\(folder.path)/first.tar").exchanges == 1)
    try await one.ledger.resolve([id], as: .loss)
    _ = try await one.export(to: "\(folder.path)/second.tar")
    #expect(try await two.importArchive(at: "\(folder.path)/second.tar").exchanges == 1)
    #expect(try await two.ledger.exchange(id)?.state == .resolvedLoss)
    for _ in 1...2 { #expect(try await two.importArchive(at: "\(folder.path)/first.tar").exchanges == 0) }
    #expect(try await two.ledger.exchange(id)?.state == .resolvedLoss)
  }

  @Test func `a journal is read line by line, and what is cut or foreign is left out with a note`() async throws {
    let run = RunID.random()
    let head = JournalHead(run: run, plan: "plan", pipeline: "shop", host: "one", shard: nil)
    let journal = SharedJournal(shared, run: run, head: head)
    try await journal.enter("first")
    await journal.note("second")
    try await journal.enter("third")
    _ = try await shared.create("journals/notes.txt", [1])
    try truncateFile("\(shared.path)/\(SharedName.journal(run, 2))", to: try folder.read("shared/\(SharedName.journal(run, 2))").count - 3)
    var lines: [String] = []
    let notes = try await SharedJournals(shared).forEachLine {
      $0 == head
    } _: {
      lines.append(String($1))
    }
    #expect(lines == ["first", "second"])
    #expect(notes.count == 2, "\(notes)")
  }

  @Test func `lines that are written at once all are durable`() async throws {
    let run = RunID.random()
    let journal = SharedJournal(
      shared, run: run, head: JournalHead(run: run, plan: "plan", pipeline: "shop", host: "one", shard: nil))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 1...50 { group.addTask { try await journal.enter("\(number)") } }
      try await group.waitForAll()
    }
    var lines: Set<String> = []
    _ = try await SharedJournals(shared).forEachLine {
      _ in
      true
    } _: {
      lines.insert(String($1))
    }
    #expect(lines == Set((1...50).map(String.init)))
  }
}
