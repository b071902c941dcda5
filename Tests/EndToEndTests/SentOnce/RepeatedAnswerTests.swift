import GatewayEmulator
import ImageCore
import Testing

/// A cache between program and gateway: an earlier answer is no new picture.
@Suite struct RepeatedAnswerTests {
  private static func pipeline(_ gateway: String, generate: String = "", verify: String = "{}") -> String {
    """
    version: 1
    name: pier
    model: gemini-3.1-flash-image
    output: out
    stages:
      - generate: {prompt: "A pier", aspectRatio: "16:9", imageSize: "512"\(generate)}
      - decode: result
      - verify: \(verify)
    \(gateway)
    """
  }

  @Test func `the same picture for two variants is one picture`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.repeatedAnswer)) { emulator in
      try scratch.write(Self.pipeline(emulator.gateway, generate: ", variants: 2"), to: "pier.yaml")
      for calls in [2, 0] {
        let ending = try await Program.run("run", "pier.yaml", "--jobs", "1", "--format", "json", in: scratch)
        #expect(ending.code == 1)
        #expect(try ending.failures == ["pier": "repeated-answer"])
        #expect(try ending.summary.calls == calls)
      }
      #expect(try scratch.names(in: "out/pier").count == 1)
    }
  }

  @Test func `a retry that brings the same picture ends the matter`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.repeatedAnswer, .aspectRatio(AspectRatio(1, 1)))) { emulator in
      try scratch.write(Self.pipeline(emulator.gateway, verify: "{otherwise: [retry 3, fail]}"), to: "pier.yaml")
      for calls in [2, 0] {
        let ending = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
        #expect(try ending.failures == ["pier": "repeated-answer"])
        #expect(try ending.summary.calls == calls)
      }
    }
  }

  @Test func `an emulator that is started anew draws again what it drew, and that is no cache`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline("gateway: emulator"), to: "pier.yaml")
    #expect(try await Program.run("run", "pier.yaml", in: scratch).code == 0)
    #expect(try await Program.run("run", "pier.yaml", "--refresh", "*", in: scratch).code == 0)
  }
}
