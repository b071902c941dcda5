import GatewayEmulator
import ScriptedServer
import Testing

/// Several gateways: the next one is asked where the one before has no quota, no room, or is not there; never where it may have worked.
@Suite struct FailoverTests {
  private static func pipeline(_ first: Int, _ second: Int, cases: [String] = ["a"], more: String = "", ratio: String = "1:1") -> String {
    """
    version: 1
    name: pier
    model: gemini-3.1-flash-image
    gateway: [first, second]
    matrix:
      shape: [\(cases.map { "\"\($0)\"" }.joined(separator: ", "))]
    asset: ${shape}
    output: out
    stages:
      - generate: {prompt: "A pier, case <${shape}>", aspectRatio: "\(ratio)", imageSize: "512"}
    gateways:
      first:
        baseURL: http://127.0.0.1:\(first)
        key: ${env.OURS_API_KEY}
        \(more)
      second:
        baseURL: http://127.0.0.1:\(second)
        auth: x-goog-api-key
        key: ${env.SECOND_API_KEY}
    """
  }

  private static let keys = ["SECOND_API_KEY": "second-secret-77ab"]

  private func run(_ scratch: Scratch, _ keys: [String: String] = Self.keys) async throws -> Program.Ending {
    try await Program.run("run", "pier.yaml", "--jobs", "1", "--format", "json", in: scratch, environment: keys)
  }

  @Test func `a quota that is used up stops the gateway for all that follow`() async throws {
    for fault in [Fault.dailyQuota, .insufficientQuota, .status(402, ErrorAnswer(.relay))] {
      let scratch = try Scratch()
      try await withGateway(.init(fault)) { first in
        try await withGateway { second in
          try scratch.write(Self.pipeline(first.port, second.port, cases: ["a", "b", "c"]), to: "pier.yaml")
          let ending = try await run(scratch)
          #expect(ending.code == 0, "\(ending.errors)")
          #expect(try ending.summary.calls == 4)
          #expect(await first.requestCount == 1)
          #expect(await second.requestCount == 3)
          #expect(try ending.events.contains { $0.event == "note" && $0.message?.contains("asking 'second' instead") == true })
          #expect(try await run(scratch).summary.calls == 0)
        }
      }
    }
  }

  @Test func `overload goes elsewhere after four requests, a gateway that is not there too`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.status(503, ErrorAnswer(retryDelay: "0.01s")))) { first in
      try await withGateway { second in
        try scratch.write(Self.pipeline(first.port, second.port), to: "pier.yaml")
        let ending = try await run(scratch)
        #expect(ending.code == 0, "\(ending.errors)")
        #expect(await first.requestCount == 4)
        #expect(await second.requestCount == 1)
      }
    }
    let gone = try DeafPort()
    let other = try Scratch()
    try await withGateway { second in
      try other.write(Self.pipeline(gone.number, second.port, cases: ["a", "b"]), to: "pier.yaml")
      let ending = try await run(other)
      #expect(ending.code == 0, "\(ending.errors)")
      #expect(try ending.summary.calls == 2)
    }
    withExtendedLifetime(gone) {}
  }

  @Test(arguments: [
    (Fault.status(504, ErrorAnswer(.html)), Int32(6)), (.resetAfterReading, 6), (.finishReason("IMAGE_SAFETY"), 1), (.status(400), 1),
    (.status(401), 3), (.status(500), 1),
  ])
  func `what may have worked, was refused, or names a wrong key is nobody else's affair`(_ fault: Fault, _ code: Int32) async throws {
    let scratch = try Scratch()
    try await withGateway(.init(fault)) { first in
      try await withGateway { second in
        try scratch.write(Self.pipeline(first.port, second.port), to: "pier.yaml")
        #expect(try await run(scratch).code == code)
        #expect(await first.requestCount == 1)
        #expect(await second.requestCount == 0)
      }
    }
  }

  @Test func `where all fail the last one decides, and each is named`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.dailyQuota)) { first in
      try await withGateway(.init(.dailyQuota)) { second in
        try scratch.write(Self.pipeline(first.port, second.port), to: "pier.yaml")
        let ending = try await run(scratch)
        #expect(ending.code == 5)
        #expect(try ending.failures == ["a": "quota-exhausted"])
        let message = try #require(try ending.events.first { $0.event == "assetFinished" }?.message)
        #expect(message.contains("'first'") && message.contains("'second'"))
      }
    }
  }

  @Test func `a gateway without a key is passed over with a warning`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.dailyQuota)) { first in
      try await withGateway { second in
        try scratch.write(Self.pipeline(first.port, second.port), to: "pier.yaml")
        let without = try await run(scratch, [:])
        #expect(without.errors.contains("SECOND_API_KEY"))
        #expect(without.code == 3, "the quota is used up here, and there is no key there")
        #expect(await second.requestCount == 0)
        let onlySecond = try await Program.run(
          "run", "pier.yaml", "--format", "json", in: scratch, environment: Self.keys, removing: ["OURS_API_KEY"])
        #expect(onlySecond.code == 0, "\(onlySecond.errors)")
        #expect(onlySecond.errors.contains("OURS_API_KEY"))
        let none = try await Program.run("run", "pier.yaml", "--refresh", "*", in: scratch, removing: ["OURS_API_KEY"])
        #expect(none.code == 3)
      }
    }
  }

  @Test func `what one gateway cannot do goes to the other, and the plan says so`() async throws {
    let scratch = try Scratch()
    try await withGateway { first in
      try await withGateway { second in
        try scratch.write(
          Self.pipeline(first.port, second.port, more: "aspectRatios: [\"1:1\"]", ratio: "16:9"), to: "pier.yaml")
        let plan = try await Program.run("plan", "pier.yaml", in: scratch, environment: Self.keys)
        #expect(plan.code == 0, "\(plan.errors)")
        #expect(plan.output.contains("first: passed over for 1 call: has no ratio 16:9"))
        #expect(plan.output.contains("second: 0."))
        let json = try await Program.run("plan", "pier.yaml", "--format", "json", in: scratch, environment: Self.keys)
        #expect(json.output.contains(#""cannot":"has no ratio 16:9""#))
        let ending = try await run(scratch)
        #expect(ending.code == 0, "\(ending.errors)")
        #expect(await first.requestCount == 0)
        #expect(await second.requestCount == 1)
        try scratch.write(
          Self.pipeline(first.port, second.port, more: "aspectRatios: [\"1:1\"]", ratio: "16:9").replacing(
            "auth: x-goog-api-key", with: "auth: x-goog-api-key\n    aspectRatios: [\"4:3\"]"), to: "pier.yaml")
        let neither = try await Program.run("plan", "pier.yaml", in: scratch, environment: Self.keys)
        #expect(neither.code == 2, "what no gateway can do is a mistake")
      }
    }
  }
}
