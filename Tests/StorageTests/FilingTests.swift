import Glibc
import Testing

@testable import Storage

/// Answers that are whole and cannot be put in their place: they are kept, and taken in later.
struct FilingTests {
  private let folder: ScratchFolder
  private var path: String { "\(folder.path)/store" }
  private let body = Array(#"{"answer":1}"#.utf8)

  init() throws { folder = try ScratchFolder() }

  @Test func `a store that takes files is proven once for each run, and nothing stays`() async throws {
    let (store, _) = try await storeWithRun(folder)
    try store.blobs.requireFiling()
    #expect(try folder.names(in: "store/partial") == [] && folder.names(in: "store/blobs") == [])
    try replaceByLink("blobs")
    try store.blobs.requireFiling()
    _ = try await store.startRun(pipeline: "shop", command: "run")
    let error = #expect(throws: StorageError.self) { try store.blobs.requireFiling() }
    #expect(error?.kind == .link("--store"))
    #expect(error?.description.contains("'\(path)/blobs': is a symbolic link") == true)
    #expect(error?.description.contains("--store") == true)
    #expect(error?.isEnvironment == true)
  }

  private func replaceByLink(_ name: String) throws {
    try FileNames.rename("\(path)/\(name)", to: "\(folder.path)/elsewhere")
    // Both are Swift strings, passed as terminated copies that outlive the call.
    #expect(unsafe symlink("\(folder.path)/elsewhere", "\(path)/\(name)") == 0)
  }

  @Test func `a folder of the store that is a link is refused, the store itself may be one`() async throws {
    let (store, _) = try await storeWithRun(folder)
    _ = try store.blobs.write(body)
    let inner = try #require(try folder.names(in: "store/blobs").first)
    try replaceByLink("blobs/\(inner)")
    let error = #expect(throws: StorageError.self) { try store.blobs.requireFiling() }
    #expect(error?.kind == .link("--store"))

    #expect(unsafe symlink(path, "\(folder.path)/link") == 0)
    try removeFile("\(path)/blobs/\(inner)")
    let linked = try await Store.open("\(folder.path)/link")
    try linked.blobs.requireFiling()
  }

  @Test func `another file system in the place of the blobs is noticed before anything is sent`() async throws {
    let (store, _) = try await storeWithRun(folder)
    try Folder.create("blobs", inStore: path)
    // All are Swift strings, passed as terminated copies that outlive the call.
    guard unsafe "size=1m".withCString({ unsafe mount("tmpfs", "\(path)/blobs", "tmpfs", 0, $0) }) == 0 else {
      print("not tested here: another file system in the place of the blobs (this process may not mount one)")
      return
    }
    defer { if unsafe umount2("\(path)/blobs", Int32(MNT_DETACH)) != 0 { print("\(path)/blobs stays mounted") } }
    let error = #expect(throws: StorageError.self) { try store.blobs.requireFiling() }
    #expect(error?.description.contains("'\(path)/blobs'") == true)
    #expect(error?.isEnvironment == true)
    #expect(try folder.names(in: "store/partial") == [])
  }

  @Test(arguments: InjectedFault.all)
  func `an answer that cannot be filed stays, and is filed by the next run`(_ fault: InjectedFault) async throws {
    var call: ExchangeID?
    do {
      let store = try await Store.open(path, crashes: CrashPoints(at: nil, failing: fault))
      let run = try await store.startRun(pipeline: "shop", command: "run")
      let id = try await store.ledger.begin(exampleExchange(run.id)).id
      call = id
      let writer = try store.blobs.makeWriter(reserving: 1 << 16)
      try writer.claim(for: id)
      try await store.ledger.markSending(id)
      try writer.append(body)
      let error = #expect(throws: StorageError.self) { try writer.finish() }
      #expect(error?.kind == .inputOutput(errno: EIO))
      let blob = Blob(digest: Digest.of(body), size: body.count)
      // Whole, but perhaps not on the device: then the ledger does not count on it.
      #expect(writer.received == (fault.call == .fsync && fault.point == .bodyWritten ? nil : blob))
      if let received = writer.received {
        try await store.ledger.markReceived(id, Response(status: 200, headers: #"[["a","b"]]"#, body: received), isFiled: false)
      }
      try await run.finish(outcome: "failed")
    }
    let id = try #require(call)
    #expect(try folder.read("store/partial/\(id).part").starts(with: body))

    // Whoever plans sees that it is there.
    let reader = try await Store.openReadOnly(path)
    let seen = try #require(try await reader.orphans().received.first)
    #expect(try reader.blobs.holdAnswer(of: seen))
    let problem = try await reader.problems(readsContents: false)
    // One that has its name does not wait.
    #expect(problem.map(\.kind) == (fault.point == .bodyNamed ? [] : [.answerWaits]), "\(problem)")
    #expect(problem.allSatisfy { $0.description.contains("/partial/\(id).part'") })

    let later = try await Store.open(path)
    let orphans = try await later.adoptOrphans(besides: nil)
    #expect(orphans.received.map(\.id) == [id])
    let response = try #require(orphans.received.first?.response)
    #expect(try later.blobs.read(response.body) == body)
    #expect(try folder.names(in: "store/partial") == [])
    #expect(try await later.problems(readsContents: true) == [])
  }

  @Test func `an answer that its writer lets go of stays; what was never claimed goes`() async throws {
    let (store, run) = try await storeWithRun(folder)
    let id = try await store.ledger.begin(exampleExchange(run.id)).id
    do {
      let writer = try store.blobs.makeWriter()
      try writer.claim(for: id)
      try writer.append(body)
      let other = try store.blobs.makeWriter()
      try other.append(body)
    }
    #expect(try folder.names(in: "store/partial") == ["\(id).part"])
    #expect(try folder.names(in: "store").filter { $0.hasSuffix(".tmp") } == [])
    let abandoned = try store.blobs.makeWriter()
    try abandoned.claim(for: ExchangeID.random())
    abandoned.abandon()
    #expect(try folder.names(in: "store/partial") == ["\(id).part"])
  }

  @Test func `an answer of a call that the ledger does not know is left alone`() async throws {
    let (store, run) = try await storeWithRun(folder)
    try Folder.create("partial", inStore: path)
    try folder.write(body, to: "store/partial/0123456789abcdef.part")
    _ = try await store.ledger.begin(exampleExchange(run.id))
    try removeFile("\(path)/runs/\(run.id).lock")
    _ = try await store.adoptOrphans(besides: nil)
    #expect(try folder.names(in: "store/partial") == ["0123456789abcdef.part"])
  }
}
