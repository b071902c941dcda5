import Foundation
import GatewayEmulator
import ScriptedServer
import Testing

/// Nothing that came from outside steers a terminal: no verb prints control characters, or marks that reorder text, as they are.
@Suite struct TerminalTests {
  /// ESC with a colour, an operating system command, a C1 introducer, an override of the direction, and a few single ones.
  private static let hostile = "\u{1B}[31mR\u{1B}]0;T\u{7}\u{9B}32m\u{202E}gnp\u{2066}\u{200F}\u{7F}\u{8}\rx"

  /// What a file system takes and a pipeline file may hold: the marks, but no control characters.
  private static let marks = "\u{202E}gnp\u{2066}\u{200F}x"

  /// Expects nothing but what prints; of tabs, only those that stand between the fields of a table, as many in each line.
  private func expectPrintable(_ ending: Program.Ending, _ what: String, isTable: Bool = false) {
    let output = isTable ? ending.output.replacing("\t", with: "") : ending.output
    if isTable {
      let separators = Set(ending.output.split(separator: "\n").map { line in line.count { $0 == "\t" } })
      #expect(separators.count <= 1, "\(what): \(ending.output.debugDescription)")
    }
    for (stream, text) in [("output", output), ("errors", ending.errors)] {
      let raw = text.unicodeScalars.filter { scalar in
        switch scalar.value {
        case 0x0A: false
        case 0...0x1F, 0x7F...0x9F, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
      }
      #expect(raw.isEmpty, "\(what), \(stream): \(raw.map { String($0.value, radix: 16) }) in \(text.debugDescription)")
    }
  }

  /// Every verb and what it is to work on; a verb that is not here makes the test fail, see below.
  private static let verbs: [String: [[String]]] = [
    "run": [
      ["run", "p.yaml"], ["run", "p.yaml", "--format", "json"], ["run", "missing\(hostile).yaml"], ["run", "p.yaml", "--only", hostile],
    ],
    "plan": [["plan", "p.yaml", "--details"], ["plan", "p.yaml", "--format", "json"], ["plan", "p.yaml", "--out", "no\(hostile)/plan"]],
    "check": [["check", "p.yaml"], ["check", "wrong.yaml"], ["check", "wrong.yaml", "--format", "json"], ["check", hostile]],
    "watch": [["watch", "w.yaml", "--once"], ["watch", "w.yaml", "--once", "--format", "json"], ["watch", hostile]],
    "inspect": [["inspect", "in/a\(hostile).png"], ["inspect", "no/\(hostile)"], ["inspect", "in/a\(hostile).png", "--format", "json"]],
    "prepare": [["prepare", "in/a\(hostile).png", "--output", "prep"], ["prepare", "no/\(hostile)", "--output", "prep"]],
    "emulate": [["emulate", "--as", hostile], ["emulate", "--faults", hostile]],
    "ledger": [
      ["ledger"], ["ledger", "--format", "json"], ["ledger", "--wasted"], ["ledger", "history", "p.yaml", "a\(marks)"],
      ["ledger", "history", "p.yaml", hostile], ["ledger", "gc"], ["ledger", "resolve", hostile, "--resend"],
      ["ledger", "export", "no\(hostile)/a.tar"], ["ledger", "import", hostile],
    ],
    "pick": [["pick", "p.yaml", "a\(marks)", hostile], ["pick", "p.yaml", hostile, "x"]],
    "accept": [["accept", "p.yaml", hostile], ["accept", "p.yaml", "*"]],
    "report": [["report", "p.yaml"], ["report", hostile]],
    "gateways": [["gateways"], ["gateways", "--format", "json"], ["gateways", "probe", hostile]],
    "models": [["models"], ["models", "--format", "json"], ["models", "check", "--against", hostile]],
    "schema": [["schema"]],
    "init": [["init", "generate", "no\(hostile)/p.yaml"]],
    "doctor": [["doctor", "--store", "no\(hostile)"], ["doctor", "p.yaml"]],
    "manual": [["manual"]],
    "manifest": [
      ["manifest", "p.yaml", "--format", "jsonl"], ["manifest", "p.yaml", "--format", "csv"], ["manifest", "p.yaml", "--format", "tsv"],
      ["manifest", hostile, "--format", "csv"],
    ],
    "unpick": [["unpick", "p.yaml", hostile]],
    "explain": [["explain", "gateway-errors"], ["explain", hostile]],
    "review": [["review", hostile], ["review", "wrong.yaml"], ["review", "p.yaml", "--port", hostile]],
    "collect": [["collect", "p.yaml"], ["collect", "p.yaml", "--format", "json"], ["collect", hostile]],
    "batch": [["batch", "list", "p.yaml"], ["batch", "list", hostile], ["batch", "cancel", "p.yaml", hostile]],
    "merge": [["merge", "p.yaml", "--shared", "no/\(hostile)"], ["merge", hostile]],
    "status": [["status", "p.yaml", "--shared", "no/\(hostile)"], ["status", hostile, "--format", "json"]],
    "scripts": [
      ["scripts", "slurm", "p.yaml", "--shards", "2", "--at-once", "1", "--shared", "no/\(hostile)"],
      ["scripts", "parallel", hostile, "--shards", "2", "--at-once", "1"],
      ["scripts", hostile, "p.yaml", "--shards", "2", "--at-once", "1"],
    ],
    "help": [["help"], ["help", hostile]],
  ]

  @Test func `no verb prints what could steer a terminal`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.webP(), to: "in/a\(Self.hostile).png")
    try scratch.write(
      """
      version: 1
      name: "shop\(Self.marks)"
      model: gemini-3.1-flash-image
      values: {word: "w\(Self.marks)"}
      asset: "a\(Self.marks)"
      output: out
      stages:
        - generate: {prompt: "A ${word} \\x1b[31m \\x9b32m", aspectRatio: "1:1", imageSize: "512"}
        - decode: result
        - thumbnails: [{name: "icon\(Self.marks)", longest: 16, format: png}]
      """.replacing(" \\x1b[31m \\x9b32m", with: ""), to: "p.yaml")
    try scratch.write(
      """
      version: 1
      sources: in/*
      asset: "${source.stem}"
      output: watched
      stages:
        - decode: "${source}"
        - thumbnails: [{name: icon, longest: 16, format: png}]
      """, to: "w.yaml")
    try scratch.write(
      "version: 1\noutput: out\nun\(Self.marks)known: 1\nmodel: \"m\(Self.marks)\"\nstages:\n  - de\(Self.marks)code: x\n", to: "wrong.yaml"
    )
    // The first run fills the store and the output for the others.
    for command in [Self.verbs["run"] ?? []] + Self.verbs.filter({ $0.key != "run" }).sorted(by: { $0.key < $1.key }).map(\.value) {
      for arguments in command {
        expectPrintable(
          try await Program.running(arguments, in: scratch) { _ in }, arguments.joined(separator: " ").debugDescription,
          isTable: arguments.contains("tsv"))
      }
    }
    let help = try await Program.run("--help", in: scratch)
    let listed = help.lines.drop { !$0.contains("SUBCOMMANDS") }.compactMap { line -> String? in
      guard line.hasPrefix("  "), !line.hasPrefix("   "), !line.hasPrefix("  See ") else { return nil }
      return line.split(separator: " ").first.map(String.init)
    }
    #expect(!listed.isEmpty)
    #expect(Set(listed).subtracting(Self.verbs.keys).isEmpty, "verbs without a case here: \(Set(listed).subtracting(Self.verbs.keys))")
  }

  @Test func `what a model or a gateway says is shown, not obeyed`() async throws {
    let words = Self.hostile.unicodeScalars.map {
      "\\u" + String(repeating: "0", count: 4 - String($0.value, radix: 16).count) + String($0.value, radix: 16)
    }
    .joined()
    let noPicture = #"{"candidates":[{"content":{"role":"model","parts":[{"text":"\#(words)"}]},"finishReason":"STOP"}]}"#
    let refused = #"{"promptFeedback":{"blockReason":"\#(words)","blockReasonMessage":"\#(words)"}}"#
    let error = #"{"error":{"code":400,"message":"\#(words)","status":"\#(words)"}}"#
    for (body, status) in [(noPicture, 200), (refused, 200), (error, 400), (Self.hostile, 200), (Self.hostile, 500)] {
      let scratch = try Scratch()
      let answer = "HTTP/1.1 \(status) x\r\nContent-Length: \(body.utf8.count)\r\nContent-Type: application/json\r\n\r\n\(body)"
      let script: [Step] = [.readRequest, .send(answer), .close]
      try await ScriptedServer.run(script, script, script, script, script, script, script, script) { server in
        try scratch.write(AnswerShapeTests.pipeline(gatewayLines(port: server.port), cases: ["a"]), to: "p.yaml")
        for arguments in [
          ["run", "p.yaml"], ["plan", "p.yaml"], ["ledger"], ["ledger", "--wasted"], ["ledger", "history", "p.yaml", "a"],
        ] {
          expectPrintable(try await Program.running(arguments, in: scratch) { _ in }, "\(status): \(arguments)")
        }
      }
    }
  }
}
