import GatewayEmulator
import Testing

/// Calls at tiers, and what they are booked with.
@Suite struct ServiceTierTests {
  private static func pipeline(_ emulator: RunningEmulator, generate: String = "", cases: [String] = ["a"], gateway: String = "") -> String
  {
    """
    version: 1
    name: pier
    model: gemini-3-pro-image-preview
    matrix:
      shape: [\(cases.map { "\"\($0)\"" }.joined(separator: ", "))]
    asset: ${shape}
    output: out
    stages:
      - generate: {prompt: "A pier, case <${shape}>", aspectRatio: "1:1", imageSize: "1K"\(generate)}
    gateway: ours
    gateways:
      ours: {like: google, baseURL: "http://127.0.0.1:\(emulator.port)", key: "${env.OURS_API_KEY}"\(gateway)}
    """
  }

  private static let busy = Fault.status(503, ErrorAnswer(retryDelay: "0.02s"))

  @Test func `a flex call is billed by the tier that answered, and its answer serves every other tier`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(prompt: "<down>", .serviceTier("standard")), .init(prompt: "<mute>", .noServiceTier)) { emulator in
      try scratch.write(Self.pipeline(emulator, generate: ", tier: flex", cases: ["half", "down", "mute"]), to: "pier.yaml")
      let ending = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
      #expect(ending.code == 0, "\(ending.errors)")
      let requests = await emulator.requests
      #expect(requests.map(\.serviceTier) == ["flex", "flex", "flex"])
      #expect(requests.allSatisfy { String(decoding: $0.body, as: UTF8.self).hasSuffix(#","store":false,"serviceTier":"flex"}"#) })
      // 1,120 tokens of 120 USD a million, half of that, and the prompt's few.
      func bill(_ asset: String) async throws -> Double {
        let history = try await Program.run("ledger", "history", "pier.yaml", asset, in: scratch)
        let cost = history.output.split(separator: "  ").first { $0.hasSuffix(" USD") }
        return try #require(cost.flatMap { Double($0.dropLast(4)) })
      }
      #expect(try await bill("half") < 0.068)
      #expect(try await bill("mute") < 0.068)
      #expect(try await bill("down") > 0.134)
      #expect(try ending.events.contains { $0.message?.contains("does not name its tier") == true })
      // Neither tier nor storage is in a key.
      for generate in ["", ", tier: priority", ", storage: allow"] {
        try scratch.write(Self.pipeline(emulator, generate: generate, cases: ["half", "down", "mute"]), to: "pier.yaml")
        #expect(try await Program.run("run", "pier.yaml", "--format", "json", in: scratch).summary.calls == 0)
      }
      #expect(try await Program.run("run", "pier.yaml", "--tier", "standard", "--format", "json", in: scratch).summary.calls == 0)
    }
  }

  @Test func `an answer of before there was 'store' serves a request that has it`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(Self.pipeline(emulator, gateway: ", store: false"), to: "pier.yaml")
      #expect(try await Program.run("run", "pier.yaml", "--format", "json", in: scratch).summary.calls == 1)
      #expect(await emulator.requests.allSatisfy { !String(decoding: $0.body, as: UTF8.self).contains("store") })
      try scratch.write(Self.pipeline(emulator), to: "pier.yaml")
      let ending = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
      #expect(ending.code == 0)
      #expect(try ending.summary.calls == 0)
    }
  }

  @Test func `no room is waited for as long as there is patience, beyond four requests`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(times: 6, Self.busy)) { emulator in
      try scratch.write(Self.pipeline(emulator, generate: ", tier: flex"), to: "pier.yaml")
      let ending = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
      #expect(ending.code == 0, "\(ending.errors)")
      #expect(try ending.summary.calls == 7)
    }
  }

  @Test func `where patience ends, 'otherwise' moves on to the standard tier`() async throws {
    let scratch = try Scratch()
    try await withGateway(script: [.init(tier: "flex", Self.busy)]) { emulator in
      let generate = ", tier: flex, patience: 1s, otherwise: [standard]"
      try scratch.write(Self.pipeline(emulator, generate: generate), to: "pier.yaml")
      let plan = try await Program.run("plan", "pier.yaml", "--format", "json", in: scratch)
      let cost = try #require(try plan.plan.cost)
      #expect(try #require(Double(cost.low)) < 0.068)
      #expect(try #require(Double(cost.high)) > 0.134, "the standard price is set aside")
      let ending = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
      #expect(ending.code == 0, "\(ending.errors)")
      let tiers = await emulator.requests.map(\.serviceTier)
      #expect(tiers.last == .some(nil) && tiers.dropLast().allSatisfy { $0 == "flex" } && tiers.count > 1)
      #expect(try ending.events.contains { $0.message?.contains("as 'otherwise' allows") == true })
    }
  }

  @Test func `without it, the next run asks again`() async throws {
    let scratch = try Scratch()
    try await withGateway(script: [.init(tier: "flex", Self.busy)]) { emulator in
      try scratch.write(Self.pipeline(emulator, generate: ", tier: flex, patience: 1s"), to: "pier.yaml")
      let ending = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
      #expect(ending.code == 1)
      #expect(try ending.failures == ["a": "overloaded"])
      #expect(try await Program.run("run", "pier.yaml", "--tier", "standard", "--format", "json", in: scratch).code == 0)
    }
  }

  @Test func `the gateway's own figure is booked, the difference said, and one that cannot be leaves the cost unknown`() async throws {
    let scratch = try Scratch()
    let rules: [EmulatorScript.Rule] = [
      .init(prompt: "<own>", .cost(usd: "0.05")), .init(prompt: "<free>", .cost(usd: "0")),
      .init(prompt: "<header>", .header("x-litellm-response-cost", "0.07")),
    ]
    try await withGateway(script: rules) { emulator in
      let cases = ["own", "free", "header"]
      try scratch.write(Self.pipeline(emulator, cases: cases, gateway: ", costHeader: x-litellm-response-cost"), to: "pier.yaml")
      let ending = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
      #expect(ending.code == 0, "\(ending.errors)")
      #expect(try ending.events.contains { $0.asset == "own" && $0.message?.contains("it reports a cost of 0.05 USD") == true })
      let report = try await Program.run("ledger", in: scratch)
      #expect(report.output.contains("3 calls, 0.12 USD"), "\(report.output)")
      #expect(report.output.contains("1 of unknown cost") || report.output.contains("unknown"), "\(report.output)")
    }
  }

  @Test func `a tier that is not there is found by check`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(
        Self.pipeline(emulator, generate: ", tier: flex").replacing("gemini-3-pro-image-preview", with: "gemini-nano-banana-2.1"),
        to: "pier.yaml")
      let ending = try await Program.run("check", "pier.yaml", in: scratch)
      #expect(ending.code == 2)
      #expect(ending.errors.contains("pier.yaml:9:") && ending.errors.contains("[unavailable-tier]"), "\(ending.errors)")
    }
  }
}
