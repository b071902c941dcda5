import GatewayEmulator
import Testing

@Suite struct BudgetTests {
  @Test func `a budget that allows no call sends none and ends with 4`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["a"]), to: "shapes.yaml")
      let ending = try await Program.run("run", "shapes.yaml", "--max-cost", "0.001", "--format", "json", in: scratch)
      #expect(ending.code == 4)
      #expect(try ending.failures == ["a": "budget-reached"])
      #expect(try ending.summary.calls == 0)
      #expect(await emulator.requestCount == 0)
    }
  }

  @Test func `calls in flight count, so two that together cost too much are not both sent`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["a", "b"]), to: "shapes.yaml")
      // One picture of this class costs between 0.04 and 0.06 USD at the list price.
      let ending = try await Program.run("run", "shapes.yaml", "--max-cost", "0.07", "--format", "json", in: scratch)
      #expect(ending.code == 4)
      #expect(try ending.failures.values.sorted() == ["budget-reached"])
      #expect(await emulator.requestCount == 1)
      // The one that was made is kept; the other one alone is within the budget of a further run.
      let next = try await Program.run("run", "shapes.yaml", "--max-cost", "0.07", "--format", "json", in: scratch)
      #expect(next.code == 0)
      #expect(try next.summary.calls == 1)
    }
  }

  @Test func `a price that is not known cannot be kept within a budget`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["a"]), to: "shapes.yaml")
      let ending = try await Program.run(
        "run", "shapes.yaml", "--model", "some-other-model", "--max-cost", "100", "--format", "json", in: scratch)
      #expect(ending.code == 4)
      #expect(await emulator.requestCount == 0)
    }
  }

  @Test func `an unknown price is let through by --allow-unknown-price`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["a"]), to: "shapes.yaml")
      let arguments = ["shapes.yaml", "--model", "some-other-model", "--max-cost", "100", "--allow-unknown-price"]
      let plan = try await Program.running(["plan"] + arguments, in: scratch) { _ in }
      #expect(plan.code == 0)
      #expect(!plan.errors.contains("over-budget"))
      let run = try await Program.running(["run"] + arguments, in: scratch) { _ in }
      #expect(run.code == 0, "\(run.errors)")
      #expect(await emulator.requestCount == 1)
    }
  }

  private static let limits: [(budget: String, option: String?, code: Int32)] = [
    ("0.001", nil, 4), ("10", "0.001", 4), ("0.001", "10", 4), ("10", "10", 0),
  ]

  @Test(arguments: limits)
  func `the budget of the file holds too, and the smaller one counts`(_ budget: String, _ option: String?, _ code: Int32) async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(AnswerShapeTests.pipeline("budget: \(budget)\n" + emulator.gateway, cases: ["a"]), to: "shapes.yaml")
      let more = option.map { ["--max-cost", $0] } ?? []
      let plan = try await Program.running(["plan", "shapes.yaml"] + more, in: scratch) { _ in }
      #expect(plan.code == 0)
      #expect(plan.errors.contains("more than the 0.001 USD allowed") == (code == 4), "\(plan.errors)")
      let run = try await Program.running(["run", "shapes.yaml"] + more, in: scratch) { _ in }
      #expect(run.code == code, "\(run.errors)")
      #expect(await emulator.requestCount == (code == 0 ? 1 : 0))
    }
  }

  @Test(arguments: ["lots", "-1", "$2", "1e3"]) func `a budget that is no amount is an error at its place`(_ budget: String) async throws {
    let scratch = try Scratch()
    let text = AnswerShapeTests.pipeline("budget: \"\(budget)\"", cases: ["a"])
    try scratch.write(text, to: "shapes.yaml")
    let line = try #require(text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.hasPrefix("budget") }) + 1
    let ending = try await Program.run("check", "shapes.yaml", in: scratch)
    #expect(ending.code == 2)
    #expect(ending.errors.contains("shapes.yaml:\(line):9: error: '\(budget)' is not a valid budget"), "\(ending.errors)")
  }

  @Test func `the emulator costs nothing, so no budget stops it`() async throws {
    let scratch = try Scratch()
    try scratch.write(AnswerShapeTests.pipeline("", cases: ["a"]), to: "shapes.yaml")
    let ending = try await Program.run("run", "shapes.yaml", "--max-cost", "0", "--format", "json", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    #expect(try ending.summary.calls == 1)
    #expect(ending.lines.last?.contains(#""cost":"0""#) == true)
  }

  @Test func `frozen makes a needed call an error and lets everything else through`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["a"]), to: "shapes.yaml")
      #expect(try await Program.run("run", "shapes.yaml", in: scratch).code == 0)
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["a", "b"]), to: "shapes.yaml")
      try scratch.remove("out/a/icon.png")
      let ending = try await Program.run("run", "shapes.yaml", "--frozen", "--format", "json", in: scratch)
      #expect(ending.code == 1)
      #expect(try ending.failures == ["b": "frozen"])
      #expect(scratch.exists("out/a/icon.png"))
      #expect(await emulator.requestCount == 1)
    }
  }

  @Test func `frozen needs no key`() async throws {
    let scratch = try Scratch()
    try scratch.write(AnswerShapeTests.pipeline(gatewayLines(port: 9), cases: ["a"]), to: "shapes.yaml")
    let ending = try await Program.run("run", "shapes.yaml", "--frozen", "--format", "json", in: scratch, removing: ["OURS_API_KEY"])
    #expect(ending.code == 1)
    #expect(try ending.failures == ["a": "frozen"])
  }
}
