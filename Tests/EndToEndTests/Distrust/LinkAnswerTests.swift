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
      #expect(try first.failures == ["link": "linked-picture"])
      let second = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(try second.failures == first.failures)
      #expect(try second.summary.calls == 0)
      #expect(await emulator.requestCount == 1)
    }
  }

  @Test func `a link that is not fetched says how it would be, and the answer is read again for nothing`() async throws {
    let scratch = try Scratch()
    // No address in this network is ever asked, so what changes is the reason.
    try await withGateway(.init(.markdownLink("https://127.0.0.1/1.png"))) { emulator in
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: ["link"]), to: "shapes.yaml")
      let off = try await Program.run("run", "shapes.yaml", in: scratch)
      #expect(off.code == 1)
      #expect(off.errors.contains("the answer only links to its picture: https://127.0.0.1/1.png"), "\(off.errors)")
      #expect(off.errors.contains("'fetchLinks: true'"))
      let fetching = emulator.gateway.replacing("baseURL:", with: "fetchLinks: true\n    baseURL:")
      try scratch.write(AnswerShapeTests.pipeline(fetching, cases: ["link"]), to: "shapes.yaml")
      let on = try await Program.run("run", "shapes.yaml", in: scratch)
      #expect(on.code == 1)
      #expect(on.errors.contains("not at a public address"), "\(on.errors)")
      #expect(await emulator.requestCount == 1)
    }
  }
}
