import GRDB
import Glibc
import Testing

@testable import Storage

struct StoreOpeningTests {
  private let folder: ScratchFolder
  private var path: String { "\(folder.path)/deep/store" }

  init() throws { folder = try ScratchFolder() }

  @Test func `a new store is private and ignored by git`() async throws {
    let store = try await Store.open(path)
    #expect(try folder.read("deep/store/.gitignore") == Array("*\n".utf8))
    let status = try #require(try FileStatus.of(path))
    #expect(status.st_mode & 0o777 == 0o700)
    #expect(!store.isReadOnly)
  }

  @Test func `what is entered survives a power cut, by SQLite's settings`() async throws {
    let ledger = try await Store.open(path).ledger
    let settings = try await ledger.write { database in
      [
        try String.fetchOne(database, sql: "PRAGMA journal_mode"), try String.fetchOne(database, sql: "PRAGMA synchronous"),
        try String.fetchOne(database, sql: "PRAGMA foreign_keys"),
      ]
    }
    #expect(settings == ["wal", "2", "1"])
  }

  @Test func `reading a store that does not exist creates nothing and finds nothing`() async throws {
    let store = try await Store.openReadOnly(path)
    let snapshot = try await store.ledger.snapshot(pipeline: "shop", keys: [exampleKey()], sourcePaths: ["/a"])
    #expect(snapshot.attempts.isEmpty && snapshot.bindings.isEmpty && snapshot.unknown.isEmpty)
    #expect(try folder.names() == [])
    await #expect(throws: StorageError(.readOnlyStore, path: path)) { try await store.startRun(pipeline: "shop", command: "plan") }
    await #expect(throws: StorageError(.readOnlyStore, path: "\(path)/ledger.sqlite")) { try await store.ledger.release([]) }
  }

  @Test func `reading a store at rest changes no file`() async throws {
    try await fill()
    let before = try folder.contents()
    #expect(before["deep/store/ledger.sqlite-wal"] == nil)
    let store = try await Store.openReadOnly(path)
    #expect(try await store.ledger.attempts(for: [exampleKey()])[exampleKey()]?.count == 1)
    #expect(try folder.contents() == before)
  }

  @Test func `reading a store in use sees what was entered and leaves its files`() async throws {
    let store = try await Store.open(path)
    let run = try await store.startRun(pipeline: "shop", command: "run")
    let reader = try await Store.openReadOnly(path)
    _ = try await store.ledger.begin(exampleExchange(run.id))
    let before = try folder.contents().keys.sorted()
    #expect(try await reader.ledger.attempts(for: [exampleKey()])[exampleKey()]?.first?.state == .intended)
    #expect(try folder.contents().keys.sorted() == before)
  }

  @Test func `a path with signs that mean something in a URI is read`() async throws {
    let odd = "\(folder.path)/50% off? #1 é"
    _ = try await Store.open(odd).startRun(pipeline: "shop", command: "run")
    let runs = try await Store.openReadOnly(odd).ledger.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM run") }
    #expect(runs == 1)
  }

  @Test func `a path that is a file, or below one, is named`() async throws {
    try folder.write([1], to: "file")
    for name in ["file", "file/store"] {
      let writing = await #expect(throws: StorageError.self) { try await Store.open("\(folder.path)/\(name)") }
      #expect(writing?.kind == .notAFolder)
      let reading = await #expect(throws: StorageError.self) { try await Store.openReadOnly("\(folder.path)/\(name)") }
      #expect(reading?.kind == .notAFolder)
    }
  }

  @Test func `a ledger that is something else or cut short is damaged`() async throws {
    try await fill()
    let ledger = "\(path)/ledger.sqlite"
    let size = try #require(try FileStamp.of(ledger)).size
    for count in [size / 2, 5000, 100] {
      try truncateFile(ledger, to: count)
      try await expectBothFail(with: .ledgerDamaged)
    }
    try replaceContents(ledger, with: Array(String(repeating: "no database ", count: 1000).utf8))
    try await expectBothFail(with: .ledgerDamaged)
  }

  @Test func `answers without a ledger are not taken for an empty store`() async throws {
    try await fill()
    try truncateFile("\(path)/ledger.sqlite", to: 0)
    try await expectBothFail(with: .ledgerMissing)
    try removeFile("\(path)/ledger.sqlite")
    try await expectBothFail(with: .ledgerMissing)
  }

  @Test func `a ledger of a later version is left alone`() async throws {
    let ledger = try await Store.open(path).ledger
    try await ledger.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('from the future')") }
    try await expectBothFail(with: .ledgerNewer)
  }

  @Test func `an unfinished ledger is read as empty`() async throws {
    try Folder.create(at: path)
    do {
      let queue = try DatabaseQueue(path: "\(path)/ledger.sqlite")
      try await queue.write { try $0.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)") }
    }
    let before = try folder.contents()
    let reader = try await Store.openReadOnly(path)
    #expect(try await reader.ledger.exchanges(in: .unknown) == [])
    #expect(try folder.contents() == before)
    #expect(try await Store.open(path).ledger.exchanges(in: .unknown) == [])
  }

  @Test func `a store that vanishes stops being written to`() async throws {
    let (store, run) = (try await Store.open(path), try await Store.open(path).startRun(pipeline: "shop", command: "run"))
    try removeFile(path)
    let error = await #expect(throws: StorageError.self) { try await store.ledger.begin(exampleExchange(run.id)) }
    #expect(error?.kind == .notFound)
    #expect(throws: StorageError.self) { try store.blobs.makeWriter() }

    _ = try await Store.open(path)
    let replaced = await #expect(throws: StorageError.self) { try await store.ledger.begin(exampleExchange(run.id)) }
    #expect(replaced?.kind == .notFound)
  }

  @Test func `many open a new store at once`() async throws {
    let path = path
    let runs = try await withThrowingTaskGroup(of: RunID.self) { group in
      for _ in 0..<8 {
        group.addTask {
          let store = try await Store.open(path)
          return try await store.startRun(pipeline: "shop", command: "run").id
        }
      }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    let count = try await Store.open(path).ledger.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM run") }
    #expect(runs.count == 8)
    #expect(count == 8)
  }

  private func fill() async throws {
    let store = try await Store.open(path)
    let run = try await store.startRun(pipeline: "shop", command: "run")
    _ = try await store.exchange(in: .interpreted, exampleExchange(run.id))
    try await run.finish(outcome: "done")
  }

  private func expectBothFail(with kind: StorageError.Kind) async throws {
    let before = try folder.contents()["deep/store/ledger.sqlite"]
    let writing = await #expect(throws: StorageError.self) { try await Store.open(path) }
    #expect(writing?.kind == kind)
    #expect(writing?.isEnvironment == true)
    #expect(writing?.path == "\(path)/ledger.sqlite")
    let reading = await #expect(throws: StorageError.self) { try await Store.openReadOnly(path) }
    #expect(reading?.kind == kind)
    #expect(try folder.contents()["deep/store/ledger.sqlite"] == before)
  }
}
