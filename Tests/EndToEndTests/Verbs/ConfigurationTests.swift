import GatewayEmulator
import Testing

/// The user's own `aquatint/config.yaml`.
@Suite struct ConfigurationTests {
  private static let path = ".config/aquatint/config.yaml"

  private static func configuration(port: Int, key: String) -> String {
    """
    gateways:
      mine:
        dialect: gemini
        baseURL: http://127.0.0.1:\(port)
        auth: bearer
        key: \(key)
    """
  }

  private static let file = AnswerShapeTests.pipeline("gateway: mine", cases: ["a"])

  @Test(arguments: [
    "{command: 'echo  oursecret-$$(echo 51c3b0c8e7aa42)'}", "{command: [printf, oursecret-51c3b0c8e7aa42]}", "${env.OURS_API_KEY}",
  ])
  func `a gateway of the configuration serves every pipeline, its key from a command or a variable`(_ key: String) async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(Self.configuration(port: emulator.port, key: key), to: Self.path)
      try scratch.write(Self.file, to: "shapes.yaml")
      let run = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(run.code == 0, "\(run.errors)")
      #expect(try run.summary.calls == 1)
      #expect(!(run.output + run.errors).contains(Program.key))
      let requests = await emulator.requests
      #expect(requests.map(\.authentication) == [.bearer])
    }
  }

  @Test func `a key command is not run by plan, nor where nothing is to be paid`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(
        Self.configuration(port: emulator.port, key: "{command: 'echo x >> asked.txt; echo \(Program.key)'}"), to: Self.path)
      try scratch.write(Self.file, to: "shapes.yaml")
      #expect(try await Program.run("plan", "shapes.yaml", in: scratch).code == 0)
      #expect(!scratch.exists("asked.txt"))
      #expect(try await Program.run("run", "shapes.yaml", in: scratch).code == 0)
      #expect(try await Program.run("run", "shapes.yaml", in: scratch).code == 0)
      #expect(try scratch.text("asked.txt") == "x\n")
    }
  }

  @Test(arguments: ["{command: 'exit 3'}", "{command: 'printf \"a b\"'}", "{command: [/no/such/program]}"])
  func `a command that gives no key ends with 3, and its output is shown to nobody`(_ key: String) async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(Self.configuration(port: emulator.port, key: key), to: Self.path)
      try scratch.write(Self.file, to: "shapes.yaml")
      let run = try await Program.run("run", "shapes.yaml", in: scratch)
      #expect(run.code == 3)
      #expect(run.errors.contains("the key command of the gateway 'mine'"))
      #expect(!run.errors.contains("a b"))
      #expect(await emulator.requestCount == 0)
    }
  }

  @Test(arguments: ["{file: ours.key}", "{file: ~/.config/aquatint/ours.key}"])
  func `the first line of a file is the key, from the folder of the configuration or the home folder`(_ key: String) async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(Self.configuration(port: emulator.port, key: key), to: Self.path)
      try scratch.write(Program.key + "\r\nof the house\n", to: ".config/aquatint/ours.key")
      try scratch.write(Self.file, to: "shapes.yaml")
      let run = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(run.code == 0, "\(run.errors)")
      #expect(!(run.output + run.errors).contains(Program.key))
      #expect(await emulator.requests.map(\.authentication) == [.bearer])
      let list = try await Program.run("gateways", "--format", "json", in: scratch)
      #expect(list.output.contains("ours.key\"") && !list.output.contains(Program.key))
    }
  }

  @Test(arguments: [(nil, "is not there"), ("", "is empty"), ("two words\n", "has no key in its first line"), ("\nlate", "has no key")])
  func `a pipeline file may name a key file too, and one without a key is a key that is missing`(
    _ content: String?, _ problem: String
  ) async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      let lines = emulator.gateway.replacing("key: ${env.OURS_API_KEY}", with: "key: {file: keys/ours}")
      try scratch.write(AnswerShapeTests.pipeline(lines, cases: ["a"]), to: "deep/shapes.yaml")
      if let content { try scratch.write(content, to: "deep/keys/ours") }
      let run = try await Program.run("run", "deep/shapes.yaml", in: scratch)
      #expect(run.code == 3)
      #expect(run.errors.contains("the key of the gateway 'ours' is missing: the file '"), "\(run.errors)")
      #expect(run.errors.contains("/deep/keys/ours' \(problem)"), "\(run.errors)")
      #expect(!run.errors.contains("two words"))
      let plan = try await Program.run("plan", "deep/shapes.yaml", in: scratch)
      #expect(plan.code == 0 && plan.errors.contains("warning: the key of the gateway 'ours' is missing"), "\(plan.errors)")
      #expect(await emulator.requestCount == 0)
      try scratch.write(Program.key, to: "deep/keys/ours")
      #expect(try await Program.run("run", "deep/shapes.yaml", in: scratch).code == 0)
    }
  }

  @Test(arguments: [
    ("{}", "'key' of the gateway 'mine' needs 'file' or 'command'"), ("{file: a, command: b}", "'key' has both 'file' and 'command'"),
    ("{file: ''}", "'file' is not the path of a file"), ("{command: []}", "'command' is not a command; expected a line for the shell"),
    (
      "a b",
      "'key' is not a key that can be sent: it has a space inside, at place 2; copy the key once more; expected ${env.NAME} or {file: PATH}"
    ), ("[a]", "'key' is a list; expected ${env.NAME}"),
  ])
  func `a key that cannot be one is said`(_ key: String, _ message: String) async throws {
    let scratch = try Scratch()
    try scratch.write(Self.configuration(port: 9, key: key), to: Self.path)
    try scratch.write(Self.file, to: "shapes.yaml")
    let ending = try await Program.run("check", "shapes.yaml", in: scratch)
    #expect(ending.code == 2)
    #expect(ending.errors.contains("error: \(message)"), "\(ending.errors)")
  }

  @Test func `a pipeline file cannot run a command`() async throws {
    let scratch = try Scratch()
    let lines = gatewayLines(port: 9).replacing("key: ${env.OURS_API_KEY}", with: "key: {command: 'touch ran'}")
    let text = AnswerShapeTests.pipeline(lines, cases: ["a"])
    try scratch.write(text, to: "shapes.yaml")
    let line = try #require(text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains("command") }) + 1
    for verb in ["check", "plan", "run"] {
      let ending = try await Program.run(verb, "shapes.yaml", in: scratch)
      #expect(ending.code == 2)
      #expect(ending.errors.contains("shapes.yaml:\(line):11: error: 'command' cannot stand in a pipeline file"), "\(ending.errors)")
    }
    #expect(try scratch.names() == ["shapes.yaml"])
  }

  @Test func `mistakes of the configuration are said at their place`() async throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      gatways: {}
      gateways:
        mine: {baseURL: "http://example.com"}
      models:
        new-model: {aspectRatios: ["1:1"]}
        gemini-3-pro-image: {prices: {imageOutput: cheap}}
      """, to: Self.path)
    try scratch.write(AnswerShapeTests.pipeline("", cases: ["a"]), to: "shapes.yaml")
    let ending = try await Program.run("check", "shapes.yaml", in: scratch)
    #expect(ending.code == 2)
    let expected = [
      "config.yaml:1:1: error: unknown key 'gatways'", "config.yaml:3:19: error: 'http://example.com' is not a base URL",
      "config.yaml:5:14: error: the model 'new-model' is not known, so it needs 'imageSizes'",
      "config.yaml:6:46: error: 'cheap' is not a valid imageOutput; expected an amount of USD",
    ]
    for text in expected { #expect(ending.errors.contains(text), "\(text) is not in\n\(ending.errors)") }
  }

  @Test func `a version may be named, as in a pipeline file, and has to be one that is read`() async throws {
    let scratch = try Scratch()
    try scratch.write("version: 1\n" + Self.configuration(port: 9, key: "${env.OURS_API_KEY}"), to: Self.path)
    try scratch.write(Self.file, to: "shapes.yaml")
    let known = try await Program.run("check", "shapes.yaml", in: scratch)
    #expect(known.code == 0, "\(known.errors)")
    try scratch.write("version: 3\n" + Self.configuration(port: 9, key: "${env.OURS_API_KEY}"), to: Self.path)
    let unknown = try await Program.run("check", "shapes.yaml", in: scratch)
    #expect(unknown.code == 2)
    #expect(unknown.errors.contains("config.yaml:1:10: error: '3' is not a version that this program reads"), "\(unknown.errors)")
  }

  @Test func `lists say what the configuration changed`() async throws {
    let scratch = try Scratch()
    try scratch.write(
      Self.configuration(port: 9, key: "{command: 'echo k'}")
        + "\nmodels:\n  house-model: {like: gemini-3-pro-image, prices: {imageOutput: 1}, retired: 2030-01-01}\n", to: Self.path)
    let gateways = try await Program.run("gateways", "--format", "json", in: scratch)
    #expect(gateways.code == 0, "\(gateways.errors)")
    #expect(gateways.output.contains(#""name":"mine""#))
    #expect(gateways.output.contains(#""keyFromCommand":true"#))
    #expect(gateways.output.contains(#"/.config/aquatint/config.yaml""#))
    #expect(!gateways.output.contains("echo k"))
    let models = try await Program.run("models", "--format", "json", in: scratch)
    #expect(models.output.contains(#""id":"house-model""#))
    #expect(models.output.contains(#""imageOutput":"1""#))
    #expect(models.output.contains(#""from":"built-in""#))
  }

  @Test func `a model of the file has its own price, sizes and shutdown`() async throws {
    let scratch = try Scratch()
    let models = """
      models:
        gemini-3.1-flash-image: {prices: {textInput: 0, textOutput: 0, imageOutput: 1000}, retired: 2031-05-06}
      """
    try scratch.write(AnswerShapeTests.pipeline(gatewayLines(port: 9) + "\n" + models, cases: ["a"]), to: "shapes.yaml")
    let plan = try await Program.run("plan", "shapes.yaml", "--format", "json", in: scratch)
    #expect(plan.code == 0, "\(plan.errors)")
    // 747 tokens of a picture of 512, at 1000 USD a million.
    #expect(try plan.plan.cost?.low == "0.747")
    #expect(!plan.errors.contains("shut down"))
  }
}
