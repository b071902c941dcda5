import GatewayEmulator
import ImageCore
import Storage
import TestSupport
import Testing

/// The program is killed at every named point of submitting a job and of fetching its answers, and started again.
@Suite struct BatchCrashTests {
  private static let cases = ["a", "b", "c"]

  private static func submissions(to emulator: RunningEmulator) async -> Int {
    await emulator.requests.count { $0.path.hasSuffix(":batchGenerateContent") }
  }

  private static func exchanges(_ scratch: Scratch) async throws -> [Exchange] {
    let store = try await Store.openReadOnly("\(scratch.path)/.aquatint")
    #expect(try await store.problems(readsContents: true) == [])
    return try await store.ledger.allExchanges()
  }

  /// Every asset was asked for once, in all jobs together, and has its picture.
  private static func expectWhole(_ scratch: Scratch, _ emulator: RunningEmulator) async throws {
    let collected = try await Program.run("collect", "shapes.yaml", "--format", "json", in: scratch)
    #expect(collected.code == 0, "\(collected.errors)")
    #expect(try collected.summary.succeeded == cases.count)
    #expect(try collected.summary.calls == 0)
    let bodies = await emulator.requests.filter { $0.path.hasSuffix(":batchGenerateContent") }.map {
      String(decoding: $0.body, as: UTF8.self)
    }
    for name in cases { #expect(bodies.count { $0.contains("<\(name)>") } == 1, "\(name) is asked for once") }
    #expect(try await exchanges(scratch).count { $0.picture != nil } == cases.count)
    let left = try scratch.names().filter { $0.hasSuffix(".tmp") || $0.hasSuffix(".part") || $0.hasSuffix(".jsonl") }
    #expect(left == [".aquatint/calls.jsonl"])
  }

  @Test(arguments: [CrashPoint.beforeIntended, .afterIntended, .jobWritten, .beforeSending, .beforeSubmitted, .afterSubmitted])
  func `a submission that is killed is not made twice`(_ point: CrashPoint) async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(BatchTests.pipeline(BatchTests.gateway(emulator), cases: Self.cases), to: "shapes.yaml")
      let killed = try await Program.run("run", "shapes.yaml", "--batch", in: scratch, environment: ["AQUATINT_CRASH_AT": point.rawValue])
      #expect(killed.wasKilled, "\(killed.errors)")
      let hasLeft = point == .beforeSubmitted || point == .afterSubmitted
      #expect(await Self.submissions(to: emulator) == (hasLeft ? 1 : 0))
      let next = try await Program.run("run", "shapes.yaml", "--batch", "--format", "json", in: scratch)
      #expect(next.code == 0, "\(next.errors)")
      #expect(try next.summary.calls == (hasLeft ? 0 : 3))
      try await Self.expectWhole(scratch, emulator)
    }
  }

  @Test func `a submission that was about to leave is in doubt, and is sent again when a person says so`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(BatchTests.pipeline(BatchTests.gateway(emulator), cases: Self.cases), to: "shapes.yaml")
      let point = CrashPoint.afterSending.rawValue
      #expect(try await Program.run("run", "shapes.yaml", "--batch", in: scratch, environment: ["AQUATINT_CRASH_AT": point]).wasKilled)
      for command in [["run", "shapes.yaml", "--batch"], ["run", "shapes.yaml"], ["collect", "shapes.yaml"]] {
        let ending = try await Program.running(command, in: scratch) { _ in }
        #expect(ending.code == 6, "\(command): \(ending.errors)")
      }
      #expect(
        try await Self.exchanges(scratch).allSatisfy { $0.state == .unknown && $0.reason?.contains("lists 0 jobs without it") ?? false })
      #expect(await Self.submissions(to: emulator) == 0)
      #expect(try await Program.run("ledger", "resolve", "--resend", "all", in: scratch).code == 0)
      #expect(try await Program.run("run", "shapes.yaml", "--batch", in: scratch).code == 0)
      try await Self.expectWhole(scratch, emulator)
    }
  }

  @Test(
    arguments: [
      CrashPoint.jobReported, .itemCollected, .bodyBegun, .bodyWritten, .bodySynced, .bodyNamed, .beforeReceived, .afterReceived,
      .beforeInterpreted, .afterInterpreted,
    ])
  func `a collection that is killed goes on from there`(_ point: CrashPoint) async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(BatchTests.pipeline(BatchTests.gateway(emulator), cases: Self.cases), to: "shapes.yaml")
      #expect(try await Program.run("run", "shapes.yaml", "--batch", in: scratch).code == 0)
      let killed = try await Program.run("collect", "shapes.yaml", in: scratch, environment: ["AQUATINT_CRASH_AT": point.rawValue])
      #expect(killed.wasKilled, "\(killed.errors)")
      try await Self.expectWhole(scratch, emulator)
    }
  }

  /// Four pictures of noise, which no format makes small, are more than a request may hold.
  @Test(arguments: [nil, CrashPoint.jobUploaded])
  func `a large job is uploaded, and an upload that is killed is made again`(_ point: CrashPoint?) async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      for index in 0..<4 {
        let noise = TestPictures.noise(PixelSize(1300, 1300), seed: UInt64(index + 1))
        try scratch.write(encoded(noise, as: FormatID("png")), to: "noise\(index).png")
      }
      let text = """
        version: 1
        name: shapes
        model: gemini-3.1-flash-image
        output: out
        asset: one
        stages:
          - decode: noise0.png
          - normalize: {longest: 1300, mime: [image/png]}
          - generate: {prompt: "A pier", references: [noise1.png, noise2.png, noise3.png], aspectRatio: "1:1", imageSize: "512"}
        \(BatchTests.gateway(emulator))
        """
      try scratch.write(text, to: "shapes.yaml")
      if let point {
        let killed = try await Program.run("run", "shapes.yaml", "--batch", in: scratch, environment: ["AQUATINT_CRASH_AT": point.rawValue])
        #expect(killed.wasKilled, "\(killed.errors)")
      }
      let sent = try await Program.run("run", "shapes.yaml", "--batch", "--format", "json", in: scratch)
      #expect(sent.code == 0, "\(sent.errors)")
      #expect(await emulator.requests.contains { $0.path.hasPrefix("/upload/v1beta/files/") })
      #expect(await Self.submissions(to: emulator) == 1)
      let collected = try await Program.run("collect", "shapes.yaml", "--format", "json", in: scratch)
      #expect(collected.code == 0, "\(collected.errors)")
      #expect(try collected.summary.succeeded == 1)
      #expect(await emulator.requests.contains { $0.path.hasPrefix("/download/v1beta/files/") })
    }
  }
}
