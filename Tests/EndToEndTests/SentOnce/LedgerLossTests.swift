import GRDB
import GatewayEmulator
import Storage
import Testing

/// A ledger that is lost, wholly or in part, is not taken for an empty one: nothing is bought again.
@Suite struct LedgerLossTests {
  private static let names = (1...4).map { "n\($0)" }

  private func run(_ scratch: Scratch, _ arguments: String..., environment: [String: String] = [:]) async throws -> Program.Ending {
    try await Program.running(
      ["run", "shapes.yaml", "--jobs", "1", "--format", "json"] + arguments, in: scratch, environment: environment
    ) { _ in }
  }

  private func expectRefused(_ scratch: Scratch) async throws {
    for arguments in [["run", "shapes.yaml"], ["plan", "shapes.yaml"], ["ledger"]] {
      let ending = try await Program.running(arguments, in: scratch) { _ in }
      #expect(ending.code == 3, "\(arguments): \(ending.errors)")
      #expect(ending.errors.contains("`aquatint ledger rebuild`"), "\(arguments): \(ending.errors)")
    }
  }

  /// How many calls the ledger's file knows by itself.
  private func knownCalls(_ scratch: Scratch) throws -> Int {
    let queue = try DatabaseQueue(path: "\(scratch.path)/.aquatint/ledger.sqlite")
    defer { withExtendedLifetime(queue) {} }
    return try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM exchange") ?? 0 }
  }

  /// At the last point the log has been folded into the file as it went, as far as its pages filled an interval: that nothing is lost with it is
  /// right then, and nothing is asked of the user.
  @Test(arguments: [CrashPoint.afterReceived, .afterInterpreted, .beforeBindings])
  func `a log that is lost with a killed run costs nothing`(_ point: CrashPoint) async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: Self.names), to: "shapes.yaml")
      #expect(try await run(scratch, "--only", "n1").code == 0)
      let killed = try await run(scratch, "--skip", "n1", environment: ["AQUATINT_CRASH_AT": point.rawValue])
      #expect(killed.wasKilled)
      let paid = await emulator.requestCount
      #expect(paid > 1)
      for file in ["-wal", "-shm"] where scratch.exists(".aquatint/ledger.sqlite\(file)") {
        try scratch.remove(".aquatint/ledger.sqlite\(file)")
      }
      let known = try knownCalls(scratch)
      if point != .beforeBindings { #expect(known == 1, "only what was closed with the run before is in the file") }
      if known < paid {
        try await expectRefused(scratch)
        #expect(await emulator.requestCount == paid)
        let rebuilt = try await Program.run("ledger", "rebuild", in: scratch)
        #expect(rebuilt.code == 0, "\(rebuilt.errors)")
        #expect(rebuilt.output.contains("entered from the records; \(known) known already"), "\(rebuilt.output)")
      }
      let next = try await run(scratch)
      #expect(next.code == 0, "\(next.errors)")
      #expect(try next.summary.calls == Self.names.count - paid)
      #expect(await emulator.requestCount == Self.names.count)
    }
  }

  @Test func `a ledger that is gone is made again, and the asset it forgot is not bought`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: Self.names), to: "shapes.yaml")
      #expect(try await run(scratch).code == 0)
      let outputs = try scratch.files(in: "out").mapValues(\.sha256)
      try scratch.remove(".aquatint/ledger.sqlite")
      try await expectRefused(scratch)
      #expect(try await Program.run("ledger", "rebuild", in: scratch).output == "4 calls entered from the records; 0 known already\n")
      try scratch.remove("out")
      let next = try await run(scratch)
      #expect(try next.code == 0 && next.summary.calls == 0, "\(next.errors)")
      #expect(
        try scratch.files(in: "out").mapValues(\.sha256).filter { $0.key != "manifest.json" && $0.key != "index.html" }
          == outputs.filter { $0.key != "manifest.json" && $0.key != "index.html" })
    }
  }

  @Test func `what the manifest says was bought is not bought again by a store that does not know it`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["a"]), to: "shapes.yaml")
      #expect(try await run(scratch).code == 0)
      try scratch.remove(".aquatint")
      try scratch.remove("shapes.lock.yaml")
      let refused = try await run(scratch)
      #expect(refused.code == 1, "\(refused.errors)")
      #expect(refused.output.contains("missing-answer") && refused.output.contains("--refresh"), "\(refused.output)")
      #expect(await emulator.requestCount == 1)
      #expect(try await run(scratch, "--refresh", "a").code == 0)
      #expect(await emulator.requestCount == 2)
    }
  }

  @Test func `the emulator is simply asked again`() async throws {
    let scratch = try Scratch()
    try scratch.write(AnswerShapeTests.pipeline("", cases: ["a"]), to: "shapes.yaml")
    #expect(try await run(scratch).code == 0)
    try scratch.remove(".aquatint/ledger.sqlite")
    let next = try await run(scratch)
    #expect(try next.code == 0 && next.summary.calls == 1, "\(next.errors)")
    try scratch.remove(".aquatint")
    #expect(try await run(scratch).summary.calls == 1)
  }
}
