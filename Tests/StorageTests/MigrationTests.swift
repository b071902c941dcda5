import GRDB
import Glibc
import Testing

@testable import Storage

/// Moving on to a later version: with a copy, only while nobody is at work, and never by a command that only reads.
struct MigrationTests {
  private let folder: ScratchFolder
  private var path: String { "\(folder.path)/store" }
  private var ledger: String { "\(path)/ledger.sqlite" }
  private var copy: String { "\(ledger).before-3" }

  init() throws { folder = try ScratchFolder() }

  /// A store of an earlier version with one answered call.
  private func older(ending: Bool = true) async throws -> (call: ExchangeID, run: RunID) {
    let store = try await Store.open(path)
    let run = try await store.startRun(pipeline: "shop", command: "watch")
    let call = try await store.exchange(in: .interpreted, exampleExchange(run.id))
    if ending { try await run.finish(outcome: "succeeded") }
    try store.ledger.close()
    try OlderLedger.make(of: path)
    try removeIfThere("calls.jsonl")
    return (call, run.id)
  }

  private func removeIfThere(_ name: String) throws {
    if try FileStamp.of("\(path)/\(name)") != nil { try removeFile("\(path)/\(name)") }
  }

  private func stamps() throws -> [String: FileStamp?] {
    try Dictionary(uniqueKeysWithValues: folder.contents().keys.map { ($0, try FileStamp.of("\(folder.path)/\($0)")) })
  }

  @Test func `an older ledger is copied whole, then brought up to date`() async throws {
    let call = try await older().call
    let before = try OlderLedger.migrations(of: ledger)
    #expect(before == OlderLedger.migrations)
    let store = try await Store.open(path)
    #expect(try await store.ledger.exchange(call)?.state == .interpreted)
    #expect(try OlderLedger.migrations(of: copy) == before)
    #expect(try OlderLedger.texts("SELECT id FROM exchange", in: copy) == [call.text])
    #expect(try OlderLedger.migrations(of: ledger).count > 3)
    #expect(try folder.names(in: "store").filter { $0.contains(".tmp") || $0.contains("journal") } == [])
    // Once only.
    let made = try FileStamp.of(copy)
    _ = try await Store.open(path)
    #expect(try FileStamp.of(copy) == made)
  }

  @Test func `commands that read leave an older ledger as it is`() async throws {
    let call = try await older().call
    let before = try stamps()
    let store = try await Store.openReadOnly(path)
    #expect(try await store.ledger.exchange(call)?.state == .interpreted)
    #expect(try await store.ledger.judgements(of: [call]).isEmpty)
    #expect(try await store.ledger.snapshot(pipeline: "shop", keys: [exampleKey()]).attempts.count == 1)
    #expect(try stamps() == before)
  }

  @Test func `a run that is under way is named, and nothing changes`() async throws {
    let run = try await older(ending: false).run
    let lock = try #require(try FileLock.tryAcquire(run.lockPath(in: path), removesFile: true))
    let before = try stamps()
    let error = await #expect(throws: StorageError.self) { try await Store.open(path) }
    #expect(error?.kind == .storeInUse)
    #expect(error?.isEnvironment == true)
    let text = error?.description ?? ""
    #expect(text.contains("run \(run) of 'shop' ('watch', process \(getpid()), `"), "\(text)")
    #expect(try stamps() == before)
    lock.release()
    #expect(try await Store.open(path).ledger.exchanges(in: .interpreted).count == 1)
  }

  @Test func `a watch between two runs is noticed by its having the ledger open`() async throws {
    _ = try await older()
    var configuration = Configuration()
    configuration.busyMode = .timeout(1)
    let watch = try DatabaseQueue(path: ledger, configuration: configuration)
    _ = try await watch.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM run") }
    let error = #expect(throws: StorageError.self) { try LedgerUpgrade(path: ledger, crashes: .none, patience: 0.2).run() }
    #expect(error?.kind == .storeInUse)
    #expect(error?.description.contains("process \(getpid())") == true, "\(String(describing: error))")
    #expect(try FileStamp.of(copy) == nil)
    // It goes on as if nothing had been.
    try await watch.write { try $0.execute(sql: "UPDATE run SET outcome = 'still here'") }
    try watch.close()
    try LedgerUpgrade(path: ledger, crashes: .none, patience: 0.2).run()
    #expect(try OlderLedger.migrations(of: copy) == OlderLedger.migrations)
  }

  @Test(arguments: [CrashPoint.beforeLedgerCopy, .afterLedgerCopy, .afterLedgerMigration])
  func `a kill in the middle leaves a ledger that opens`(_ point: CrashPoint) async throws {
    let call = try await older().call
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, point = point.rawValue as String] in
      _ = try await Store.open(path, crashes: CrashPoints(at: CrashPoint(rawValue: point)))
    }
    #expect(try await Store.openReadOnly(path).ledger.exchange(call)?.state == .interpreted)
    #expect(try await Store.open(path).ledger.exchange(call)?.state == .interpreted)
    #expect(try OlderLedger.migrations(of: copy) == OlderLedger.migrations)
    #expect(try OlderLedger.texts("PRAGMA integrity_check", in: copy) == ["ok"])
  }

  @Test func `a store of a later version is refused in one line and stays untouched`() async throws {
    let store = try await Store.open(path)
    try await store.ledger.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('from the future')") }
    try store.ledger.close()
    try removeFile("\(path)/.gitignore")
    let before = try stamps()
    for isReading in [false, true] {
      let error = await #expect(throws: StorageError.self) {
        _ = try await isReading ? Store.openReadOnly(path) : Store.open(path)
      }
      #expect(error?.description == "'\(ledger)': the ledger was written by a later version of aquatint; update aquatint")
    }
    #expect(try stamps() == before)
  }
}
