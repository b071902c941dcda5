import FoundationEssentials
import GatewayEmulator
import Testing

/// Choosing between answers that are there, and deciding about calls in doubt: all of it free.
@Suite struct ChoiceTests {
  private struct History: Decodable {
    struct Attempt: Decodable {
      let id: String
      let attempt: Int
      let cause: String
      let stage: Int
      let variant: Int
    }

    let attempts: [Attempt]
    let bound: [String]
  }

  private static func pipeline(_ gateway: String, prompt: String = "A pier") -> String {
    """
    version: 1
    name: pier
    model: gemini-3.1-flash-image
    output: out
    stages:
      - generate: {prompt: "\(prompt)", aspectRatio: "1:1", imageSize: "512"}
      - decode: result
      - thumbnails: [{name: icon, longest: 32, format: png}]
    \(gateway)
    """
  }

  private func summary(_ scratch: Scratch, _ arguments: String...) async throws -> Summary {
    let ending = try await Program.running(["run", "pier.yaml", "--format", "json"] + arguments, in: scratch) { _ in }
    #expect(ending.code == 0, "\(ending.errors)")
    return try ending.summary
  }

  private func history(_ scratch: Scratch) async throws -> History {
    let ending = try await Program.run("ledger", "history", "pier.yaml", "pier", "--format", "json", in: scratch)
    return try JSONDecoder().decode(History.self, from: Data(ending.output.utf8))
  }

  @Test func `an earlier answer is picked and shown again for nothing`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(Self.pipeline(emulator.gateway), to: "pier.yaml")
      #expect(try await summary(scratch).calls == 1)
      let first = try scratch.files(in: "out")["pier/icon.png"]
      #expect(try await summary(scratch, "--refresh", "pier").calls == 1)
      #expect(try scratch.files(in: "out")["pier/icon.png"] != first)
      let attempts = try await history(scratch)
      #expect(attempts.attempts.map(\.cause) == ["first", "refresh"])
      #expect(attempts.bound == [attempts.attempts[1].id])
      let told = try await Program.run("ledger", "history", "pier.yaml", "pier", in: scratch).output.split(separator: "\n")
      #expect(told.count == 2)
      for line in told {
        #expect(line.contains(#/  20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ  /#), "\(line)")
        #expect(line.hasSuffix("\"A pier\""), "\(line)")
      }

      let picked = try await Program.run("pick", "pier.yaml", "pier", attempts.attempts[0].id, in: scratch)
      #expect(picked.code == 0, "\(picked.errors)")
      #expect(try await history(scratch).bound == [attempts.attempts[0].id])
      let plan = try await Program.run("plan", "pier.yaml", "--format", "json", in: scratch).plan
      #expect(plan.step("thumbnails", of: "pier")?.why == "another answer")
      #expect(
        plan.step("thumbnails", of: "pier")?.changes == [
          .init(field: "call", before: attempts.attempts[1].id, after: attempts.attempts[0].id)
        ])
      let shown = try await summary(scratch)
      #expect(shown.calls == 0)
      #expect(shown.outputs == 2)
      #expect(await emulator.requestCount == 2)
    }
  }

  /// Two variants, and a later turn that goes on from each.
  private static func variants(_ gateway: String, isLong: Bool) -> String {
    """
    version: 1
    name: pier
    model: gemini-3.1-flash-image
    output: out
    stages:
      - generate: {prompt: A pier, aspectRatio: "1:1", imageSize: "512", variants: 2}
    \(isLong ? "  - generate: {prompt: Make it evening, aspectRatio: \"1:1\", imageSize: \"512\"}" : "")
      - decode: result
      - thumbnails: [{name: icon, longest: 32, format: png}]
    \(gateway)
    """
  }

  @Test(arguments: [false, true])
  func `a variant that is picked changes places with the first, for nothing`(isLong: Bool) async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(Self.variants(emulator.gateway, isLong: isLong), to: "pier.yaml")
      let calls = try await summary(scratch).calls
      #expect(calls == (isLong ? 4 : 2))
      func icons() throws -> [[UInt8]] { try ["icon.png", "icon-2.png"].map { Array(try scratch.read("out/pier/\($0)")) } }
      let before = try icons()
      #expect(before[0] != before[1])
      let attempts = try await history(scratch).attempts
      let last = try #require(attempts.last { $0.variant == 2 && (!isLong || $0.stage == 1) })

      let picked = try await Program.run("pick", "pier.yaml", "pier", last.id, in: scratch)
      #expect(picked.code == 0 && picked.output.contains("`aquatint run pier.yaml` writes its files"), "\(picked.errors)")
      #expect(try await summary(scratch).calls == 0)
      #expect(try icons() == before.reversed())
      let again = try await Program.run("pick", "pier.yaml", "pier", last.id, in: scratch)
      #expect(again.code == 0 && again.output.contains("already"), "\(again.output)")
      #expect(try await summary(scratch).outputs == 0)
      #expect(await emulator.requestCount == calls)
    }
  }

  @Test func `a picture is kept for a prompt whose spelling was mended`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(Self.pipeline(emulator.gateway), to: "pier.yaml")
      #expect(try await summary(scratch).calls == 1)
      try scratch.write(Self.pipeline(emulator.gateway, prompt: "A long pier"), to: "pier.yaml")
      let plan = try await Program.run("plan", "pier.yaml", in: scratch)
      #expect(plan.output.contains("request changed: prompt"))
      let accepted = try await Program.run("accept", "pier.yaml", "p*", "--format", "json", in: scratch)
      #expect(accepted.output == "{\"format\":\"aquatint-accepted/1\",\"accepted\":1}\n", "\(accepted.errors)")
      let after = try await summary(scratch)
      #expect(after.calls == 0 && after.outputs == 0)
    }
  }

  @Test func `a call in doubt is sent again once that is decided, and not before`() async throws {
    let scratch = try Scratch()
    try await withGateway(EmulatorScript.Rule(times: 1, .resetAfterReading)) { emulator in
      try scratch.write(Self.pipeline(emulator.gateway), to: "pier.yaml")
      for _ in 1...2 { #expect(try await Program.run("run", "pier.yaml", in: scratch).code == 6) }
      #expect(await emulator.requestCount == 1)
      let report = try await Program.run("ledger", in: scratch)
      #expect(report.output.contains("1 exchange may have been billed without an answer"))
      #expect(try await Program.run("ledger", "resolve", "--resend", "all", in: scratch).code == 0)
      #expect(await emulator.requestCount == 1)
      #expect(try await summary(scratch).calls == 1)
      #expect(await emulator.requestCount == 2)
    }
  }
}
