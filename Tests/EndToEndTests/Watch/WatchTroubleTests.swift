import Foundation
import Testing

/// Files that cannot be worked on hold nothing up.
@Suite struct WatchTroubleTests {
  @Test func `a poison file is set aside with its reason, and tried again when its bytes change`() async throws {
    let bench = try WatchBench()
    try bench.scratch.write("no picture at all", to: "in/poison.png")
    try bench.scratch.write([], to: "in/empty.png")
    try bench.add("good.png", seed: 1)
    let ending = try await bench.watch("--status", "status.json") { program in
      await program.events { !$0.setAside("in/poison.png").isEmpty && !$0.setAside("in/empty.png").isEmpty && $0.made("good") == 1 }
      await program.events { $0.last?.event == "idle" }
      let status = try bench.status()
      #expect(status.setAside.map(\.source).contains("in/poison.png"))
      #expect(bench.scratch.exists("in/poison.png"), "it stays where it is")
      try bench.add("poison.png", seed: 2)
      await program.made("poison")
    }
    #expect(ending.watchEvents.setAside("in/empty.png") == ["is empty"])
    #expect(ending.watchEvents.setAside("in/poison.png").count == 1)
    #expect(try bench.status().setAside.map(\.source) == ["in/empty.png"])
    #expect(ending.code == 0)
  }

  @Test func `a name that is taken sets the later source aside alone, until the name is free`() async throws {
    let bench = try WatchBench()
    try bench.add("one/a.png", seed: 1)
    let ending = try await bench.watch { program in
      await program.made("a")
      try bench.add("another/A.png", seed: 2)
      try bench.add("b.png", seed: 3)
      await program.events { $0.made("b") == 1 && !$0.setAside("in/another/A.png").isEmpty }
      try bench.scratch.remove("in/one/a.png")
      await program.made("A")
    }
    #expect(ending.watchEvents.setAside("in/another/A.png") == ["the asset name 'A' belongs to 'in/one/a.png'"])
    #expect(ending.watchEvents.begun == ["a", "b", "A"])
    // A watch that is started again knows whose the name was.
    try bench.add("one/a.png", seed: 1)
    let next = try await bench.once()
    #expect(next.code == 1)
    #expect(next.watchEvents.setAside("in/one/a.png") == ["the asset name 'a' belongs to 'in/another/A.png'"])
  }

  @Test func `one name in two compositions is one name`() async throws {
    let bench = try WatchBench()
    try bench.add("caf\u{E9}.png", seed: 1)
    let ending = try await bench.watch { program in
      await program.events { $0.contains { $0.event == "assetFinished" } }
      try bench.add("cafe\u{301}.png", seed: 2)
      await program.events { $0.has("setAside") }
      try bench.add("last.png", seed: 3)
      await program.made("last")
    }
    #expect(ending.watchEvents.begun.count == 2)
    #expect(ending.watchEvents.count { $0.event == "setAside" } == 1)
  }

  @Test func `a line break in a name concerns that file alone`() async throws {
    let bench = try WatchBench()
    try bench.add("two\nlines.png", seed: 1)
    let ending = try await bench.watch { program in
      await program.events { $0.has("setAside") }
      try bench.add("a.png", seed: 2)
      await program.made("a")
    }
    #expect(ending.watchEvents.setAside("in/two\nlines.png") == ["its asset's name has a control character"])
    let numbered = try WatchBench(pipeline: WatchBench.local(sources: "in/*.png", asset: "fixed"))
    try numbered.add("two\nlines.png", seed: 1)
    let once = try await numbered.once()
    #expect(once.code == 0, "the name of the file is no obstacle: \(once.errors)")
    #expect(once.watchEvents.begun == ["fixed"])
  }

  @Test func `files that vanish while they are looked at are no failures`() async throws {
    let bench = try WatchBench()
    let ending = try await bench.watch(settle: "0") { program in
      await program.isWatching()
      for round in 0..<100 {
        try bench.add("passing\(round).png", seed: 1)
        try bench.scratch.remove("in/passing\(round).png")
      }
      try bench.add("last.png", seed: 2)
      await program.made("last")
    }
    #expect(ending.code == 0)
    #expect(ending.watchEvents.made("last") == 1)
    #expect(!ending.watchEvents.has("setAside"))
  }

  @Test func `a file that may not be read is set aside until it may`() async throws {
    let bench = try WatchBench()
    try bench.add("secret.png", seed: 1)
    let path = bench.path("in/secret.png")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    // In a user namespace of its own the process has no privilege over the file, whoever runs the test.
    guard canUnshare(["--user"]) else { return print("not tested here: an unreadable file (there are no user namespaces)") }
    let ending = try await bench.watch(launcher: ["/usr/bin/unshare", "--user", "--"]) { program in
      await program.events { !$0.setAside("in/secret.png").isEmpty }
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
      await program.made("secret")
    }
    #expect(ending.code == 0)
  }

  @Test func `a full disk is waited out`() async throws {
    let bench = try WatchBench()
    let out = bench.path("out")
    try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
    // All are Swift strings, passed as terminated copies that outlive the call.
    guard unsafe "size=256k".withCString({ unsafe mount("tmpfs", out, "tmpfs", 0, $0) }) == 0 else {
      return print("not tested here: a full disk (this process may not mount a small one)")
    }
    defer { if unsafe umount2(out, Int32(MNT_DETACH)) != 0 { print("\(out) stays mounted") } }
    try Self.fill("\(out)/filler")
    try bench.add("a.png", seed: 1)
    let ending = try await bench.watch { program in
      await program.events { $0.has("waiting") }
      try bench.scratch.remove("out/filler")
      await program.made("a")
    }
    #expect(ending.code == 0)
    #expect(ending.watchEvents.count { $0.event == "waiting" } == 1, "it is said once")
  }

  private static func fill(_ path: String) throws {
    let descriptor = unsafe open(path, O_CREAT | O_WRONLY, 0o644)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    let zeros = [UInt8](repeating: 0, count: 4_096)
    while unsafe zeros.withUnsafeBytes({ unsafe write(descriptor, $0.baseAddress, $0.count) }) > 0 {}
  }
}

/// Whether this machine gives a process namespaces of its own.
func canUnshare(_ options: [String]) -> Bool {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/unshare")
  process.arguments = options + ["--", "/bin/true"]
  process.standardError = FileHandle.nullDevice
  do {
    try process.run()
  } catch {
    return false
  }
  process.waitUntilExit()
  return process.terminationStatus == 0
}
