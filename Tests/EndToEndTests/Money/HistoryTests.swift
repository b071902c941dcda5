import Dialects
import GatewayEmulator
import Testing

/// Later turns that send the turns before as they were.
@Suite struct HistoryTests {
  private static func pipeline(_ gateway: String, history: String = ", history: replay", second: String = "Add snow") -> String {
    """
    version: 1
    name: house
    model: gemini-3.1-flash-image
    output: out
    stages:
      - generate: {prompt: "A house", aspectRatio: "16:9", imageSize: "512"}
      - decode: result
      - normalize: {longest: 64}
      - generate: {prompt: "\(second)", aspectRatio: "1:1", imageSize: "512"\(history)}
    \(gateway)
    """
  }

  private func run(_ scratch: Scratch, _ text: String) async throws -> Program.Ending {
    try scratch.write(text, to: "house.yaml")
    return try await Program.run("run", "house.yaml", "--format", "json", in: scratch)
  }

  @Test func `the model's turn goes back as it came`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      let first = try await run(scratch, Self.pipeline(emulator.gateway))
      #expect(first.code == 0, "\(first.errors)")
      #expect(try first.summary.calls == 2)
      let turns = try #require(await emulator.requests.last).turns
      #expect(turns.map(\.role) == ["user", "model", "user"])
      #expect(turns.map(\.images.count) == [0, 1, 0])
      let original = try #require(try scratch.names(in: "out/house").first { $0.hasPrefix("original-turn1.") })
      #expect(turns[1].images.first?.bytes == (try scratch.read("out/house/\(original)")))
      #expect(try await run(scratch, Self.pipeline(emulator.gateway)).summary.calls == 0)

      // With the first turn out of the store the question is prepared once more.
      let other = try await run(scratch, Self.pipeline(emulator.gateway, second: "Add rain"))
      #expect(try other.summary.calls == 1)
      let replayed = try #require(await emulator.requests.last).turns
      #expect(replayed.map(\.role) == ["user", "model", "user"])
      #expect(replayed.first?.texts == ["A house"])
      #expect(replayed.last?.texts == ["Add rain"])
    }
  }

  @Test func `history is part of the request, and none is the same as not saying it`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      let first = try await run(scratch, Self.pipeline(emulator.gateway, history: ""))
      #expect(try first.summary.calls == 2)
      #expect(try await run(scratch, Self.pipeline(emulator.gateway, history: ", history: none")).summary.calls == 0)
      #expect(try await run(scratch, Self.pipeline(emulator.gateway)).summary.calls == 1)
    }
  }

  @Test func `a gateway that refuses the turns is asked without them`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(requests: 2...2, .status(400))) { emulator in
      let ending = try await run(scratch, Self.pipeline(emulator.gateway))
      #expect(ending.code == 0, "\(ending.errors)")
      #expect(try ending.summary.calls == 3)
      #expect(try ending.events.contains { $0.event == "note" && $0.message?.contains("without the turns before") == true })
      let requests = await emulator.requests
      #expect(requests.map(\.turns.count) == [1, 3, 1])
      #expect(requests.last?.images.count == 1)
      #expect(try await run(scratch, Self.pipeline(emulator.gateway)).summary.calls == 0)
    }
  }

  @Test func `there have to be turns before`() async throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      version: 1
      model: gemini-3.1-flash-image
      output: out
      stages:
        - generate: {prompt: "A house", aspectRatio: "16:9", history: replay}
      """, to: "house.yaml")
    let ending = try await Program.run("check", "house.yaml", in: scratch)
    #expect(ending.code == 2)
    #expect(ending.errors.contains("house.yaml:5:"), "\(ending.errors)")
    #expect(ending.errors.contains("error: 'history: replay' needs a 'generate' before it"), "\(ending.errors)")
  }
}
