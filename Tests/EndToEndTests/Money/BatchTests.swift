import BuiltIns
import GatewayEmulator
import Storage
import Testing

/// Calls that are made as items of batch jobs, and answers that are fetched later.
@Suite struct BatchTests {
  static func pipeline(_ gateway: String, cases: [String], more: String = "") -> String {
    """
    version: 1
    name: shapes
    model: gemini-3.1-flash-image
    matrix:
      shape: [\(cases.map { "\"\($0)\"" }.joined(separator: ", "))]
    asset: ${shape}
    output: out
    stages:
      - generate: {prompt: "A pier, case <${shape}>", aspectRatio: "1:1", imageSize: "512"}
    \(more)  - decode: result
      - thumbnails:
          - {name: icon, longest: 16, format: png}
    \(gateway)
    """
  }

  static func gateway(_ emulator: RunningEmulator) -> String {
    """
    gateway: ours
    gateways:
      ours:
        like: google
        baseURL: http://127.0.0.1:\(emulator.port)
        key: ${env.OURS_API_KEY}
    """
  }

  private static func exchanges(_ scratch: Scratch) async throws -> [Exchange] {
    try await Store.openReadOnly("\(scratch.path)/.aquatint").ledger.allExchanges()
  }

  @Test func `a run submits, waits for nothing, and a later collect makes the files at half the price`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(Self.pipeline(Self.gateway(emulator), cases: ["a", "b", "c"]), to: "shapes.yaml")
      let plan = try await Program.run("plan", "shapes.yaml", "--batch", in: scratch)
      #expect(plan.code == 0, "\(plan.errors)")
      #expect(plan.output.contains("standard") && plan.output.contains("batch"), "both stand side by side: \(plan.output)")

      let sent = try await Program.run("run", "shapes.yaml", "--batch", in: scratch)
      #expect(sent.code == 0, "\(sent.errors)")
      #expect(sent.output.contains("3 pictures are on their way, at half price"), "\(sent.output)")
      #expect(try scratch.names().allSatisfy { !$0.hasPrefix("out/") || !$0.hasSuffix(".png") })
      let submitted = try await Self.exchanges(scratch)
      #expect(submitted.map(\.state) == [.submitted, .submitted, .submitted])
      #expect(Set(submitted.compactMap(\.job?.job)).count == 1)
      #expect(submitted[0].job?.job == "aquatint-\(submitted[0].run)-1")
      #expect(submitted.allSatisfy { $0.tier == "batch" && $0.reserved != nil })

      let waiting = try await Program.run("plan", "shapes.yaml", "--format", "json", in: scratch)
      #expect(try waiting.plan.calls == 0)
      #expect(waiting.output.contains("\"waiting\""))
      // What is on its way is not bought again, and no call is made for it.
      let requests = await emulator.requestCount
      #expect(requests == 1)

      let collected = try await Program.run("collect", "shapes.yaml", "--format", "json", in: scratch)
      #expect(collected.code == 0, "\(collected.errors)")
      #expect(try collected.summary.calls == 0)
      #expect(try collected.summary.succeeded == 3)
      for name in ["a", "b", "c"] { #expect(throws: Never.self) { try pixels(scratch.read("out/\(name)/icon.png")) } }
      let answered = try await Self.exchanges(scratch)
      #expect(answered.allSatisfy { $0.state == .interpreted && $0.picture != nil })
      let single = try await Program.run("run", "shapes.yaml", "--only", "a", "--refresh", "a", in: scratch)
      #expect(single.code == 0, "\(single.errors)")
      // The items of a job are written in the order in which their requests are ready.
      let all = try await Self.exchanges(scratch).filter { $0.slot.asset == "a" }
      #expect(all.count == 2)
      let (batch, standard) = (try #require(all.first?.cost?.nanoUSD), try #require(all.last?.cost?.nanoUSD))
      #expect(batch * 2 == standard || batch * 2 == standard + 1, "halves are halves")
      #expect(all.first?.requestDigest == all.last?.requestDigest, "the request is the same as if it were sent by itself")
      #expect(all.first?.key == all.last?.key)
    }
  }

  @Test(arguments: [true, false])
  func `what a job was asked for again is read, shown and priced, and can be asked for once more`(_ isCollected: Bool) async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(Self.pipeline(Self.gateway(emulator), cases: ["a"]), to: "shapes.yaml")
      #expect(try await Program.run("run", "shapes.yaml", in: scratch).code == 0)
      #expect(try await Program.run("run", "shapes.yaml", "--batch", "--refresh", "a", in: scratch).code == 0)
      // `run` fetches too, and asks for nothing before it has looked at what has come.
      let verb = isCollected ? ["collect"] : ["run", "--refresh", "a"]
      let fetched = try await Program.running(verb + ["shapes.yaml", "--format", "json"], in: scratch) { _ in }
      #expect(fetched.code == 0, "\(fetched.errors)")
      #expect(try fetched.summary.calls == 0)
      let exchanges = try await Self.exchanges(scratch)
      #expect(exchanges.map(\.state) == [.interpreted, .interpreted])
      #expect(exchanges.allSatisfy { $0.cost?.nanoUSD != nil })
      let shown = try #require(exchanges.last?.id.text)
      #expect(try scratch.text("shapes.lock.yaml").contains("exchange: \"\(shown)\""))

      let again = try await Program.run("run", "shapes.yaml", "--refresh", "a", "--format", "json", in: scratch)
      #expect(again.code == 0, "\(again.errors)")
      #expect(try again.summary.calls == 1)
    }
  }

  @Test func `at the default gateway a job outlives the run that submitted it`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline("", cases: ["a", "b"]), to: "shapes.yaml")
    let sent = try await Program.run("run", "shapes.yaml", "--batch", "--format", "json", in: scratch)
    #expect(sent.code == 0, "\(sent.errors)")
    #expect(sent.output.contains("\"submitted\":2"))
    #expect(try sent.summary.calls == 2)
    let collected = try await Program.run("collect", "shapes.yaml", "--format", "json", in: scratch)
    #expect(collected.code == 0, "\(collected.errors)")
    #expect(try collected.summary.succeeded == 2)
    #expect(try collected.summary.calls == 0)
    let again = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
    #expect(again.code == 0)
    #expect(try again.summary.calls == 0)
  }

  @Test func `what is on its way ends run and collect with 7`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(tier: "job", .jobDelay(.seconds(100_000)))) { emulator in
      try scratch.write(Self.pipeline(Self.gateway(emulator), cases: ["a", "b"]), to: "shapes.yaml")
      #expect(try await Program.run("run", "shapes.yaml", "--batch", "--only", "a", in: scratch).code == 0)
      let run = try await Program.run("collect", "shapes.yaml", "--only", "a", "--format", "json", in: scratch)
      #expect(run.code == 7, "\(run.errors)")
      #expect(run.output.contains("\"waiting\":1"))
      #expect(try await Program.run("run", "shapes.yaml", "--only", "a", in: scratch).code == 7)
      // Others are submitted beside those that are on their way.
      #expect(try await Program.run("run", "shapes.yaml", "--batch", in: scratch).code == 0)
      #expect(try await Self.exchanges(scratch).map(\.state) == [.submitted, .submitted])
    }
  }

  @Test func `a wait ends with the answers`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(tier: "job", .jobDelay(.seconds(2)))) { emulator in
      try scratch.write(Self.pipeline(Self.gateway(emulator), cases: ["a", "b"]), to: "shapes.yaml")
      #expect(try await Program.run("run", "shapes.yaml", "--batch", in: scratch).code == 0)
      let waited = try await Program.run("collect", "shapes.yaml", "--wait", "--format", "json", in: scratch)
      #expect(waited.code == 0, "\(waited.errors)")
      #expect(try waited.summary.succeeded == 2)
    }
  }

  @Test func `each item has an outcome of its own, and only those that failed are asked again`() async throws {
    let scratch = try Scratch()
    let rules: [EmulatorScript.Rule] = [
      .init(prompt: "<refused>", tier: "batch", .status(400)), .init(prompt: "<busy>", tier: "batch", .status(503)),
      .init(prompt: "<missing>", tier: "batch", .itemMissing), .init(prompt: "<words>", .textOnly()),
    ]
    try await withGateway(script: rules) { emulator in
      let cases = ["good", "refused", "busy", "missing", "words"]
      try scratch.write(Self.pipeline(Self.gateway(emulator), cases: cases), to: "shapes.yaml")
      #expect(try await Program.run("run", "shapes.yaml", "--batch", in: scratch).code == 0)
      let collected = try await Program.run("collect", "shapes.yaml", "--format", "json", in: scratch)
      #expect(collected.code == 6, "an item without an answer may have been billed: \(collected.errors)")
      #expect(try collected.summary.succeeded == 1)
      let states = Dictionary(try await Self.exchanges(scratch).map { ($0.slot.asset, $0.state) }) { $1 }
      #expect(states == ["good": .interpreted, "refused": .rejected, "busy": .rejected, "missing": .unknown, "words": .interpreted])
      let next = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(try next.summary.calls == 3, "those that were refused, and the one without a picture once more")
    }
  }

  @Test(arguments: [Fault.jobExpired, .jobFailed])
  func `a job without results leaves its items to the next run`(_ fault: Fault) async throws {
    let scratch = try Scratch()
    try await withGateway(.init(tier: "job", times: 1, fault)) { emulator in
      try scratch.write(Self.pipeline(Self.gateway(emulator), cases: ["a", "b"]), to: "shapes.yaml")
      #expect(try await Program.run("run", "shapes.yaml", "--batch", in: scratch).code == 0)
      let collected = try await Program.run("collect", "shapes.yaml", in: scratch)
      #expect(collected.code == 1, "\(collected.errors)")
      #expect(try await Self.exchanges(scratch).allSatisfy { $0.state == .rejected })
      let again = try await Program.run("run", "shapes.yaml", "--batch", "--wait", "--format", "json", in: scratch)
      #expect(again.code == 0, "\(again.errors)")
      #expect(try again.summary.succeeded == 2)
    }
  }

  @Test func `a job is listed and cancelled by its own pipeline only`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(tier: "job", .jobDelay(.seconds(100_000)))) { emulator in
      try scratch.write(Self.pipeline(Self.gateway(emulator), cases: ["a", "b"]), to: "shapes.yaml")
      try scratch.write(
        Self.pipeline(Self.gateway(emulator), cases: ["c"]).replacing("name: shapes", with: "name: other"), to: "other.yaml")
      #expect(try await Program.run("run", "shapes.yaml", "--batch", in: scratch).code == 0)
      let name = try #require(try await Self.exchanges(scratch).first?.job?.job)
      let listed = try await Program.run("batch", "list", "shapes.yaml", "--format", "json", in: scratch)
      #expect(listed.code == 0, "\(listed.errors)")
      #expect(listed.output.contains(name) && listed.output.contains("\"state\":\"pending\""))
      let foreign = try await Program.run("batch", "cancel", "other.yaml", name, in: scratch)
      #expect(foreign.code == 2)
      #expect(foreign.errors.contains("a job of the pipeline 'shapes'"))
      #expect(try await Program.run("batch", "cancel", "shapes.yaml", name, in: scratch).code == 0)
      let collected = try await Program.run("collect", "shapes.yaml", in: scratch)
      #expect(collected.code == 1, "\(collected.errors)")
      let items = try await Self.exchanges(scratch)
      #expect(items.allSatisfy { $0.state == .rejected && $0.outcome == "job-cancelled" })
    }
  }

  @Test func `a submission whose answer is lost is found in the list, and one that is not there stays unknown`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(tier: "job", times: 1, .resetAfterReading), .init(requests: 4...4, .closeBeforeReading)) { emulator in
      try scratch.write(Self.pipeline(Self.gateway(emulator), cases: ["a", "b"]), to: "shapes.yaml")
      let sent = try await Program.run("run", "shapes.yaml", "--batch", "--only", "a", "--format", "json", in: scratch)
      #expect(sent.code == 0, "the list shows it at once, for nothing: \(sent.errors)")
      #expect(try await Self.exchanges(scratch).map(\.state) == [.submitted])
      let lost = try await Program.run("run", "shapes.yaml", "--batch", "--only", "b", in: scratch)
      #expect(lost.code == 6, "\(lost.errors)")
      let collected = try await Program.run("collect", "shapes.yaml", "--format", "json", in: scratch)
      #expect(collected.code == 6)
      #expect(try collected.summary.succeeded == 1)
      #expect(try await Self.exchanges(scratch).map(\.state) == [.interpreted, .unknown])
      #expect(try await Self.exchanges(scratch)[1].reason?.contains("lists 1 jobs without it") ?? false)
    }
  }

  @Test func `turns and retries are made by the next run`() async throws {
    let scratch = try Scratch()
    let second = "  - generate: {prompt: \"Now at night\", aspectRatio: \"1:1\", imageSize: \"512\"}\n"
    try await withGateway { emulator in
      let text = Self.pipeline(Self.gateway(emulator), cases: ["a"], more: "  - decode: result\n  - normalize: {longest: 64}\n" + second)
      try scratch.write(text, to: "shapes.yaml")
      let first = try await Program.run("run", "shapes.yaml", "--batch", "--format", "json", in: scratch)
      #expect(first.code == 0, "\(first.errors)")
      #expect(try first.summary.calls == 1)
      #expect(try await Program.run("run", "shapes.yaml", "--batch", "--format", "json", in: scratch).summary.calls == 1)
      let last = try await Program.run("collect", "shapes.yaml", "--format", "json", in: scratch)
      #expect(last.code == 0, "\(last.errors)")
      #expect(try last.summary.succeeded == 1)
    }
  }

  @Test func `a budget is counted when a job is submitted`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(Self.pipeline(Self.gateway(emulator), cases: ["a", "b", "c"]), to: "shapes.yaml")
      let sent = try await Program.run(
        "run", "shapes.yaml", "--batch", "--max-cost", "0.06", "--jobs", "1", "--format", "json", in: scratch)
      #expect(sent.code == 4, "\(sent.errors)")
      #expect(try sent.summary.calls < 3)
      #expect(try sent.summary.calls > 0)
    }
  }
}
