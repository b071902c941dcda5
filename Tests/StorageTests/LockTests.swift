import Storage
import Synchronization
import Testing

struct LockTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test func `a lock is held by one, in one process too, until it is released`() throws {
    let first = try #require(try FileLock.tryAcquire("\(folder.path)/lock"))
    #expect(try FileLock.tryAcquire("\(folder.path)/lock") == nil)
    first.release()
    first.release()
    let second = try #require(try FileLock.tryAcquire("\(folder.path)/lock", removesFile: true))
    #expect(try FileLock.tryAcquire("\(folder.path)/lock") == nil)
    second.release()
    #expect(try folder.names() == [])
  }

  @Test(arguments: ["runs", "locks"])
  func `a lock whose file was removed by hand is noticed`(_ kind: String) async throws {
    let store = try await Store.open("\(folder.path)/store")
    let run = try await store.startRun(pipeline: "shop", command: "run")
    try await store.withExchangeLock(exampleKey(), sleep: { _ in }) {
      try store.requireLocks(of: run.id, key: exampleKey())
      for name in try folder.names(in: "store/\(kind)") { try removeFile("\(store.path)/\(kind)/\(name)") }
      let error = #expect(throws: StorageError.self) { try store.requireLocks(of: run.id, key: exampleKey()) }
      #expect(error?.kind == .lockLost)
      #expect(error?.isEnvironment == true)
      #expect(error?.path.contains("/\(kind)/") == true)
    }
  }

  @Test func `who waits for a key is told once, waits longer each time and gets it in the end`() async throws {
    let store = try await Store.open("\(folder.path)/store")
    let other = try await Store.open(store.path)
    let pauses = Mutex<[Duration]>([])
    let told = Mutex(0)
    let value = try await store.withExchangeLock(exampleKey(), sleep: { _ in }) {
      // Another key is free meanwhile.
      try await other.withExchangeLock(exampleKey("other"), sleep: { _ in Issue.record("had to wait") }) {}
      struct StillHeld: Error {}
      await #expect(throws: StillHeld.self) {
        try await other.withExchangeLock(
          exampleKey(),
          sleep: { pause in
            let count = pauses.withLock {
              $0.append(pause); return $0.count
            }
            if count == 9 { throw StillHeld() }
          }, whileWaiting: { told.withLock { $0 += 1 } }
        ) { Issue.record("two hold one key") }
      }
      return 7
    }
    #expect(value == 7)
    #expect(told.withLock(\.self) == 1)
    #expect(pauses.withLock(\.self) == [10, 20, 40, 80, 160, 320, 640, 1000, 1000].map { .milliseconds($0) })
    try await other.withExchangeLock(exampleKey(), sleep: { _ in Issue.record("had to wait") }) {}
  }

  @Test func `waiting ends with the task`() async throws {
    let store = try await Store.open("\(folder.path)/store")
    try await store.withExchangeLock(exampleKey(), sleep: { _ in }) {
      await withTaskGroup(of: Void.self) { group in
        group.cancelAll()
        group.addTask {
          await #expect(throws: CancellationError.self) {
            try await store.withExchangeLock(exampleKey(), sleep: { _ in }) { Issue.record("two hold one key") }
          }
        }
        await group.waitForAll()
      }
    }
  }
}
