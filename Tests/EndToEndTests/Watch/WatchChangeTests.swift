import Foundation
import Testing

/// Ways in which the bytes under a name become others, on a real folder with a real process.
@Suite struct WatchChangeTests {
  /// What a test needs of the system is not there.
  private struct Unavailable: Error {}

  private static let length = 4_096

  /// Pictures of one length, so that a change need not change the size of a file: what follows a PNG's end has no meaning.
  private static func padded(_ seed: UInt64) throws -> [UInt8] {
    let picture = try WatchBench.picture(seed)
    return picture + [UInt8](repeating: 0, count: length - picture.count)
  }

  private static func parent(of path: String, in bench: WatchBench) throws -> String? {
    try bench.scratch.manifest()[path]?.parents.first?.sha256
  }

  @Test func `a change through mapped memory is seen`() async throws {
    let bench = try WatchBench()
    try bench.scratch.write(try Self.padded(1), to: "in/a.png")
    let ending = try await bench.watch { program in
      await program.made("a")
      try Self.overwriteMapped(bench.path("in/a.png"), with: try Self.padded(2))
      await program.made("a", times: 2)
    }
    #expect(ending.watchEvents.written.count == 2)
    #expect(try Self.parent(of: "a/icon.png", in: bench) == sha256(Data(try Self.padded(2))))
  }

  @Test func `a file that is truncated is not taken, and its outputs stay until it is whole again`() async throws {
    let bench = try WatchBench()
    try bench.add("a.png", seed: 1)
    let ending = try await bench.watch { program in
      await program.made("a")
      #expect(unsafe truncate(bench.path("in/a.png"), 100) == 0)
      await program.events { !$0.setAside("in/a.png").isEmpty }
      #expect(bench.scratch.exists("out/a/icon.png"))
      #expect(unsafe truncate(bench.path("in/a.png"), 0) == 0)
      await program.events { $0.setAside("in/a.png").contains("is empty") }
      try bench.add("a.png", seed: 2)
      await program.made("a", times: 2)
    }
    #expect(ending.watchEvents.begun == ["a", "a"])
    #expect(ending.watchEvents.written.count == 2)
  }

  @Test func `two files that exchange their names are two changes`() async throws {
    let bench = try WatchBench()
    try bench.scratch.write(try Self.padded(1), to: "in/a.png")
    try bench.scratch.write(try Self.padded(2), to: "in/b.png")
    let ending = try await bench.watch { program in
      await program.events { $0.made("a") == 1 && $0.made("b") == 1 }
      try exchangeNames(bench.path("in/a.png"), bench.path("in/b.png"))
      await program.events { $0.made("a") == 2 && $0.made("b") == 2 }
    }
    #expect(ending.watchEvents.written.count == 4)
    #expect(try Self.parent(of: "a/icon.png", in: bench) == sha256(Data(try Self.padded(2))))
    #expect(try Self.parent(of: "b/icon.png", in: bench) == sha256(Data(try Self.padded(1))))
  }

  @Test func `a switch of branches and back makes what differs, and nothing of the repository itself`() async throws {
    let bench = try WatchBench(pipeline: WatchBench.local(sources: "\"**/*.png\""))
    func git(_ arguments: String...) throws {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = ["git", "-C", bench.scratch.path, "-c", "user.name=Nobody", "-c", "user.email=nobody@example.org"] + arguments
      process.environment = ProcessInfo.processInfo.environment.merging(
        ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"]) { $1 }
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      try #require(process.terminationStatus == 0, "git \(arguments)")
    }
    try bench.add("a.png", seed: 1)
    try bench.add("b.png", seed: 2)
    try git("init", "-q", "-b", "first")
    try git("add", "in")
    try git("commit", "-q", "-m", "first")
    try git("checkout", "-q", "-b", "second")
    try bench.add("a.png", seed: 3)
    try bench.add("c.png", seed: 4)
    try bench.scratch.remove("in/b.png")
    try git("add", "-A", "in")
    try git("commit", "-q", "-m", "second")
    try git("checkout", "-q", "first")
    let ending = try await bench.watch { program in
      await program.events { $0.made("a") == 1 && $0.made("b") == 1 }
      try git("checkout", "-q", "second")
      await program.events { $0.made("a") == 2 && $0.made("c") == 1 }
      try git("checkout", "-q", "first")
      await program.events { $0.made("a") == 3 && $0.made("b") == 2 }
    }
    // The outputs of a source that is away stay, and are its own when it is back.
    #expect(ending.watchEvents.written.sorted() == ["a/icon.png", "a/icon.png", "a/icon.png", "b/icon.png", "c/icon.png"])
    #expect(Set(ending.watchEvents.begun) == ["a", "b", "c"])
    #expect(!ending.watchEvents.has("setAside"))
  }

  @Test func `a file whose name is not UTF-8 is left out, which is said once, and the others go on`() async throws {
    let bench = try WatchBench()
    try bench.add("renamed.png", seed: 1)
    let name = Array(bench.path("in/").utf8).map { CChar(bitPattern: $0) } + [-23, -1] + ".png".utf8.map { CChar(bitPattern: $0) } + [0]
    // Both end with a zero.
    let status = unsafe rename(bench.path("in/renamed.png"), name)
    try #require(status == 0)
    let ending = try await bench.watch { program in
      await program.events { $0.has("unreadableFolder") }
      for seed in 2...4 as ClosedRange<UInt64> {
        try bench.add("a\(seed).png", seed: seed)
        await program.made("a\(seed)")
      }
    }
    #expect(ending.watchEvents.begun == ["a2", "a3", "a4"])
    #expect(ending.watchEvents.compactMap(\.message).count { $0.contains("not UTF-8") } == 1)
    // A run says it too, and does the rest.
    let run = try await Program.run("run", "p.yaml", in: bench.scratch)
    #expect(run.code == 0)
    #expect(run.errors.contains("not UTF-8"))
  }

  /// Writes over a file of the same length without a call that writes.
  private static func overwriteMapped(_ path: String, with bytes: [UInt8]) throws {
    let descriptor = unsafe open(path, O_RDWR)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    guard let memory = unsafe mmap(nil, bytes.count, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
      unsafe memory != UnsafeMutableRawPointer(bitPattern: -1)
    else { throw Unavailable() }
    // The mapping has as many bytes as are copied.
    unsafe UnsafeMutableRawBufferPointer(start: memory, count: bytes.count).copyBytes(from: bytes)
    let status = unsafe munmap(memory, bytes.count)
    try #require(status == 0)
  }
}
