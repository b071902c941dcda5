import Foundation
import Testing

/// Many files, lost events, and limits of the system.
@Suite struct WatchLoadTests {
  @Test func `a thousand files at once are few batches, and none is missed`() async throws { try await expectAll(of: 1_000) }

  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["AQUATINT_LONG_TESTS"] != nil,
      "so many files take minutes without optimisation; bash Tests/run.sh --long does it"))
  func `five thousand files at once are few batches, and none is missed`() async throws { try await expectAll(of: 5_000) }

  private func expectAll(of count: Int) async throws {
    let bench = try WatchBench("\(count)", inMemory: true)
    let picture = try WatchBench.picture()
    let ending = try await bench.watch(settle: "0.2") { program in
      await program.isWatching()
      for number in 0..<count { try bench.scratch.write(picture, to: "in/f\(number).png") }
      await program.events { $0.count { $0.event == "assetFinished" } >= count }
      await program.events { $0.last?.event == "idle" }
      #expect(Sanitizer.isOn || program.peakMemory < 400_000_000, "\(program.peakMemory)")
      #expect(Sanitizer.isOn || program.residentMemory < 200_000_000, "\(program.residentMemory)")
    }
    #expect(try ending.summary.succeeded == count)
    #expect(Set(ending.watchEvents.begun).count == count)
    #expect(ending.watchEvents.begun.count == count, "none twice")
    #expect(ending.watchEvents.batches <= count / 50, "\(ending.watchEvents.batches) batches")
  }

  @Test func `an overflow of the event queue loses nothing`() async throws {
    let bench = try WatchBench()
    let limit = try #require(Int(String(contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8).filter(\.isNumber)))
    try #require(limit <= 100_000, "the queue is of a size that a test can fill")
    let ending = try await bench.watch { program in
      await program.isWatching()
      program.send(SIGSTOP)
      // Two events each, of which no two that follow each other are alike.
      for number in 0...(limit / 2 + 10) {
        let path = bench.path("in/noise\(number % 2)")
        close(unsafe open(path, O_CREAT | O_WRONLY, 0o644))
        _ = unsafe unlink(path)
      }
      try bench.add("after.png", seed: 1)
      try bench.add("deep/after-too.png", seed: 2)
      program.send(SIGCONT)
      await program.events { $0.made("after") == 1 && $0.made("after-too") == 1 }
    }
    #expect(ending.watchEvents.has("eventsLost"))
    #expect(ending.watchEvents.begun.sorted() == ["after", "after-too"])
  }

  @Test func `at the limit of watched folders it says so and goes by the clock`() async throws {
    guard canUnshare(["--user", "--map-root-user"]) else {
      return print("not tested here: the limit of watches (there are no user namespaces)")
    }
    let bench = try WatchBench()
    for folder in 0..<5 { try bench.add("d\(folder)/f\(folder).png", seed: 1) }
    // The limit of a user namespace of its own, so that nobody else is concerned.
    let launcher = [
      "/usr/bin/unshare", "--user", "--map-root-user", "--", "/bin/sh", "-c",
      "echo 3 > /proc/sys/user/max_inotify_watches && exec \"$0\" \"$@\"",
    ]
    let ending = try await bench.watch(launcher: launcher) { program in
      await program.events { $0.count { $0.event == "assetFinished" } == 5 }
      try bench.add("d4/late.png", seed: 2)
      await program.made("late")
    }
    #expect(ending.watchEvents.contains { $0.event == "polling" && ($0.reason ?? "").contains("max_user_watches") })
    #expect(ending.code == 0)
  }

  @Test func `files with times of another age are worked on like any other`() async throws {
    let bench = try WatchBench()
    for (index, seconds) in [-86_400.0 * 365 * 30, 0, 86_400.0 * 365 * 60].enumerated() {
      try bench.add("t\(index).png", seed: UInt64(index + 1))
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: seconds)], ofItemAtPath: bench.path("in/t\(index).png"))
    }
    let ending = try await bench.watch { program in
      for index in 0..<3 { await program.made("t\(index)") }
      // Set back, with other bytes.
      try bench.add("t0.png", seed: 9)
      try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 0)], ofItemAtPath: bench.path("in/t0.png"))
      await program.made("t0", times: 2)
    }
    #expect(ending.watchEvents.begun.sorted() == ["t0", "t0", "t1", "t2"])
  }
}
