import GatewayEmulator
import ScriptedServer
import Storage
import Testing

/// The program is killed at every named point, and started again.
@Suite struct CrashPointTests {
  /// Points that the scene of four assets does not come by; they have tests of their own below.
  private static let elsewhere: Set<CrashPoint> = [
    .beforeNotSent, .afterNotSent, .beforeRemoval, .afterRemoval,
    // Of an earlier version's store: `EarlierVersionTests`.
    .beforeLedgerCopy, .afterLedgerCopy, .afterLedgerMigration,
    // Of jobs: `BatchCrashTests`.
    .jobWritten, .jobUploaded, .beforeSubmitted, .afterSubmitted, .jobReported, .itemCollected,
  ]
  private static let points = CrashPoint.allCases.filter { !elsewhere.contains($0) }

  /// The asset whose call comes by a point.
  private static func asset(for point: CrashPoint) -> String {
    switch point {
    case .beforeRejected, .afterRejected: CrashScene.refused
    case .beforeUnknown, .afterUnknown: CrashScene.lost
    default: CrashScene.good
    }
  }

  /// Where the request may have left and no whole answer is here, so that only a person can decide.
  private static let doubtful: Set<CrashPoint> = [.afterSending, .bodyBegun, .beforeUnknown, .afterUnknown]

  @Test(arguments: points)
  func `a run that is killed loses nothing and pays for nothing twice`(_ point: CrashPoint) async throws {
    let scratch = try Scratch()
    try await withGateway(script: CrashScene.rules) { emulator in
      let scene = try CrashScene(scratch, emulator)
      #expect(try await scene.run("--only", CrashScene.early).code == 0)

      let asset = Self.asset(for: point)
      let killed = try await scene.run("--only", asset, crashingAt: point)
      #expect(killed.wasKilled, "the run came by this point: \(killed.errors)")
      try scene.expectWholeFiles("after the crash")
      let hasLeft = await scene.requests()[asset] == 1
      #expect(hasLeft || [.beforeIntended, .afterIntended, .beforeSending, .afterSending].contains(point))

      let plan = try await Program.run("plan", "shapes.yaml", "--format", "json", in: scratch)
      #expect(plan.code == 0, "\(plan.errors)")
      let promised = try plan.plan.calls
      let next = try await scene.run()
      #expect(try next.summary.calls == promised, "the plan knew what the run would ask")
      // The lost call needs a decision; so does another if nobody can know whether it was billed.
      #expect(next.code == 6, "\(next.errors)")
      let isDoubtful = Self.doubtful.contains(point)
      var failures = [CrashScene.refused: "request-refused", CrashScene.lost: "unknown-exchange"]
      if isDoubtful { failures[asset] = "unknown-exchange" }
      #expect(try next.failures == failures)

      let after = await scene.requests()
      #expect(after[CrashScene.early] == 1)
      #expect(after[CrashScene.lost] == 1)
      // A call that died between the entry and the first byte is in doubt, though it never left.
      #expect(after[CrashScene.good] == (point == .afterSending ? nil : 1))
      // An HTTP error holds no result, so the next run asks again, unless the killed one left that answer to be read.
      #expect(after[CrashScene.refused] == (point == .afterRejected ? 2 : 1))
      try scene.expectWholeFiles("after the next run")
      try scene.expectManifestHolds("after the next run")
      let exchanges = try await scene.expectConsistentStore("after the next run")
      #expect(
        exchanges.filter { $0.slot.asset == CrashScene.good && $0.picture != nil }.count == (failures[CrashScene.good] == nil ? 1 : 0))
      #expect(try scratch.names().filter { $0.hasSuffix(".tmp") || $0.hasSuffix(".part") } == [], "leftovers are removed")

      // With the consent of a person it is sent again, and only then.
      #expect(try await Program.run("ledger", "resolve", "--resend", "all", in: scratch).code == 0)
      #expect(try await scene.run().failures[CrashScene.good] == nil)
      let final = await scene.requests()
      #expect(final[CrashScene.good] == (point == .bodyBegun ? 2 : 1))
      #expect(final[CrashScene.lost] == 2)
    }
  }

  @Test(arguments: [CrashPoint.beforeNotSent, .afterNotSent])
  func `a call that never left is made by the next run`(_ point: CrashPoint) async throws {
    let scratch = try Scratch()
    let deaf = try DeafPort()
    try scratch.write(AnswerShapeTests.pipeline(gatewayLines(port: deaf.number), cases: ["good"]), to: "shapes.yaml")
    let killed = try await Program.run("run", "shapes.yaml", in: scratch, environment: ["AQUATINT_CRASH_AT": point.rawValue])
    #expect(killed.wasKilled)
    withExtendedLifetime(deaf) {}
    try await withGateway { emulator in
      let scene = try CrashScene(scratch, emulator, cases: ["good"])
      let next = try await scene.run()
      #expect(next.code == 0, "\(next.errors)")
      #expect(try next.summary.calls == 1)
      _ = try await scene.expectConsistentStore("after the next run")
    }
  }

  @Test(arguments: [CrashPoint.beforeRemoval, .afterRemoval])
  func `a run that is killed while it prunes is finished by the next`(_ point: CrashPoint) async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      let scene = try CrashScene(scratch, emulator, cases: ["early", "good"])
      #expect(try await scene.run().code == 0)
      try scratch.write("mine", to: "out/good/notes.txt")
      try scene.write(cases: ["early"])
      #expect(try await scene.run("--prune", crashingAt: point).wasKilled)
      let next = try await scene.run("--prune")
      #expect(next.code == 0, "\(next.errors)")
      #expect(try scratch.names(in: "out/good") == ["notes.txt"])
      try scene.expectManifestHolds("after the next run")
      #expect(try scratch.manifest().files.allSatisfy { $0.asset == "early" })
      #expect(await emulator.requestCount == 2)
    }
  }

  @Test func `a point that does not exist is a mistake`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      _ = try CrashScene(scratch, emulator)
      let ending = try await Program.run("run", "shapes.yaml", in: scratch, environment: ["AQUATINT_CRASH_AT": "nowhere"])
      #expect(ending.code == 2)
      #expect(ending.errors.contains("after-received"))
    }
  }
}
