import Testing

@Suite struct CommandLineTests {
  @Test(
    arguments: [
      ["run", "a.yaml", "--no-such-option"], ["no-such-verb"], ["run", "a.yaml", "b.yaml"], ["run", "a.yaml", "--jobs", "0"],
      ["run", "a.yaml", "--max-cost", "much"], ["run", "a.yaml", "--format", "xml"], ["run", "a.yaml", "--set", "noequals"],
      ["run", "a.yaml", "--prune", "--only", "x"], ["emulate", "--port", "70000"], ["emulate", "--faults", "missing.json"],
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

  @Test(arguments: [["rnu", "a.yaml"], ["rnu"], ["rnu", "a.yaml", "--jobs", "2"]])
  func `a word that is no command is named, with the one that was meant`(_ arguments: [String]) async throws {
    let ending = try await Program.running(arguments, in: try Scratch()) { _ in }
    #expect(ending.code == 2)
    #expect(ending.errors == "aquatint: there is no command 'rnu'; did you mean 'run'?\n")
  }

  @Test(arguments: [
    ["pick", "a.yaml", "a", "id"], ["unpick", "a.yaml", "a"],
    ["accept", "a.yaml", "a"], ["ledger", "history", "a.yaml", "a"], ["report", "a.yaml"],
  ])
  func `options that would choose assets are refused where they have no say`(_ arguments: [String]) async throws {
    let scratch = try Scratch()
    try scratch.write(AnswerShapeTests.pipeline("", cases: ["a"]), to: "a.yaml")
    for option in ["--only", "--skip", "--refresh"] {
      let ending = try await Program.running(arguments + [option, "a"], in: scratch) { _ in }
      #expect(ending.code == 2)
      #expect(ending.errors.contains("so --only, --skip and --refresh have no place here"), "\(ending.errors)")
    }
    #expect(try scratch.names() == ["a.yaml"])
  }

  @Test func `gateways and models are shown by name`() async throws {
    let scratch = try Scratch()
    for (verb, name, wrong) in [("gateways", "google", "gogle"), ("models", "gemini-3-pro-image", "gemini-3-pro-imag")] {
      let all = try await Program.run(verb, in: scratch)
      let one = try await Program.run(verb, name, in: scratch)
      #expect(one.code == 0 && one.output.hasPrefix(name), "\(one.errors)")
      #expect(all.output.contains(one.output.dropLast()) && one.output.count < all.output.count)
      let none = try await Program.run(verb, wrong, in: scratch)
      #expect(none.code == 2 && none.errors.contains("'\(wrong)'; did you mean '\(name)'?"), "\(none.errors)")
    }
  }

  @Test func `an asset that never was has no history`() async throws {
    let scratch = try Scratch()
    try scratch.write(AnswerShapeTests.pipeline("", cases: ["autumn"]), to: "a.yaml")
    let unknown = try await Program.run("ledger", "history", "a.yaml", "autum", in: scratch)
    #expect(unknown.code == 2)
    #expect(unknown.errors.contains("there is no asset 'autum'; did you mean 'autumn'?"), "\(unknown.errors)")
    let known = try await Program.run("ledger", "history", "a.yaml", "autumn", in: scratch)
    #expect(known.code == 0 && known.output == "no calls were made for 'autumn'\n", "\(known.errors)")
    #expect(try await Program.run("run", "a.yaml", in: scratch).code == 0)
    try scratch.write(AnswerShapeTests.pipeline("", cases: ["winter"]), to: "a.yaml")
    #expect(try await Program.run("ledger", "history", "a.yaml", "autumn", in: scratch).code == 0)
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
