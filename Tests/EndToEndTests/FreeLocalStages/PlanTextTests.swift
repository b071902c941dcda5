import Testing

/// What a person reads of a plan, and the same facts as JSON.
@Suite struct PlanTextTests {
  private static func pipeline(
    _ head: String = "", prompt: String = "A harbour at dusk, seen from a boat that comes in with the tide, $${season}", quality: Int = 80
  ) -> String {
    """
    version: 1
    name: lights
    model: gemini-3.1-flash-image
    output: out
    \(head)
    stages:
      - generate: {prompt: "\(prompt)", aspectRatio: "1:1", imageSize: "512"}
      - decode: result
      - thumbnails:
          - {name: card, longest: 64, format: jpeg, quality: \(quality)}
          - {name: icon, longest: 16, format: png}
    """
  }

  private func plan(_ scratch: Scratch, _ arguments: String...) async throws -> PlanReport {
    let ending = try await Program.running(["plan", "lights.yaml", "--format", "json"] + arguments, in: scratch) { _ in }
    #expect(ending.code == 0, "\(ending.errors)")
    return try ending.plan
  }

  private func text(_ scratch: Scratch, _ arguments: String...) async throws -> String {
    let ending = try await Program.running(["plan", "lights.yaml"] + arguments, in: scratch) { _ in }
    #expect(ending.code == 0, "\(ending.errors)")
    return ending.output
  }

  @Test func `hundreds of assets to which the same happens are a few lines, and each is there where it is asked for`() async throws {
    let scratch = try Scratch()
    let numbers = (1...400).map { "n\($0)" }
    let head = "matrix: {number: [\(numbers.joined(separator: ", "))]}\nasset: \"${number}\""
    try scratch.write(Self.pipeline(head, prompt: "A harbour, ${number}"), to: "lights.yaml")
    let short = try await text(scratch)
    #expect(short.split(separator: "\n").count < 30)
    #expect(short.contains("+ new, 400 assets: n1, n2, "))
    #expect(short.contains(" and 392 more"))
    #expect(short.contains("400 assets, 400 calls"))
    let long = try await text(scratch, "--details").split(separator: "\n").map(String.init)
    for number in numbers { #expect(long.contains("+ \(number)")) }
  }

  @Test func `settings are lists and mappings in JSON too`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline(prompt: "A harbour"), to: "lights.yaml")
    let output = try await Program.run("plan", "lights.yaml", "--format", "json", in: scratch).output
    #expect(output.contains(#""settings":{"value":"result""#), "\(output)")
    #expect(output.contains(#""settings":{"value":[{"#), "\(output)")
    #expect(output.contains(#""responseModalities":["IMAGE"]"#), "\(output)")
  }

  @Test func `a changed prompt is shown as it was and as it is`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline(prompt: "A harbour at dusk, seen from a boat that comes in with the tide"), to: "lights.yaml")
    #expect(try await Program.run("run", "lights.yaml", in: scratch).code == 0)
    try scratch.write(Self.pipeline(prompt: "A harbour at dusk, seen from a boat that comes in with the wind"), to: "lights.yaml")
    let shown = try await text(scratch)
    #expect(shown.contains("~ changed, 1 asset: lights"))
    #expect(shown.contains("call      request changed: prompt"))
    #expect(shown.contains("prompt: …in with the tide -> …in with the wind"), "\(shown)")
    let change = try await plan(scratch).step("generate", of: "lights")?.changes
    #expect(
      change == [
        .init(
          field: "prompt", before: "A harbour at dusk, seen from a boat that comes in with the tide",
          after: "A harbour at dusk, seen from a boat that comes in with the wind")
      ])
  }

  @Test func `a changed rendition is made again for free, and says what was changed`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline(prompt: "A harbour"), to: "lights.yaml")
    #expect(try await Program.run("run", "lights.yaml", in: scratch).code == 0)
    #expect(try await text(scratch).contains("= up to date, 1 asset: lights"))
    try scratch.write(Self.pipeline(prompt: "A harbour", quality: 60), to: "lights.yaml")
    let shown = try await text(scratch)
    #expect(shown.contains("* made again, free, 1 asset: lights"))
    #expect(shown.contains("settings changed: quality: card"))
    #expect(shown.contains("quality: 80 -> 60"))
    #expect(!shown.contains("icon"), "what stays as it is is not told")
    let outputs = try await plan(scratch).step("thumbnails", of: "lights")?.outputs
    #expect(outputs?.first { $0.name == "card" }?.changes == [.init(field: "quality", before: "80", after: "60")])
    #expect(outputs?.first { $0.name == "icon" }?.changes == [])
  }

  @Test func `what comes from outside cannot write to the terminal`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline(prompt: "A harbour"), to: "lights.yaml")
    #expect(try await Program.run("run", "lights.yaml", in: scratch).code == 0)
    try scratch.write(Self.pipeline(prompt: "A \\u202ered\\nharbour"), to: "lights.yaml")
    let shown = try await text(scratch)
    #expect(shown.contains("A \\u{202e}red\\nharbour"), "\(shown)")
    #expect(!shown.contains("\u{202E}"))
  }

  @Test func `the cost names its prices, and the time what it is reckoned from`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline(gatewayLines(port: 9), prompt: "A harbour"), to: "lights.yaml")
    let shown = try await text(scratch)
    #expect(shown.contains("USD, list price as of 20"))
    #expect(shown.contains("time    not known") || shown.contains("time       not known"))
    let planned = try await plan(scratch)
    #expect(planned.prices.map(\.gateway) == ["ours"])
    #expect(planned.prices.first?.listPrice == true)
    #expect(planned.prices.first?.verifiedOn?.count == 10)
    #expect(planned.time?.milliseconds == nil)
    #expect(planned.time?.timedCalls == 0)

    let unknown = try await Program.run("plan", "lights.yaml", "--model", "some-other-model", in: scratch)
    #expect(unknown.output.contains("cost       unknown, no price is known for some-other-model at ours"), "\(unknown.output)")
  }

  @Test func `a limit of calls a minute is the least that a plan takes`() async throws {
    let scratch = try Scratch()
    let limited = gatewayLines(port: 9) + "\n    requestsPerMinute: 10\n"
    let head = "matrix: {number: [\((1...25).map(String.init).joined(separator: ", "))]}\nasset: \"n${number}\"\n\(limited)"
    try scratch.write(Self.pipeline(head, prompt: "A harbour, ${number}"), to: "lights.yaml")
    #expect(try await text(scratch).contains("at least 2 min 0 s at ours's limit of 10 calls a minute"))
    let time = try await plan(scratch).time
    #expect(time?.milliseconds == 120_000)
    #expect(time?.atLeast == true)
  }

  @Test func `calls that were made say how long the next ones take`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline(prompt: "A harbour"), to: "lights.yaml")
    #expect(try await Program.run("run", "lights.yaml", in: scratch).code == 0)
    let shown = try await text(scratch, "--refresh", "*")
    #expect(shown.contains("~ to be asked again, 1 asset: lights"))
    #expect(shown.contains("each (the median of the last 1 at emulator)"))
    let time = try await plan(scratch, "--refresh", "*").time
    #expect(time?.timedCalls == 1)
    #expect(time?.milliseconds == time?.medianMilliseconds)
    #expect(time?.atLeast == false)
  }

  @Test func `an asset that cannot be made says why, and the others are told of as ever`() async throws {
    let scratch = try Scratch()
    let text = """
      version: 1
      output: out
      sources: in/*
      asset: ${source.stem}
      stages:
        - decode: ${source}
        - thumbnails: [{name: card, longest: 16, format: png}]
      """
    try scratch.write(text, to: "lights.yaml")
    try scratch.write(try MarkedPicture.translucentPNG(), to: "in/good.png")
    try scratch.write("no picture", to: "in/bad.png")
    let shown = try await self.text(scratch)
    #expect(shown.contains("* to be made, free, 1 asset: good"))
    #expect(shown.contains("! cannot be made, 1 asset:\n    bad  "))
    #expect(try await plan(scratch).warnings.contains { $0.id == "asset-problem" && $0.severity == "warning" && $0.line == 6 })
  }

  @Test func `colour is for terminals that want it`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline(prompt: "A harbour"), to: "lights.yaml")
    let escape = "\u{1B}["
    #expect(try await !text(scratch).contains(escape), "a pipe is no terminal")
    // script(1) gives the program a terminal of its own; the shell puts the command into its one argument.
    let launcher = ["/bin/sh", "-c", "exec script -qec \"$0 $*\" /dev/null"]
    func onTerminal(_ environment: [String: String]) async throws -> String {
      try await Program.running(["plan", "lights.yaml"], in: scratch, environment: environment, launcher: launcher) { _ in }.output
    }
    #expect(try await onTerminal(["TERM": "xterm"]).contains(escape + "32m+ new, 1 asset"))
    #expect(try await !onTerminal(["TERM": "xterm", "NO_COLOR": "1"]).contains(escape))
    #expect(try await !onTerminal(["TERM": "dumb"]).contains(escape))
  }
}
