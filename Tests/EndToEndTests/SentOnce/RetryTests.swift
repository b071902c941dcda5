import Foundation
import GatewayEmulator
import ScriptedServer
import Testing

/// What proves that no work was started is asked again, at most four times; what may have worked is not.
@Suite struct RetryTests {
  private static func pipeline(_ gateway: String, cases: [String] = ["a"], generate: String = "") -> String {
    """
    version: 1
    name: pier
    model: gemini-3.1-flash-image
    matrix:
      shape: [\(cases.map { "\"\($0)\"" }.joined(separator: ", "))]
    asset: ${shape}
    output: out
    stages:
      - generate: {prompt: "A pier, case <${shape}>", aspectRatio: "1:1", imageSize: "512"\(generate)}
    \(gateway)
    """
  }

  private static let throttled = Fault.rateLimited(retryDelay: "0.051234567s")
  private static let overloaded = Fault.status(503, ErrorAnswer(retryDelay: "0.02s"))

  @Test(arguments: [
    throttled, overloaded, .status(529, ErrorAnswer(retryDelay: "0.02s")), .status(429, ErrorAnswer(.relay, retryAfter: 0)),
    .errorInside(503),
  ])
  func `nothing was started, so it is asked again`(_ fault: Fault) async throws {
    let scratch = try Scratch()
    try await withGateway(.init(times: 1, fault)) { emulator in
      try scratch.write(Self.pipeline(emulator.gateway), to: "pier.yaml")
      let ending = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
      #expect(ending.code == 0, "\(ending.errors)")
      #expect(try ending.summary.calls == 2)
      #expect(await emulator.requestCount == 2)
      #expect(try ending.events.contains { $0.event == "waiting" && $0.asset == "a" })
      #expect(try await Program.run("run", "pier.yaml", "--format", "json", in: scratch).summary.calls == 0)
    }
  }

  @Test(arguments: [(throttled, "rate-limited"), (overloaded, "overloaded")])
  func `four requests are the most, and the next run asks again`(_ fault: Fault, _ name: String) async throws {
    let scratch = try Scratch()
    try await withGateway(.init(times: 4, fault)) { emulator in
      try scratch.write(Self.pipeline(emulator.gateway), to: "pier.yaml")
      let ending = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
      #expect(ending.code == 1)
      #expect(try ending.failures == ["a": name])
      #expect(try ending.summary.calls == 4)
      #expect(await emulator.requestCount == 4)
      let next = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
      #expect(next.code == 0)
      #expect(try next.summary.calls == 1)
    }
  }

  @Test func `a gateway that asks for more than a minute is not waited for`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.rateLimited(retryDelay: "61s"))) { emulator in
      try scratch.write(Self.pipeline(emulator.gateway, cases: ["a", "b"]), to: "pier.yaml")
      let ending = try await Program.run("run", "pier.yaml", "--jobs", "1", "--format", "json", in: scratch)
      #expect(ending.code == 1)
      #expect(try ending.failures == ["a": "rate-limited", "b": "rate-limited"])
      #expect(await emulator.requestCount == 1, "the second asset hears of what the first met")
    }
  }

  @Test func `a stopped run ends its waiting at once`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.rateLimited(retryDelay: "59s"))) { emulator in
      try scratch.write(Self.pipeline(emulator.gateway), to: "pier.yaml")
      let ending = try await Program.running(["run", "pier.yaml", "--format", "json"], in: scratch) { program in
        _ = try #require(await program.outputLine(containing: #""event":"waiting""#))
        program.send(SIGINT)
      }
      #expect(ending.code == 130)
      #expect(try ending.summary.calls == 1)
      #expect(await emulator.requestCount == 1)
    }
  }

  @Test(arguments: [408, 504, 520, 524])
  func `what may have worked is unknown`(_ status: Int) async throws {
    let scratch = try Scratch()
    try await withGateway(.init(times: 1, .status(status, ErrorAnswer(.html)))) { emulator in
      try scratch.write(Self.pipeline(emulator.gateway), to: "pier.yaml")
      let ending = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
      #expect(ending.code == 6)
      #expect(await emulator.requestCount == 1)
      #expect(try await Program.run("run", "pier.yaml", "--format", "json", in: scratch).code == 6)
      #expect(await emulator.requestCount == 1)
      try scratch.write(Self.pipeline(emulator.gateway + "\n    noWork: [\(status)]"), to: "pier.yaml")
      try scratch.remove(".aquatint")
      let listed = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
      #expect(listed.code == 0, "\(listed.errors)")
    }
  }

  @Test func `a gateway that is not there is tried four times, and is the surroundings' fault`() async throws {
    let scratch = try Scratch()
    let port = try DeafPort()
    try scratch.write(Self.pipeline(gatewayLines(port: port.number), cases: ["a", "b"]), to: "pier.yaml")
    let ending = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
    #expect(ending.code == 3)
    #expect(try ending.summary.calls == 0)
    #expect(try ending.events.filter { $0.event == "waiting" }.count >= 3)
    withExtendedLifetime(port) {}
  }
}
