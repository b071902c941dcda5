import Foundation
import GatewayEmulator
import Testing

/// The key is sent, and stands nowhere else.
@Suite struct KeySecrecyTests {
  /// The files below the scratch folder whose bytes hold the key, in any of the usual spellings.
  private func filesHoldingKey(_ scratch: Scratch) throws -> [String] {
    let spellings = [Data(Program.key.utf8), Data(Data(Program.key.utf8).base64EncodedString().utf8)]
    return try scratch.names().filter { name in
      let data = Data(try scratch.read(name))
      return spellings.contains { data.range(of: $0) != nil }
    }
  }

  @Test(arguments: ["text", "json"])
  func `no output and no file holds the key, though the server says it back`(_ format: String) async throws {
    let scratch = try Scratch()
    let key = Program.key
    let rules = AnswerShapeTests.rules([
      ("text", .textOnly("Your key is \(key).")), ("refused", .status(400, ErrorAnswer(message: "the key \(key) is odd"))),
      ("inside", .body(#"{"error":{"code":400,"message":"\#(key)","status":"INVALID_ARGUMENT"}}"#)),
      ("page", .status(500, ErrorAnswer(.html, message: key))), ("blocked", .finishReason("OTHER", message: key)),
      ("no-json", .body("Bearer \(key)")), ("cut", .cutBody(after: 500)),
    ])
    try await withGateway(script: rules) { emulator in
      let cases = ["good", "text", "refused", "inside", "page", "blocked", "no-json", "cut"]
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: cases), to: "shapes.yaml")
      for verb in ["plan", "run", "run", "plan"] {
        let ending = try await Program.run(verb, "shapes.yaml", "--format", format, in: scratch)
        #expect(!ending.output.contains(key))
        #expect(!ending.errors.contains(key))
      }
      let requests = await emulator.requests
      #expect(requests.count >= cases.count)
      #expect(requests.allSatisfy { $0.authentication == .bearer })
      #expect(requests.allSatisfy { !$0.path.contains(key) && !String(decoding: $0.body, as: UTF8.self).contains(key) })
    }
    #expect(try filesHoldingKey(scratch) == [])
  }

  @Test func `a key that is refused is not said`() async throws {
    let scratch = try Scratch()
    let message = "API key \(Program.key) not valid"
    try await withGateway(.init(.status(401, ErrorAnswer(message: message)))) { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["a"]), to: "shapes.yaml")
      let ending = try await Program.run("run", "shapes.yaml", in: scratch)
      #expect(ending.code == 3)
      #expect(!(ending.errors + ending.output).contains(Program.key))
    }
    #expect(try filesHoldingKey(scratch) == [])
  }

  @Test func `a key in the file is warned about, by place and not by value`() async throws {
    let scratch = try Scratch()
    let lines = gatewayLines(port: 9).replacing("${env.OURS_API_KEY}", with: "literal-secret-0000")
    try scratch.write(AnswerShapeTests.pipeline(lines, cases: ["a"]), to: "shapes.yaml")
    let ending = try await Program.run("plan", "shapes.yaml", "--format", "json", in: scratch)
    #expect(ending.code == 0)
    #expect(try ending.diagnostics.contains { $0.id == "literal-key" && $0.severity == "warning" })
    #expect(!(ending.errors + ending.output).contains("literal-secret-0000"))
    // The text shows the line of the file; the key in it has to be blotted out.
    let text = try await Program.run("check", "shapes.yaml", in: scratch)
    #expect(!(text.errors + text.output).contains("literal-secret-0000"))
  }
}
