import Foundation
import GatewayEmulator
import Testing

@Suite struct SeveralMachinesTests {
  @Test func `parts on machines with stores of their own make what one machine makes`() async throws {
    let scratch = try Scratch()
    let counts = RequestCounts()
    try await withGateway(onRequest: RequestObserver { await counts.add($0) }) { emulator in
      let bench = try await PartBench(scratch, count: 12, gateway: emulator.gateway)
      for part in 1...2 {
        let ending = try await bench.run("\(part)/3", store: "store\(part)")
        #expect(ending.code == 0, "\(ending.errors)")
      }
      #expect(try scratch.names(in: "out").allSatisfy { $0.contains("/") }, "asset files only")
      #expect(!scratch.exists("parts.lock.yaml"))
      let early = try await bench.merge()
      #expect(early.code == 1, "a part is missing: \(early.errors)")
      #expect(try await bench.run("3/3", store: "store3").code == 0)
      let status = try await bench.status()
      #expect(status.code == 0 && !status.text.contains("1 to do"), "\(status.text)")

      let merged = try await bench.merge()
      #expect(merged.code == 0, "\(merged.errors)")
      #expect(try merged.summary == Summary(event: "summary", assets: 12, succeeded: 12, failed: 0, calls: 0, reused: 12, outputs: 0))
      #expect(await counts.total == 12)
      #expect(await counts.most == 1)
      #expect(try scratch.manifest().files.count == 24 && scratch.exists("out/index.html") && scratch.exists("parts.lock.yaml"))
      let again = try scratch.files(in: "out")
      #expect(try await bench.merge().code == 0)
      #expect(try scratch.files(in: "out") == again, "a merge that has nothing to join changes nothing")
      // A machine without anything but the shared folder makes everything again, for nothing.
      try scratch.remove("out")
      #expect(try await bench.merge(store: "bare").code == 0)
      #expect(await counts.total == 12)
      #expect(try await bench.picturesOfOneMachine(store: "bare") == bench.pictures())
    }
  }

  @Test func `the same part twice at once makes one request for each key`() async throws {
    let scratch = try Scratch()
    let counts = RequestCounts()
    try await withGateway(onRequest: RequestObserver { await counts.add($0) }) { emulator in
      let bench = try await PartBench(scratch, count: 10, gateway: emulator.gateway)
      async let one = bench.run("1/1", store: "one")
      async let two = bench.run("1/1", store: "two")
      let endings = try await [one, two]
      let failures = try endings.map { try $0.failures }
      #expect(endings.map(\.code) == [0, 0], "\(failures) \(endings.map(\.errors))")
      #expect(try endings.map { try $0.summary.calls }.reduce(0, +) == 10)
      #expect(await counts.total == 10)
      #expect(await counts.most == 1)
      let third = try await bench.run("1/1", store: "three")
      #expect(try third.code == 0 && third.summary.calls == 0 && third.summary.outputs == 0, "\(third.errors)")
    }
  }

  @Test func `other parts than before pay nothing again`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      let bench = try await PartBench(scratch, count: 8, gateway: emulator.gateway)
      for part in 1...2 { #expect(try await bench.run("\(part)/2", store: "store\(part)").code == 0) }
      for part in 1...5 {
        let ending = try await bench.run("\(part)/5", store: "other\(part)")
        #expect(try ending.code == 0 && ending.summary.calls == 0 && ending.summary.outputs == 0, "\(ending.errors)")
      }
      #expect(await emulator.requestCount == 8)
    }
  }

  @Test func `a call whose machine is gone is unknown, until a person decides`() async throws {
    let scratch = try Scratch()
    let held = HeldRequest()
    try await withGateway(onRequest: held.observer) { emulator in
      let bench = try await PartBench(scratch, count: 3, gateway: emulator.gateway + "\n    timeout: 2")
      let killed = try await Program.running(PartBench.arguments("1/1", store: "lost", ["--jobs", "1"]), in: scratch) { program in
        await held.arrived()
        program.send(SIGKILL)
      }
      #expect(killed.wasKilled)
      held.release()
      try scratch.remove("lost")
      #expect(try await bench.status().text.contains("1 in flight"))
      let next = try await bench.run("1/1", store: "new")
      #expect(next.code == 6, "\(next.errors)")
      #expect(try next.summary.succeeded == 2 && Set(next.failures.values) == ["unknown-exchange"])
      let status = try await bench.status()
      #expect(status.code == 6 && status.text.contains("1 unknown"), "\(status.text)")
      #expect(try await bench.merge().code == 6)
      #expect(await emulator.requestCount == 3)

      let resolved = try await Program.run("ledger", "resolve", "--resend", "all", "--shared", "shared", in: scratch)
      #expect(resolved.code == 0 && resolved.output.contains("1 call"), "\(resolved.errors)")
      let last = try await bench.run("1/1", store: "new")
      #expect(try last.code == 0 && last.summary.calls == 1, "\(last.errors)")
      #expect(await emulator.requestCount == 4)
      #expect(try await bench.status().code == 0)
      #expect(try await bench.merge().code == 0)
    }
  }

  /// The everyday size of it; `AQUATINT_LONG_TESTS` has more kills.
  @Test func `two hundred assets, four parts and three kills lose nothing and pay nothing twice`() async throws {
    let scratch = try Scratch(inMemory: true)
    let counts = RequestCounts()
    let count = 200
    try await withGateway(onRequest: RequestObserver { await counts.add($0) }) { emulator in
      let bench = try await PartBench(scratch, count: count, gateway: emulator.gateway + "\n    timeout: 40")
      for part in 1...3 {
        let ending = try await Program.running(PartBench.arguments("\(part)/4", store: "store\(part)", ["--jobs", "3"]), in: scratch) {
          program in
          for _ in 1...Int.random(in: 1...20) { _ = await program.outputLine(containing: "callFinished") }
          try await Task.sleep(for: .milliseconds(Int.random(in: 0...300)))
          program.send(SIGKILL)
        }
        #expect(ending.wasKilled || ending.code == 0)
      }
      // One disk is lost, and one part goes on elsewhere.
      try scratch.remove("store1")
      let stores = ["other1", "store2", "other3", "store4"]
      let endings = try await withThrowingTaskGroup(of: Program.Ending.self) { group in
        for (index, store) in stores.enumerated() { group.addTask { try await bench.run("\(index + 1)/4", store: store) } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      for ending in endings { #expect([0, 6].contains(ending.code), "\(ending.errors)") }
      #expect(await counts.most <= 1, "nothing was sent twice without consent")
      let doubtful = try endings.map { try $0.failures.count }.reduce(0, +)
      #expect(doubtful <= 3 * 3, "the kills times the calls in flight")
      let before = await counts.total
      #expect(before <= count)
      #expect(try await bench.merge().code == (doubtful == 0 ? 0 : 6))

      let resolved = try await Program.run("ledger", "resolve", "--resend", "all", "--shared", "shared", in: scratch)
      #expect(resolved.code == 0)
      for (index, store) in stores.enumerated() {
        let ending = try await bench.run("\(index + 1)/4", store: store)
        #expect(ending.code == 0, "\(ending.errors)")
      }
      #expect(await counts.total == before + doubtful)
      let merged = try await bench.merge()
      #expect(try merged.code == 0 && merged.summary.succeeded == count, "\(merged.errors)")
      for file in try scratch.manifest().files { #expect(sha256(try scratch.read("out/\(file.path)")) == file.sha256, "\(file.path)") }
      #expect(try scratch.manifest().files.count == 2 * count)
    }
  }
}
