import Testing

@Suite struct PlanTests {
  private static func pipeline(prompt: String = "A harbour", quality: Int = 80) -> String {
    """
    version: 1
    name: lights
    model: gemini-3.1-flash-image
    output: out
    stages:
      - generate: {prompt: "\(prompt)", aspectRatio: "1:1", imageSize: "512"}
      - decode: result
      - verify: {otherwise: [retry 2, fail]}
      - thumbnails:
          - {name: card, longest: 64, format: jpeg, quality: \(quality)}
    """
  }

  private func plan(_ scratch: Scratch, _ arguments: String...) async throws -> PlanReport {
    let ending = try await Program.running(["plan", "lights.yaml", "--format", "json"] + arguments, in: scratch) { _ in }
    #expect(ending.code == 0, "\(ending.errors)")
    return try ending.plan
  }

  @Test func `a plan writes nothing, before the first run and after it`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline(), to: "lights.yaml")
    let untouched = try scratch.tree()
    _ = try await plan(scratch)
    #expect(try scratch.tree() == untouched)
    #expect(try await Program.run("run", "lights.yaml", in: scratch).code == 0)
    let made = try scratch.tree()
    _ = try await plan(scratch)
    #expect(try scratch.tree() == made)
  }

  @Test func `a plan says what will be called and why`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline(), to: "lights.yaml")
    let first = try await plan(scratch)
    #expect((first.calls, first.callsAtMost, first.reused) == (1, 4, 0), "two retries, and one more for an answer that holds nothing")
    #expect(first.step("generate", of: "lights")?.status == "call")
    #expect(first.step("generate", of: "lights")?.why == "new")
    #expect(first.step("thumbnails", of: "lights")?.why == "new")
    #expect(first.cost?.currency == "USD")
    #expect(first.cost?.high == "0", "the emulator costs nothing")

    #expect(try await Program.run("run", "lights.yaml", in: scratch).code == 0)
    let second = try await plan(scratch)
    #expect((second.calls, second.callsAtMost, second.reused) == (0, 0, 1))
    #expect(second.step("generate", of: "lights")?.why == "up to date")
    #expect(second.assets.first?.steps.allSatisfy { $0.status == "reuse" || $0.status == "current" } == true)

    try scratch.write(Self.pipeline(prompt: "A harbour in fog"), to: "lights.yaml")
    #expect(try await plan(scratch).step("generate", of: "lights")?.why == "request changed: prompt")

    try scratch.write(Self.pipeline(quality: 50), to: "lights.yaml")
    let requality = try await plan(scratch)
    #expect(requality.calls == 0)
    #expect(requality.step("thumbnails", of: "lights")?.status == "run")
    #expect(requality.step("thumbnails", of: "lights")?.why == "settings changed: quality")

    try scratch.write(Self.pipeline(), to: "lights.yaml")
    try scratch.remove("out/lights/card.jpg")
    #expect(try await plan(scratch).step("thumbnails", of: "lights")?.why == "output missing")
    #expect(try await plan(scratch, "--refresh", "*").calls == 1)
  }

  @Test func `the plan's text has the assets, the reasons and the totals`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline(), to: "lights.yaml")
    let ending = try await Program.run("plan", "lights.yaml", in: scratch)
    #expect(ending.code == 0)
    #expect(ending.output.contains("lights"))
    #expect(ending.output.contains("generate"))
    #expect(ending.output.contains("new"))
    #expect(ending.output.contains("1 asset, 1 call (at most 4)"))
  }

  @Test func `a real gateway's calls have a price, and an unknown model's have none`() async throws {
    let scratch = try Scratch()
    let gateway = gatewayLines(port: 9)
    try scratch.write(Self.pipeline() + "\n" + gateway, to: "lights.yaml")
    let priced = try await plan(scratch)
    #expect(priced.cost.map { $0.low != "0" } == true)
    let unknown = try await plan(scratch, "--model", "some-other-model")
    #expect(unknown.cost == nil)
  }

  @Test func `a budget that the plan goes over is a warning there`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline() + "\n" + gatewayLines(port: 9), to: "lights.yaml")
    let ending = try await Program.run("plan", "lights.yaml", "--max-cost", "0.001", in: scratch)
    #expect(ending.code == 0)
    #expect(ending.errors.contains("[over-budget]"))
  }
}
