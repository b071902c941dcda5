import GatewayEmulator
import Testing

/// `prefer:` in `generate`.
@Suite struct PreferenceTests {
  private static func pipeline(_ gateway: String, settings: String) -> String {
    """
    version: 1
    name: wishes
    model: gemini-3-pro-image
    asset: one
    output: out
    stages:
      - generate:
          prompt: A pier
          \(settings)
    \(gateway)
    """
  }

  @Test func `what is only preferred is replaced by the nearest, with a note in plan and run`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      let lines = "aspectRatio: \"4:1\"\n      imageSize: \"512\"\n      prefer: [aspectRatio, imageSize]"
      try scratch.write(Self.pipeline(emulator.gateway, settings: lines), to: "wishes.yaml")
      let plan = try await Program.run("plan", "wishes.yaml", "--format", "json", in: scratch)
      #expect(plan.code == 0)
      #expect(plan.errors.contains("the ratio '4:1' is not to be had; '21:9' is asked for, as 'prefer' allows"), "\(plan.errors)")
      #expect(plan.errors.contains("the size '512' is not to be had; '1K' is asked for, as 'prefer' allows"))
      let run = try await Program.run("run", "wishes.yaml", "--format", "json", in: scratch)
      #expect(run.code == 0, "\(run.errors)")
      let notes = try run.events.filter { $0.event == "note" }.compactMap(\.message)
      #expect(notes.contains { $0.contains("'21:9' is asked for") } && notes.contains { $0.contains("'1K' is asked for") })
      let request = await emulator.requests.first.map { String(decoding: $0.body, as: UTF8.self) } ?? ""
      #expect(request.contains(#""aspectRatio":"21:9""#) && request.contains(#""imageSize":"1K""#))
      #expect(try await Program.run("run", "wishes.yaml", "--format", "json", in: scratch).summary.calls == 0)
    }
  }

  @Test func `a field without a place is left out where it is preferred, else an error`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      for (prefer, code) in [("", 2), ("\n      prefer: quality", 0)] {
        let settings = "aspectRatio: \"1:1\"\n      quality: high" + prefer
        try scratch.write(Self.pipeline(emulator.gateway, settings: settings), to: "wishes.yaml")
        let run = try await Program.run("run", "wishes.yaml", "--format", "json", in: scratch)
        #expect(Int(run.code) == code, "\(run.errors)")
        #expect(run.errors.contains("has no place for 'quality'"))
      }
      let request = await emulator.requests.first.map { String(decoding: $0.body, as: UTF8.self) } ?? ""
      #expect(!request.contains("quality"))
    }
  }

  @Test func `what the request is about cannot be a mere wish`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline("", settings: "aspectRatio: \"1:1\"\n      prefer: [references]"), to: "wishes.yaml")
    let ending = try await Program.run("check", "wishes.yaml", in: scratch)
    #expect(ending.code == 2)
    #expect(ending.errors.contains("wishes.yaml:10:16: error: 'references' is not a valid prefer"), "\(ending.errors)")
  }
}
