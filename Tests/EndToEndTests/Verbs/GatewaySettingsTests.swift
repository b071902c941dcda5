import GatewayEmulator
import ScriptedServer
import Testing

@Suite struct GatewaySettingsTests {
  @Test(arguments: [
    "not a url", "ftp://127.0.0.1", "http://example.com", "https://", "//host", "https://user:word@host.example",
    "https://host.example/?a=b",
    "http://127.0.0.1:99999",
  ])
  func `a base URL that is none ends with 2 at its place`(_ url: String) async throws {
    let scratch = try Scratch()
    let lines = gatewayLines(port: 9).replacing("http://127.0.0.1:9", with: "\"\(url)\"")
    let text = AnswerShapeTests.pipeline(lines, cases: ["a"])
    try scratch.write(text, to: "shapes.yaml")
    let line = try #require(text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains("baseURL") }) + 1
    for verb in ["check", "plan", "run"] {
      let ending = try await Program.run(verb, "shapes.yaml", in: scratch)
      #expect(ending.code == 2)
      #expect(ending.errors.contains("shapes.yaml:\(line):14: error: "), "\(ending.errors)")
    }
    #expect(try scratch.names() == ["shapes.yaml"])
  }

  /// What the emulator draws must never count as a picture that was paid for.
  @Test func `the emulator cannot stand in for a real gateway`() async throws {
    let scratch = try Scratch()
    let ours = gatewayLines(port: 9)
    let text = AnswerShapeTests.pipeline(ours.replacing("gateway: ours", with: "gateway: [ours, emulator]"), cases: ["a"])
    #expect(text.contains("[ours, emulator]"))
    try scratch.write(text, to: "shapes.yaml")
    for verb in ["check", "plan", "run"] {
      let ending = try await Program.run(verb, "shapes.yaml", in: scratch)
      #expect(ending.code == 2)
      #expect(
        ending.errors.contains("'emulator' cannot stand in for 'ours'") && ending.errors.contains("[mixed-gateways]"), "\(ending.errors)")
    }
    try scratch.write(AnswerShapeTests.pipeline(ours, cases: ["a"]), to: "shapes.yaml")
    let options = ["plan", "shapes.yaml", "--gateway", "emulator", "--gateway", "ours"]
    #expect(try await Program.running(options, in: scratch) { _ in }.code == 2)
    #expect(try scratch.names() == ["shapes.yaml"])
  }

  @Test func `a key that is not set is a warning of plan and ends run with 3, by the variable's name`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["a"]), to: "shapes.yaml")
      for variables in [["OURS_API_KEY": ""], [:]] {
        let plan = try await Program.run(
          "plan", "shapes.yaml", in: scratch, environment: variables, removing: variables.isEmpty ? ["OURS_API_KEY"] : [])
        #expect(plan.code == 0)
        #expect(plan.errors.contains("OURS_API_KEY"))
        #expect(plan.errors.contains("warning"))
        let run = try await Program.run(
          "run", "shapes.yaml", in: scratch, environment: variables, removing: variables.isEmpty ? ["OURS_API_KEY"] : [])
        #expect(run.code == 3)
        #expect(run.errors.contains("OURS_API_KEY"))
      }
      #expect(await emulator.requestCount == 0)
      #expect(!scratch.exists("out"))
    }
  }

  @Test func `with everything there no key is needed`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["a"]), to: "shapes.yaml")
      #expect(try await Program.run("run", "shapes.yaml", in: scratch).code == 0)
      let again = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch, removing: ["OURS_API_KEY"])
      #expect(again.code == 0)
      #expect(try again.summary.calls == 0)
    }
  }

  @Test(arguments: [("bearer", ReceivedRequest.Authentication.bearer), ("x-goog-api-key", .googleAPIKey), ("raw", .raw), ("none", .none)])
  func `the key goes where the profile says`(_ spelling: String, _ wanted: ReceivedRequest.Authentication) async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      let lines = emulator.gateway.replacing("auth: bearer", with: "auth: \(spelling)")
      try scratch.write(AnswerShapeTests.pipeline(lines, cases: ["a"]), to: "shapes.yaml")
      #expect(try await Program.run("run", "shapes.yaml", in: scratch).code == 0)
      #expect(await emulator.requests.map(\.authentication) == [wanted])
    }
  }

  @Test func `loopback addresses never go through a proxy`() async throws {
    let scratch = try Scratch()
    let proxy = try DeafPort()
    try await withGateway { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["a"]), to: "shapes.yaml")
      let address = "http://127.0.0.1:\(proxy.number)"
      let ending = try await Program.run(
        "run", "shapes.yaml", in: scratch, environment: ["HTTP_PROXY": address, "HTTPS_PROXY": address, "http_proxy": address])
      #expect(ending.code == 0)
    }
  }

  @Test func `an answer of the emulator never serves a real gateway`() async throws {
    let scratch = try Scratch()
    try scratch.write(AnswerShapeTests.pipeline("", cases: ["a"]), to: "shapes.yaml")
    #expect(try await Program.run("run", "shapes.yaml", in: scratch).code == 0)
    try await withGateway { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["a"]), to: "shapes.yaml")
      let ending = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(try ending.summary.calls == 1)
      let text = try scratch.text("shapes.lock.yaml")
      #expect(text.contains("exchange:"))
    }
  }

  @Test func `a binding without its answer blocks the asset and is never bought again`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["a"]), to: "shapes.yaml")
      #expect(try await Program.run("run", "shapes.yaml", in: scratch).code == 0)
      try scratch.remove(".aquatint")
      let plan = try await Program.run("plan", "shapes.yaml", "--format", "json", in: scratch)
      #expect(plan.code == 0)
      #expect(try plan.plan.step("generate", of: "a")?.status == "blocked")
      let run = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(run.code == 1)
      #expect(try run.failures == ["a": "missing-answer"])
      #expect(await emulator.requestCount == 1)
      let refreshed = try await Program.run("run", "shapes.yaml", "--refresh", "a", "--format", "json", in: scratch)
      #expect(refreshed.code == 0)
      #expect(await emulator.requestCount == 2)
    }
  }
}
