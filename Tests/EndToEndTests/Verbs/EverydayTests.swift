import GatewayEmulator
import Testing

/// What makes a command line short: the file that is meant, standard input, short options, defaults.
@Suite struct EverydayTests {
  private static let shapes = AnswerShapeTests.pipeline("", cases: ["a"])

  // MARK: the file that is meant

  @Test(arguments: ["run", "plan", "check"])
  func `without a file pipeline.yaml is meant, else the only pipeline file`(_ verb: String) async throws {
    let scratch = try Scratch()
    let none = try await Program.run(verb, in: scratch)
    #expect(none.code == 2 && none.errors.contains("there is no pipeline file in this folder"), "\(none.errors)")
    try scratch.write(Self.shapes, to: "shapes.yaml")
    try scratch.write("version: 1\nassets: {}\nstages: no\n", to: "shapes.lock.yaml")
    try scratch.write("services:\n  version: 1\n  stages: 2\n", to: "compose.yaml")
    let only = try await Program.run(verb, in: scratch)
    #expect(only.code == 0, "\(only.errors)")
    try scratch.write(Self.shapes, to: "others.yaml")
    let several = try await Program.run(verb, in: scratch)
    #expect(several.code == 2 && several.errors.contains("'others.yaml', 'shapes.yaml'"), "\(several.errors)")
    try scratch.write(Self.shapes, to: "pipeline.yaml")
    #expect(try await Program.run(verb, in: scratch).code == 0)
  }

  // MARK: standard input

  private func withInput(_ file: String, _ command: String, in scratch: Scratch) async throws -> Program.Ending {
    let launcher = ["/bin/sh", "-c", "exec \"$0\" \(command) <\(file)"]
    return try await Program.running([], in: scratch, launcher: launcher) { _ in }
  }

  @Test func `check and plan read standard input, with paths from the current folder`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.shapes.replacing("name: shapes\n", with: ""), to: "deep/shapes.yaml")
    try scratch.write(Self.shapes, to: "deep/named.yaml")
    let check = try await withInput("deep/named.yaml", "check -", in: scratch)
    #expect(check.code == 0 && check.output.hasPrefix("1 file, no mistakes, "), "\(check.output) \(check.errors)")
    let plan = try await withInput("deep/named.yaml", "plan - --format json", in: scratch)
    #expect(plan.code == 0 && plan.output.contains("\"output\":\"\(scratch.path)/out\""), "\(plan.output) \(plan.errors)")
    let nameless = try await withInput("deep/shapes.yaml", "check -", in: scratch)
    #expect(nameless.code == 2 && nameless.errors.contains("a pipeline from standard input needs 'name'"), "\(nameless.errors)")
    let run = try await withInput("deep/named.yaml", "run -", in: scratch)
    #expect(run.code == 2 && run.errors.contains("`plan -` and `check -` read standard input"), "\(run.errors)")
    let kept = try await withInput("deep/named.yaml", "plan - --out kept.json", in: scratch)
    #expect(kept.code == 2 && kept.errors.contains("save the pipeline in one first"), "\(kept.errors)")
    #expect(try scratch.names() == ["deep/named.yaml", "deep/shapes.yaml"])
  }

  @Test(arguments: ["check", "plan", "pick"]) func `standard input may be a pipe`(_ verb: String) async throws {
    let scratch = try Scratch()
    try scratch.write(Self.shapes, to: "shapes.yaml")
    try scratch.write("", to: "choices.txt")
    // A pipeline that is read in several parts.
    try scratch.write("# \(String(repeating: "long ", count: 40_000))\n" + Self.shapes, to: "long.yaml")
    let (file, command) = verb == "pick" ? ("choices.txt", "pick shapes.yaml -") : ("long.yaml", "\(verb) -")
    let launcher = ["/bin/sh", "-c", "cat \(file) | \"$0\" \(command)"]
    let ending = try await Program.running([], in: scratch, launcher: launcher) { _ in }
    #expect(ending.code == 0, "\(ending.errors)")
  }

  // MARK: options

  @Test func `short options, quiet and verbose`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.shapes, to: "pipeline.yaml")
    let quiet = try await Program.run("run", "-q", "-j", "2", "-o", "elsewhere", in: scratch)
    // The model has been retired, which is a warning.
    #expect(quiet.code == 0 && !quiet.errors.contains("a: ") && quiet.lines.count == 2, "\(quiet.output) \(quiet.errors)")
    #expect(scratch.exists("elsewhere/a/icon.png"))
    let verbose = try await Program.run("run", "-v", in: scratch)
    #expect(verbose.errors.contains("a: wrote a/icon.png"), "\(verbose.errors)")
    let both = try await Program.run("run", "-q", "-v", in: scratch)
    #expect(both.code == 2 && both.errors.contains("--quiet and --verbose are opposites"))
    let short = try await Program.run("-V", in: scratch)
    let long = try await Program.run("--version", in: scratch)
    #expect(short.code == 0 && short.output == long.output)
  }

  @Test(arguments: [("always", true), ("never", false), ("auto", false)])
  func `colours are chosen`(_ choice: String, _ isColoured: Bool) async throws {
    let scratch = try Scratch()
    try scratch.write(Self.shapes, to: "pipeline.yaml")
    let plan = try await Program.run("plan", "--color", choice, in: scratch)
    #expect(plan.output.contains("\u{1B}[1m") == isColoured)
    let wrong = try await Program.run("check", "missing.yaml", "--color", "sometimes", in: scratch)
    #expect(wrong.code == 2)
  }

  @Test func `a detailed exit code tells whether something is to be done`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.shapes, to: "pipeline.yaml")
    #expect(try await Program.run("plan", "--detailed-exitcode", in: scratch).code == 10)
    #expect(try await Program.run("plan", in: scratch).code == 0)
    #expect(try await Program.run("run", in: scratch).code == 0)
    #expect(try await Program.run("plan", "--detailed-exitcode", in: scratch).code == 0)
    try scratch.write("version: 2\n", to: "pipeline.yaml")
    #expect(try await Program.run("plan", "--detailed-exitcode", in: scratch).code == 2)
  }

  // MARK: explain

  @Test func `messages and failures are explained by their ids`() async throws {
    let scratch = try Scratch()
    let message = try await Program.run("explain", "duplicate-key", in: scratch)
    #expect(message.code == 0 && message.output.hasPrefix("duplicate-key\n\nKeep one of the two."), "\(message.output)")
    let bracketed = try await Program.run("explain", "[duplicate-key]", in: scratch)
    #expect(bracketed.output == message.output)
    let failure = try await Program.run("explain", "not-sent", in: scratch)
    #expect(failure.output.hasPrefix("not-sent\n\nNo connection was made"), "\(failure.output)")
    let ids = try await Program.run("explain", "ids", in: scratch)
    #expect(ids.lines.count > 130 && ids.lines.contains("budget-reached") && ids.lines.contains("yaml-syntax"))
    let wrong = try await Program.run("explain", "duplicate-kye", in: scratch)
    #expect(wrong.code == 2 && wrong.errors.contains("did you mean 'duplicate-key'?"), "\(wrong.errors)")
  }

  // MARK: stores and defaults

  @Test func `the ledger of a pipeline file is found from anywhere`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.shapes, to: "deep/shapes.yaml")
    #expect(try await Program.run("run", "deep/shapes.yaml", in: scratch).code == 0)
    let ledger = try await Program.run("ledger", "deep/shapes.yaml", in: scratch)
    #expect(ledger.code == 0 && ledger.output.contains("1 call"), "\(ledger.errors)")
    #expect(try await Program.run("ledger", in: scratch).code == 3)
    #expect(try await Program.run("ledger", "missing.yaml", in: scratch).code == 2)
  }

  @Test func `gateway, jobs and budget have defaults in the configuration`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      let configuration =
        "gateway: mine\njobs: 1\nbudget: 0.001\ngateways:\n  mine: {like: google, baseURL: 'http://127.0.0.1:\(emulator.port)'"
      try scratch.write(configuration + ", key: '${env.OURS_API_KEY}'}\n", to: ".config/aquatint/config.yaml")
      try scratch.write(Self.shapes, to: "pipeline.yaml")
      let plan = try await Program.run("plan", "--format", "json", in: scratch)
      #expect(plan.output.contains(#""gateways":["mine"]"#), "\(plan.output) \(plan.errors)")
      let run = try await Program.run("run", in: scratch)
      #expect(run.code == 4, "\(run.errors)")
      #expect(try await Program.run("run", "--max-cost", "1", in: scratch).code == 0)
      let drawn = try await Program.run("plan", "--gateway", "emulator", "--format", "json", in: scratch)
      #expect(drawn.output.contains(#""gateways":["emulator"]"#))
    }
    for wrong in ["gateway: mien", "jobs: many", "jobs: 0", "budget: -1"] {
      try scratch.write(wrong + "\n", to: ".config/aquatint/config.yaml")
      let ending = try await Program.run("check", "pipeline.yaml", in: scratch)
      #expect(ending.code == 2 && ending.errors.contains("config.yaml:1:"), "\(wrong): \(ending.errors)")
    }
  }
}
