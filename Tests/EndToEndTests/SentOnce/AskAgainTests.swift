import GatewayEmulator
import ImageCore
import Testing

/// Answers that hold nothing are asked for once more, unless the file says otherwise; refusals never are.
@Suite struct AskAgainTests {
  private static func pipeline(_ gateway: String, generate: String = "", verify: String = "") -> String {
    """
    version: 1
    name: pier
    model: gemini-3.1-flash-image
    output: out
    stages:
      - generate: {prompt: "A pier", aspectRatio: "16:9", imageSize: "512"\(generate)}
      - decode: result
      - verify: {\(verify)}
    \(gateway)
    """
  }

  private static let nothing: [Fault] = [
    .finishReason("NO_IMAGE"), .finishReason("IMAGE_OTHER"), .finishReason("STOP"), .textOnly(), .noCandidates,
  ]

  @Test(arguments: nothing)
  func `nothing is asked for once more`(_ fault: Fault) async throws {
    let scratch = try Scratch()
    try await withGateway(.init(times: 1, fault)) { emulator in
      try scratch.write(Self.pipeline(emulator.gateway), to: "pier.yaml")
      let plan = try await Program.run("plan", "pier.yaml", "--format", "json", in: scratch).plan
      #expect((plan.calls, plan.callsAtMost) == (1, 2))
      let ending = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
      #expect(ending.code == 0, "\(ending.errors)")
      #expect(try ending.summary.calls == 2)
      #expect(try await Program.run("run", "pier.yaml", "--format", "json", in: scratch).summary.calls == 0)
      #expect(await emulator.requestCount == 2)
    }
  }

  @Test func `what stays nothing fails, and the next run asks for nothing`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.finishReason("NO_IMAGE"))) { emulator in
      try scratch.write(Self.pipeline(emulator.gateway), to: "pier.yaml")
      for calls in [2, 0] {
        let ending = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
        #expect(ending.code == 1)
        #expect(try ending.failures == ["pier": "no-image"])
        #expect(try ending.summary.calls == calls)
      }
      let plan = try await Program.run("plan", "pier.yaml", "--format", "json", in: scratch).plan
      #expect((plan.calls, plan.callsAtMost) == (0, 0))
      let refreshed = try await Program.run("run", "pier.yaml", "--refresh", "*", "--format", "json", in: scratch)
      #expect(try refreshed.summary.calls == 2)
      // More that the file allows later is asked for then.
      try scratch.write(Self.pipeline(emulator.gateway, generate: ", askAgain: 3"), to: "pier.yaml")
      #expect(try await Program.run("run", "pier.yaml", "--format", "json", in: scratch).summary.calls == 2)
      #expect(await emulator.requestCount == 6)
    }
  }

  @Test func `it can be switched off`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.finishReason("NO_IMAGE"))) { emulator in
      try scratch.write(Self.pipeline(emulator.gateway, generate: ", askAgain: 0"), to: "pier.yaml")
      let plan = try await Program.run("plan", "pier.yaml", "--format", "json", in: scratch).plan
      #expect((plan.calls, plan.callsAtMost) == (1, 1))
      for calls in [1, 0] {
        let ending = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
        #expect(try ending.failures == ["pier": "no-image"])
        #expect(try ending.summary.calls == calls)
      }
    }
  }

  @Test(arguments: ["IMAGE_SAFETY", "SAFETY", "PROHIBITED_CONTENT", "IMAGE_RECITATION", "RECITATION", "MAX_TOKENS"])
  func `a refusal is one request`(_ reason: String) async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.finishReason(reason))) { emulator in
      try scratch.write(Self.pipeline(emulator.gateway, generate: ", askAgain: 3", verify: "otherwise: [retry 2, fail]"), to: "pier.yaml")
      for calls in [1, 0] {
        let ending = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
        #expect(ending.code == 1)
        #expect(try ending.summary.calls == calls)
      }
      #expect(await emulator.requestCount == 1)
    }
  }

  @Test func `retries and asking again together stay within the plan`() async throws {
    let scratch = try Scratch()
    let square = Fault.aspectRatio(AspectRatio(1, 1))
    try await withGateway(.init(requests: 1...1, square), .init(requests: 2...2, .textOnly()), .init(square)) { emulator in
      try scratch.write(Self.pipeline(emulator.gateway, verify: "otherwise: [retry 2, fail]"), to: "pier.yaml")
      let plan = try await Program.run("plan", "pier.yaml", "--format", "json", in: scratch).plan
      #expect((plan.calls, plan.callsAtMost) == (1, 4))
      // A wrong ratio, nothing, a wrong ratio, a wrong ratio.
      for calls in [4, 0] {
        let ending = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
        #expect(try ending.failures == ["pier": "wrong-ratio"])
        #expect(try ending.summary.calls == calls)
      }
    }
  }

  @Test func `a refusal that follows a wrong ratio stays the outcome`() async throws {
    let scratch = try Scratch()
    let rules: [EmulatorScript.Rule] = [
      .init(requests: 1...1, .aspectRatio(AspectRatio(1, 1))), .init(.finishReason("IMAGE_SAFETY")),
    ]
    try await withGateway(script: rules) { emulator in
      try scratch.write(Self.pipeline(emulator.gateway, verify: "otherwise: [retry 2, fail]"), to: "pier.yaml")
      for calls in [2, 0] {
        let ending = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
        #expect(try ending.failures == ["pier": "image-safety"])
        #expect(try ending.summary.calls == calls)
      }
    }
  }

  @Test func `assets with the same request share their retries`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.aspectRatio(AspectRatio(1, 1)))) { emulator in
      let text = Self.pipeline(emulator.gateway, verify: "otherwise: [retry 2, fail]").replacing(
        "output: out", with: "matrix: {place: [shop, window]}\nasset: \"${place}\"\noutput: out")
      try scratch.write(text, to: "pier.yaml")
      let plan = try await Program.run("plan", "pier.yaml", "--format", "json", in: scratch).plan
      let ending = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
      #expect(try ending.failures == ["shop": "wrong-ratio", "window": "wrong-ratio"])
      #expect(try ending.summary.calls == 3)
      #expect(plan.callsAtMost == 4, "two retries, and one more for an answer with nothing in it")
    }
  }
}
