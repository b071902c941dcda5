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
