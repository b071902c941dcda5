import Foundation
import GatewayEmulator
import ScriptedServer
import Testing

@Suite struct DoctorTests {
  private struct Report: Decodable {
    struct Finding: Decodable {
      let check: String
      let state: String
      let message: String
      let fix: String?
    }
    let findings: [Finding]

    subscript(check: String) -> Finding? { findings.first { $0.check == check } }
  }

  private func doctor(
    _ arguments: String..., in scratch: Scratch, environment: [String: String] = [:], removing: Set<String> = []
  ) async throws -> (code: Int32, report: Report, text: String) {
    let command = ["doctor", "--format", "json"] + arguments
    let ending = try await Program.running(command, in: scratch, environment: environment, removing: removing) { _ in }
    return (ending.code, try JSONDecoder().decode(Report.self, from: Data(ending.output.utf8)), ending.output + ending.errors)
  }

  private func pipeline(port: Int) -> String {
    """
    version: 1
    model: gemini-3.1-flash-image
    output: out
    stages:
      - generate: {prompt: A harbour, aspectRatio: "1:1"}
    \(gatewayLines(port: port))
    """
  }

  @Test func `without a file it looks at libraries, store and limits, and writes nothing`() async throws {
    let scratch = try Scratch()
    let (code, report, _) = try await doctor("--offline", in: scratch)
    #expect(code == 0)
    for format in ["png", "jpeg", "webp", "heic", "avif", "pictures of phones"] { #expect(report[format]?.state == "fine", "\(format)") }
    #expect(report["png"]?.message.contains("libpng ") == true)
    #expect(report["colours"]?.message.contains("Little CMS 2.") == true)
    #expect(report["database"]?.message.contains("SQLite 3.") == true)
    let models = try #require(report["models"])
    #expect(models.state == "fine" && models.message.count < 120 && models.message.contains("`aquatint models`"))
    for check in ["program", "configuration", "keys", "store", "ledger", "disk", "watching", "models"] {
      #expect(report[check] != nil, "\(check)")
    }
    #expect(try scratch.tree().isEmpty)
    let text = try await Program.run("doctor", "--offline", in: scratch)
    #expect(text.code == 0 && text.output.contains("ok      store: "))
  }

  @Test func `a gateway is connected to, and nothing is sent`() async throws {
    let scratch = try Scratch()
    let observer = RequestObserver { Issue.record("request \($0.ordinal) arrived") }
    try await withGateway(onRequest: observer) { emulator in
      try scratch.write(pipeline(port: emulator.port), to: "p.yaml")
      let (code, report, text) = try await doctor("p.yaml", in: scratch)
      #expect(code == 0, "\(text)")
      #expect(report["gateway ours"]?.state == "fine")
      #expect(report["key of ours"]?.message == "set in OURS_API_KEY")
      #expect(!text.contains(Program.key), "keys are shown by their name only")
      #expect(report["model"]?.message.contains("shut down on 2026-10-29") == true)
    }
  }

  @Test func `the program of a key command is looked up, and not run`() async throws {
    let scratch = try Scratch()
    try scratch.write(
      "version: 1\nmodel: gemini-3.1-flash-image\noutput: out\nstages:\n  - generate: {prompt: A harbour, aspectRatio: \"1:1\"}\ngateway: mine\n",
      to: "p.yaml")
    for (command, isThere) in [
      ("touch ran", true), ("no-such-program-here show key", false), ("[/no/such/program]", false), ("[touch, ran]", true),
    ] {
      try scratch.write(
        "gateways:\n  mine: {dialect: gemini, baseURL: \"http://127.0.0.1:9\", key: {command: \(command)}}\n",
        to: ".config/aquatint/config.yaml")
      let (code, report, text) = try await doctor("p.yaml", "--offline", in: scratch)
      #expect(code == (isThere ? 0 : 3), "\(text)")
      #expect(report["key of mine"]?.state == (isThere ? "fine" : "problem"), "\(text)")
      #expect((report["key of mine"]?.fix == nil) == isThere)
    }
    #expect(!scratch.exists("ran"))
  }

  @Test func `what is needed and wrong ends with 3, each with its fix`() async throws {
    let scratch = try Scratch()
    let deaf = try DeafPort()
    try scratch.write(pipeline(port: deaf.number), to: "p.yaml")
    let (code, report, _) = try await doctor("p.yaml", in: scratch)
    #expect(code == 3)
    #expect(report["gateway ours"]?.state == "problem")
    #expect(report["gateway ours"]?.message.contains("the connection was refused") == true)
    #expect(try await doctor("p.yaml", "--offline", in: scratch).code == 0)

    let keyless = try await doctor("p.yaml", "--offline", in: scratch, removing: ["OURS_API_KEY"])
    #expect(keyless.code == 3)
    #expect(keyless.report["key of ours"]?.fix == "export OURS_API_KEY=…")

    try scratch.write("no ledger", to: "store/ledger.sqlite")
    let damaged = try await doctor("--offline", "--store", "store", in: scratch)
    #expect(damaged.code == 3)
    #expect(damaged.report["ledger"]?.state == "problem" && damaged.report["ledger"]?.fix != nil)
  }
}
