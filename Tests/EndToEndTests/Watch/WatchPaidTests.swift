import Foundation
import GatewayEmulator
import ScriptedServer
import Testing

/// What a watch pays, and that it never pays twice.
@Suite struct WatchPaidTests {
  private static let budget = ["--max-cost", "10", "--max-cost-per-hour", "10"]

  private func watch(_ bench: WatchBench, _ body: (RunningProgram) async throws -> Void) async throws -> Program.Ending {
    try await bench.watch(Self.budget[0], Self.budget[1], Self.budget[2], Self.budget[3]) { try await body($0) }
  }

  private func once(_ bench: WatchBench) async throws -> Program.Ending {
    try await bench.once(Self.budget[0], Self.budget[1], Self.budget[2], Self.budget[3])
  }

  @Test func `a signal during a call lets it finish, keeps it, and ends with 0`() async throws {
    let bench = try WatchBench()
    try bench.add("a.png", seed: 1)
    try await ScriptedServer.run(try InterruptionTests.heldAnswer()) { server in
      try bench.scratch.write(WatchBench.paid(gatewayLines(port: server.port)), to: "p.yaml")
      let ending = try await watch(bench) { program in
        await server.waitForRequests(1)
        program.send(SIGTERM)
        #expect(await program.errorLine(containing: "stopping") != nil)
        server.release()
        await program.events { $0.has("callFinished") }
      }
      #expect(ending.code == 0)
      #expect(!ending.wasKilled)
      #expect(server.requests.count == 1)
      #expect(server.closedEarlyCount == 0)
      let summary = try ending.summary
      #expect((summary.calls, summary.succeeded, summary.failed) == (1, 1, 0))
      // What was in flight is finished to its last file.
      #expect(try bench.scratch.names(in: "out").filter { $0.hasPrefix("a/") } == ["a/icon.png", "a/original.jpg"])
      #expect(try bench.scratch.manifest()["a/icon.png"] != nil)
    }
    try await withGateway { emulator in
      try bench.scratch.write(WatchBench.paid(emulator.gateway), to: "p.yaml")
      let next = try await once(bench)
      #expect(next.code == 0)
      #expect(try next.summary.calls == 0)
      #expect(next.watchEvents.written.isEmpty)
    }
  }

  @Test func `killed during a call, the next watch asks for a decision once and goes on with the others`() async throws {
    let bench = try WatchBench()
    try bench.add("a.png", seed: 1)
    try await ScriptedServer.run(try InterruptionTests.heldAnswer()) { server in
      try bench.scratch.write(WatchBench.paid(gatewayLines(port: server.port)), to: "p.yaml")
      let killed = try await watch(bench) { program in
        await server.waitForRequests(1)
        program.send(SIGKILL)
      }
      #expect(killed.wasKilled)
    }
    try await withGateway { emulator in
      try bench.scratch.write(WatchBench.paid(emulator.gateway), to: "p.yaml")
      try bench.add("b.png", seed: 2)
      let ending = try await watch(bench) { program in
        await program.events { $0.has("undecided") && $0.made("b") == 1 }
        try bench.add("c.png", seed: 3)
        await program.made("c")
      }
      #expect(ending.watchEvents.count { $0.event == "undecided" } == 1)
      #expect(ending.watchEvents.made("a") == 0)
      #expect(await emulator.requestCount == 2, "nothing was sent twice")
      #expect(try await once(bench).code == 6)
      let resolved = try await Program.run("ledger", "resolve", "--resend", "all", "--store", ".aquatint", in: bench.scratch)
      #expect(resolved.code == 0, "\(resolved.errors)")
      let last = try await once(bench)
      #expect(last.code == 0, "\(last.errors)")
      #expect(await emulator.requestCount == 3)
    }
  }

  @Test func `a source replaced while its call is in flight: the answer belongs to the old bytes and is kept`() async throws {
    let bench = try WatchBench()
    try bench.add("a.png", seed: 1)
    try await ScriptedServer.run(try InterruptionTests.heldAnswer()) { server in
      try bench.scratch.write(WatchBench.paid(gatewayLines(port: server.port)), to: "p.yaml")
      let ending = try await watch(bench) { program in
        await server.waitForRequests(1)
        try bench.add("a.png", seed: 2)
        try bench.add("b.png", seed: 3)
        server.release()
        await program.events { $0.made("b") == 1 && $0.count { $0.event == "callFinished" } == 3 && $0.made("a") >= 2 }
        await program.events { $0.last?.event == "idle" }
        // Back to the old bytes: their answer is there.
        try bench.add("a.png", seed: 1)
        try bench.add("c.png", seed: 4)
        await program.made("c")
        await program.events { $0.last?.event == "idle" }
      }
      #expect(server.requests.count == 4, "one for each content")
      #expect(server.closedEarlyCount == 0)
      #expect(ending.code == 0)
      // Each content has the answer to it, and no other has one.
      for (seed, calls) in [(1, 0), (2, 0), (9, 1)] as [(UInt64, Int)] {
        try bench.add("a.png", seed: seed)
        let plan = try await Program.run("plan", "p.yaml", "--format", "json", in: bench.scratch)
        #expect(try plan.plan.calls == calls, "picture \(seed)")
      }
    }
  }

  @Test func `the budget holds over restarts, and the watch waits and says so`() async throws {
    try await withGateway { emulator in
      let bench = try WatchBench(pipeline: WatchBench.paid(emulator.gateway))
      try bench.add("a.png", seed: 1)
      try bench.add("b.png", seed: 2)
      // One picture of this class costs between 0.04 and 0.06 USD at the list price; the hour allows a quarter.
      let ending = try await bench.watch("--max-cost", "0.28", "--status", "status.json") { program in
        await program.events { $0.has("budgetReached") }
        let status = try bench.status()
        #expect(status.waiting == 1)
        #expect(status.maxCostPerHour == "0.07")
      }
      #expect(ending.code == 0)
      let reached = try #require(ending.watchEvents.first { $0.event == "budgetReached" })
      #expect(reached.window == "hour")
      #expect(reached.waiting == 1)
      #expect(reached.resumesAt?.wholeMatch(of: #/20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/#) != nil, "\(reached.resumesAt ?? "never")")
      #expect(ending.watchEvents.count { $0.event == "budgetReached" } == 1, "it is said once")
      #expect(await emulator.requestCount == 1)
      let again = try await bench.once("--max-cost", "0.28")
      #expect(again.code == 4)
      #expect(!again.output.contains("(0 USD spent)"), "the call before counts: \(again.output)")
      #expect(await emulator.requestCount == 1)
      // A day of which less is left than one call needs.
      #expect(try await bench.once("--max-cost", "0.08", "--max-cost-per-hour", "1").code == 4)
      #expect(await emulator.requestCount == 1)
      #expect(try await bench.once("--max-cost", "1", "--max-cost-per-hour", "1").code == 0)
      #expect(await emulator.requestCount == 2)
    }
  }

  @Test func `output pointed into the watched folder makes no further calls`() async throws {
    try await withGateway { emulator in
      let bench = try WatchBench(pipeline: WatchBench.paid(emulator.gateway, sources: "\"**/*\"", output: "in/out"))
      try bench.scratch.write("", to: "in/.keep")
      try bench.add("a.png", seed: 1)
      let ending = try await watch(bench) { program in
        await program.made("a")
        try bench.add("b.png", seed: 2)
        await program.made("b")
        try bench.add("c.png", seed: 3)
        await program.made("c")
      }
      #expect(await emulator.requestCount == 3)
      #expect(ending.watchEvents.begun == ["a", "b", "c"])
    }
  }

  @Test func `a gateway that cannot be reached is waited for`() async throws {
    let bench = try WatchBench()
    try bench.add("a.png", seed: 1)
    let deaf = try DeafPort()
    try bench.scratch.write(WatchBench.paid(gatewayLines(port: deaf.number)), to: "p.yaml")
    try await withGateway { emulator in
      let ending = try await watch(bench) { program in
        await program.events { $0.has("waiting") }
        try bench.scratch.write(WatchBench.paid(emulator.gateway), to: "p.yaml")
        await program.made("a")
      }
      #expect(ending.code == 0)
      #expect(await emulator.requestCount == 1)
    }
    withExtendedLifetime(deaf) {}
  }
}
