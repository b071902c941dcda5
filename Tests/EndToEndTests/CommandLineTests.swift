import Testing

@Suite struct CommandLineTests {
  @Test(
    arguments: [
      ["run"], ["run", "a.yaml", "--no-such-option"], ["no-such-verb"], ["run", "a.yaml", "b.yaml"], ["run", "a.yaml", "--jobs", "0"],
      ["run", "a.yaml", "--max-cost", "much"], ["run", "a.yaml", "--format", "xml"], ["run", "a.yaml", "--set", "noequals"],
      ["run", "a.yaml", "--prune", "--only", "x"], ["emulate", "--port", "70000"], ["emulate", "--faults", "missing.json"], ["check"],
      ["inspect"], ["run", "missing.yaml"], ["plan", "missing.yaml"], ["run", "."],
    ])
  func `a wrong command line ends with 2 and a message`(_ arguments: [String]) async throws {
    let scratch = try Scratch()
    try scratch.write(AnswerShapeTests.pipeline("", cases: ["a"]), to: "a.yaml")
    let ending = try await Program.running(arguments, in: scratch) { _ in }
    #expect(ending.code == 2)
    #expect(!ending.errors.isEmpty)
    #expect(ending.output.isEmpty)
    #expect(try scratch.names() == ["a.yaml"])
  }

  @Test(arguments: [["--help"], ["run", "--help"], ["help", "plan"], ["--version"]])
  func `help and version are results and end with 0`(_ arguments: [String]) async throws {
    let ending = try await Program.running(arguments, in: try Scratch()) { _ in }
    #expect(ending.code == 0)
    #expect(!ending.output.isEmpty)
    #expect(ending.errors.isEmpty)
  }

  @Test func `an unknown gateway on the command line ends with 2 and the names there are`() async throws {
    let scratch = try Scratch()
    try scratch.write(AnswerShapeTests.pipeline("", cases: ["a"]), to: "a.yaml")
    let ending = try await Program.run("run", "a.yaml", "--gateway", "emulatr", in: scratch)
    #expect(ending.code == 2)
    #expect(ending.errors.contains("emulatr"))
    #expect(ending.errors.contains("did you mean 'emulator'?"))
  }

  @Test func `output and store may be chosen, below the current folder`() async throws {
    let scratch = try Scratch()
    try scratch.write(AnswerShapeTests.pipeline("", cases: ["a"]), to: "deep/a.yaml")
    let ending = try await Program.run("run", "deep/a.yaml", "--output", "elsewhere", "--store", "kept", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    #expect(scratch.exists("elsewhere/a/icon.png"))
    #expect(scratch.exists("kept/ledger.sqlite"))
    #expect(!scratch.exists("deep/.aquatint"))
    #expect(!scratch.exists("deep/out"))
    let second = try await Program.run(
      "run", "deep/a.yaml", "--output", "elsewhere", "--format", "json", in: scratch, environment: ["AQUATINT_STORE": "kept"])
    #expect(try second.summary.calls == 0)
  }
}
