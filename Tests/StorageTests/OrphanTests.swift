import Glibc
import Storage
import Testing

struct OrphanTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// The locks of runs; beside each lies what tells of its machine.
  private func locks() throws -> [String] { try folder.names(in: "store/runs").filter { $0.hasSuffix(".lock") } }

  @Test func `what a dead run left is settled, each by how far it had come`() async throws {
    let (store, dead) = try await storeWithRun(folder)
    var ids: [ExchangeState: ExchangeID] = [:]
    for state in ExchangeState.allCases {
      ids[state] = try await store.exchange(in: state, exampleExchange(dead.id, key: exampleKey(state.rawValue)))
    }
    let later = try await Store.open(store.path)
    let run = try await later.startRun(pipeline: "shop", command: "run")

    // Still alive: nothing is taken from it.
    let none = try await later.adoptOrphans(besides: run.id)
    #expect(none.notSent.isEmpty && none.unknown.isEmpty && none.received.isEmpty)
    let seen = try await later.orphans()
    #expect(seen.notSent.isEmpty && seen.unknown.isEmpty && seen.received.isEmpty)
    #expect(try locks() == ["\(dead.id).lock", "\(run.id).lock"].sorted())

    // Ends the run's lock as the end of the process does.
    try removeFile("\(store.path)/runs/\(dead.id).lock")
    let orphans = try await later.adoptOrphans(besides: run.id)
    #expect(orphans.notSent.map(\.id) == [ids[.intended]])
    #expect(orphans.notSent.map(\.state) == [.notSent])
    #expect(orphans.unknown.map(\.id) == [ids[.sending]])
    #expect(orphans.unknown.map(\.state) == [.unknown])
    #expect(orphans.received.map(\.id) == [ids[.received]])
    #expect(try locks() == ["\(run.id).lock"])

    // Once only, except for answers that still wait to be read.
    let again = try await later.adoptOrphans(besides: run.id)
    #expect(again.notSent.isEmpty && again.unknown.isEmpty)
    #expect(again.received.map(\.id) == [ids[.received]])
    let body = try #require(again.received.first?.response?.body)
    #expect(try later.blobs.read(body) == Array("{}".utf8))
  }

  @Test func `a run that ends or is let go of no longer holds its lock`() async throws {
    let store = try await Store.open("\(folder.path)/store")
    let ended = try await store.startRun(pipeline: "shop", command: "run")
    try await ended.finish(outcome: "done")
    do {
      let lost = try await store.startRun(pipeline: "shop", command: "run")
      _ = try await store.ledger.begin(exampleExchange(lost.id))
      #expect(try locks() == ["\(lost.id).lock"])
    }
    #expect(try locks() == [])
    #expect(try await store.adoptOrphans(besides: nil).notSent.count == 1)
  }

  @Test func `a process that is killed leaves a store from which the next one goes on`() async throws {
    let path = "\(folder.path)/store"
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let store = try await Store.open(path)
      let run = try await store.startRun(pipeline: "shop", command: "run")
      for state in [ExchangeState.intended, .sending, .received] {
        _ = try await store.exchange(in: state, exampleExchange(run.id, key: exampleKey(state.rawValue)))
      }
      let writer = try store.blobs.makeWriter()
      try writer.append([1, 2, 3])
      kill(getpid(), SIGKILL)
      // Keeps all of it alive until then.
      withExtendedLifetime((run, writer)) {}
    }
    let before = try folder.contents().keys.sorted()
    #expect(before.contains("store/ledger.sqlite-wal"))
    let seen = try await Store.openReadOnly(path).orphans()
    #expect(seen.notSent.map(\.state) == [.notSent])
    #expect(seen.unknown.map(\.state) == [.unknown])
    #expect(seen.received.map(\.state) == [.received])
    #expect(try folder.contents().keys.sorted() == before)

    let store = try await Store.open(path)
    let orphans = try await store.adoptOrphans(besides: nil)
    #expect(try folder.names(in: "store").filter { $0.hasSuffix(".tmp") } == [])
    #expect(orphans.notSent.map(\.key) == [exampleKey("intended")])
    #expect(orphans.unknown.map(\.key) == [exampleKey("sending")])
    #expect(orphans.received.map(\.key) == [exampleKey("received")])
    #expect(try store.blobs.read(try #require(orphans.received.first?.response?.body)) == Array("{}".utf8))
    #expect(try locks() == [])
  }
}
