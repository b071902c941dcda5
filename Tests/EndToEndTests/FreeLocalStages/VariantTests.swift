import GatewayEmulator
import ImageCore
import Testing

@Suite struct VariantTests {
  private static func pipeline(_ gateway: String, variants: Int = 2, quality: Int = 80) -> String {
    """
    version: 1
    name: pier
    model: gemini-3.1-flash-image
    output: out
    stages:
      - generate: {prompt: "A pier", aspectRatio: "1:1", imageSize: "512", variants: \(variants)}
      - decode: result
      - verify: {}
      - thumbnails:
          - {name: icon, longest: 32, format: jpeg, quality: \(quality)}
    \(gateway)
    """
  }

  @Test func `two variants are two calls and two sets of files`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      func run(_ text: String) async throws -> Summary {
        try scratch.write(text, to: "pier.yaml")
        let ending = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
        #expect(ending.code == 0, "\(ending.errors)")
        return try ending.summary
      }
      #expect(try await run(Self.pipeline(emulator.gateway)).calls == 2)
      let names = try scratch.names(in: "out/pier")
      #expect(names.count == 4)
      #expect(names.contains("icon.jpg") && names.contains("icon-2.jpg"))
      #expect(names.contains { $0.hasPrefix("original-2.") } && names.contains { $0.hasPrefix("original.") })
      let manifest = try scratch.manifest()
      #expect(manifest["pier/icon-2.jpg"]?.variant == 2)
      #expect(manifest["pier/icon-2.jpg"]?.sha256 != manifest["pier/icon.jpg"]?.sha256)

      #expect(try await run(Self.pipeline(emulator.gateway)).calls == 0)
      let requality = try await run(Self.pipeline(emulator.gateway, quality: 50))
      #expect((requality.calls, requality.outputs) == (0, 2))
      #expect(try await run(Self.pipeline(emulator.gateway, variants: 3)).calls == 1, "the first two are there")
      #expect(await emulator.requestCount == 3)
    }
  }

  @Test func `a plan names variants that differ, in the order of the chain`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(Self.pipeline(emulator.gateway, variants: 1), to: "pier.yaml")
      #expect(try await Program.run("run", "pier.yaml", in: scratch).code == 0)
      try scratch.write(Self.pipeline(emulator.gateway, variants: 3), to: "pier.yaml")
      let plan = try await Program.run("plan", "pier.yaml", in: scratch).output
      let labels = ["generate #1 ", "generate #2-3 ", "thumbnails #2-3 "].compactMap { plan.firstRange(of: $0)?.lowerBound }
      #expect(labels.count == 3 && labels == labels.sorted(), "\(plan)")
    }
  }

  @Test func `a failure of one variant keeps the other's files`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(requests: 2...2, .finishReason("IMAGE_SAFETY"))) { emulator in
      try scratch.write(Self.pipeline(emulator.gateway), to: "pier.yaml")
      let ending = try await Program.run("run", "pier.yaml", "--jobs", "1", "--format", "json", in: scratch)
      #expect(ending.code == 1)
      #expect(try ending.failures == ["pier": "image-safety"])
      #expect(try scratch.names(in: "out/pier").count == 2)
    }
  }

  @Test func `variants of pictures are made from one prepared input`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.turnedJPEG(), to: "lamp.jpg")
    try await withGateway { emulator in
      try scratch.write(
        """
        version: 1
        name: lamp
        model: gemini-3.1-flash-image
        output: out
        stages:
          - decode: lamp.jpg
          - normalize: {longest: 64, mime: [image/png]}
          - generate: {prompt: "A lamp", aspectRatio: match, imageSize: "512", variants: 2}
        \(emulator.gateway)
        """, to: "lamp.yaml")
      #expect(try await Program.run("run", "lamp.yaml", in: scratch).code == 0)
      let requests = await emulator.requests
      #expect(requests.count == 2)
      #expect(requests.first?.body == requests.last?.body)
    }
  }
}
