import GatewayEmulator
import Testing

/// Answers that only link to a picture; fetching itself is tested where it can be, at the client.
@Suite struct LinkAnswerTests {
  @Test(arguments: [false, true])
  func `a link that may not or cannot be fetched is no picture, and is not asked about again`(_ fetches: Bool) async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.fileLink("https://127.0.0.1:1/picture.png"))) { emulator in
      let allowed = fetches ? "\n    fetchLinks: true" : ""
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway + allowed, cases: ["link"]), to: "shapes.yaml")
      let first = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(first.code == 1)
      let message = try #require(try first.events.first { $0.event == "assetFinished" }?.message)
      #expect(message.contains("not at a public address") == fetches, "\(message)")
      let calls = try first.summary.calls
      let second = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(try second.failures == first.failures)
      #expect(try second.summary.calls == 0)
      #expect(await emulator.requestCount == calls)
    }
  }
}
