import Dialects
import GatewayEmulator
import ImageCore
import Testing

/// Chains with several `generate` stages, and assets that start from others.
@Suite struct TurnTests {
  private static func pipeline(_ gateway: String, second: String = "Add snow") -> String {
    """
    version: 1
    name: turns
    model: gemini-3.1-flash-image
    output: out
    stages:
      - generate: {prompt: "A house", aspectRatio: "16:9", imageSize: "512"}
      - decode: result
      - verify: {}
      - normalize: {longest: 128, mime: [image/jpeg]}
      - generate: {prompt: "\(second)", aspectRatio: "1:1", imageSize: "512"}
      - decode: result
      - verify: {}
      - thumbnails:
          - {name: icon, longest: 32, format: png}
    \(gateway)
    """
  }

  @Test func `a second turn edits the first turn's picture, prepared again`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      func run(_ text: String) async throws -> Summary {
        try scratch.write(text, to: "turns.yaml")
        let ending = try await Program.run("run", "turns.yaml", "--format", "json", in: scratch)
        #expect(ending.code == 0, "\(ending.errors)")
        return try ending.summary
      }
      #expect(try await run(Self.pipeline(emulator.gateway)).calls == 2)
      let requests = await emulator.requests
      #expect(requests.map(\.prompt) == ["A house", "Add snow"])
      #expect(requests.map(\.images.count) == [0, 1])
      let image = try #require(requests.last?.images.first)
      #expect(image.uprightSize == PixelSize(128, 71))
      #expect(image.mediaType == "image/jpeg")
      #expect(CarriedData.names(in: image.bytes, format: image.format).isEmpty)
      let names = try scratch.names(in: "out/turns")
      #expect(names.count == 3)
      let first = try #require(names.first { $0.hasPrefix("original-turn1.") })
      #expect(try header(scratch.read("out/turns/\(first)")).size == PixelSize(688, 384))
      let last = try #require(names.first { $0.hasPrefix("original.") })
      #expect(try header(scratch.read("out/turns/\(last)")).size == PixelSize(512, 512))

      let before = try scratch.files(in: "out")
      #expect(try await run(Self.pipeline(emulator.gateway)).calls == 0)
      #expect(try scratch.files(in: "out") == before)
      #expect(try await run(Self.pipeline(emulator.gateway, second: "Add rain")).calls == 1, "the first turn is there")
      #expect(await emulator.requests.last?.prompt == "Add rain")
    }
  }

  @Test func `a later turn that fails keeps the earlier one`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(prompt: "Add snow", .textOnly())) { emulator in
      try scratch.write(Self.pipeline(emulator.gateway), to: "turns.yaml")
      for calls in [3, 0] {
        let ending = try await Program.run("run", "turns.yaml", "--format", "json", in: scratch)
        #expect(ending.code == 1)
        #expect(try ending.failures == ["turns": "text-only"])
        #expect(try ending.summary.calls == calls)
      }
      #expect(try scratch.names(in: "out/turns").map { $0.prefix { $0 != "." } } == ["original-turn1"])
    }
  }

  private static func starting(from name: String) -> String {
    """
    version: 1
    name: circle
    model: gemini-3.1-flash-image
    matrix: {number: [one, two]}
    asset: ${number}
    output: out
    stages:
      - decode: {asset: "\(name)"}
      - normalize: {}
      - generate: {prompt: "Again", aspectRatio: "1:1", imageSize: "512"}
    """
  }

  @Test func `an asset that names none is the one that others start from`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(
        """
        version: 1
        name: sheet
        model: gemini-3.1-flash-image
        matrix:
          pose: [standing]
          from: [""]
          include:
            - {pose: running, from: standing}
            - {pose: sitting, from: standing}
        asset: ${pose}
        output: out
        stages:
          - decode: {asset: "${from}"}
          - normalize: {longest: 128}
          - generate: {prompt: "A fox, ${pose}", aspectRatio: "1:1", imageSize: "512"}
        \(emulator.gateway)
        """, to: "sheet.yaml")
      let first = try await Program.run("run", "sheet.yaml", "--format", "json", in: scratch)
      #expect(first.code == 0, "\(first.errors)")
      #expect(try first.summary.calls == 3)
      let requests = await emulator.requests
      #expect(requests.first?.prompt == "A fox, standing")
      #expect(requests.map(\.images.count) == [0, 1, 1])
      let second = try await Program.run("run", "sheet.yaml", "--format", "json", in: scratch)
      #expect(try second.summary.calls == 0)
      // One that starts from another can be made alone: the stored original is there.
      let alone = try await Program.run(
        "run", "sheet.yaml", "--only", "running", "--refresh", "running", "--format", "json", in: scratch)
      #expect(alone.code == 0, "\(alone.errors)")
      #expect(try alone.summary.calls == 1)
    }
  }

  @Test(arguments: [("one", "one -> one"), ("${number}", "one -> one"), ("three", "there is no asset 'three'")])
  func `assets that start from each other, or from none that there is, are a mistake`(_ name: String, _ message: String) async throws {
    let scratch = try Scratch()
    try scratch.write(Self.starting(from: name), to: "circle.yaml")
    for verb in ["check", "plan", "run"] {
      let ending = try await Program.run(verb, "circle.yaml", in: scratch)
      #expect(ending.code == 2, "\(verb)")
      #expect(ending.errors.contains(message), "\(verb): \(ending.errors)")
      #expect(ending.errors.contains("circle.yaml:8:21: error: "), "\(verb): \(ending.errors)")
    }
  }
}
