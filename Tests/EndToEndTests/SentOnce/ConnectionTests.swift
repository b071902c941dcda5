import GatewayEmulator
import ScriptedServer
import Testing

/// Breaks on the way to a gateway. What may have been billed is never sent again by itself.
@Suite struct ConnectionTests {
  static let breaks: [(name: String, fault: Fault)] = [
    ("reset after the request", .resetAfterReading), ("close after the request", .closeAfterReading),
    ("body cut short", .cutBody(after: 2_000)), ("body cut before its first byte", .cutBody(after: 0)),
  ]

  @Test(arguments: breaks.map(\.name))
  func `a break after the request leaves it unknown and unsent`(_ name: String) async throws {
    let scratch = try Scratch()
    let fault = try #require(Self.breaks.first { $0.name == name }).fault
    try await withGateway(.init(prompt: "<broken>", fault)) { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["broken", "good"]), to: "shapes.yaml")
      let first = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(first.code == 6)
      #expect(try first.failures == ["broken": "unknown-exchange"])
      #expect(try first.summary.calls == 2)
      #expect(await emulator.requestCount == 2)

      let second = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(second.code == 6)
      #expect(try second.failures == ["broken": "unknown-exchange"])
      #expect(try second.summary.calls == 0)
      #expect(await emulator.requestCount == 2)

      let plan = try await Program.run("plan", "shapes.yaml", "--format", "json", in: scratch)
      #expect(plan.code == 0)
      #expect(try plan.plan.calls == 0)
      #expect(try plan.plan.step("generate", of: "broken")?.status == "blocked")
      #expect(plan.errors.contains("undecided-exchanges"))
    }
  }

  @Test func `a break before the request is read counts as unknown too`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.resetBeforeReading)) { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["broken"]), to: "shapes.yaml")
      let first = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      // Which side of the first byte it hits is up to the machine: either proven unsent, or unknown and never sent again.
      #expect([3, 6].contains(first.code))
      #expect(["not-sent", "unknown-exchange"].contains(try first.failures["broken"]))
    }
  }

  @Test func `a gateway that refuses connections ends with 3, and the next run calls`() async throws {
    let scratch = try Scratch()
    let port = try DeafPort()
    try scratch.write(AnswerShapeTests.pipeline(gatewayLines(port: port.number), cases: ["a", "b"]), to: "shapes.yaml")
    let refused = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
    withExtendedLifetime(port) {}
    #expect(refused.code == 3)
    #expect(try refused.failures == ["a": "not-sent", "b": "not-sent"])
    #expect(try refused.summary.calls == 0)
    try await withGateway { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["a", "b"]), to: "shapes.yaml")
      let next = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(next.code == 0)
      #expect(try next.summary.calls == 2)
    }
  }

  @Test func `each request opens its own connection and redirects are not followed`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.status(307))) { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["moved"]), to: "shapes.yaml")
      let ending = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(ending.code == 1)
      #expect(try ending.failures == ["moved": "redirected"])
      let requests = await emulator.requests
      #expect(requests.count == 1)
      #expect(requests.first?.authentication == .bearer)
    }
  }
}
