import GatewayEmulator
import ImageCore
import Testing

/// One run in which every asset is answered in another shape.
@Suite struct AnswerShapeTests {
  static func pipeline(_ gateway: String, cases: [String]) -> String {
    """
    version: 1
    name: shapes
    model: gemini-3.1-flash-image
    matrix:
      shape: [\(cases.map { "\"\($0)\"" }.joined(separator: ", "))]
    asset: ${shape}
    output: out
    stages:
      - generate: {prompt: "A pier, case <${shape}>", aspectRatio: "1:1", imageSize: "512"}
      - decode: result
      - thumbnails:
          - {name: icon, longest: 16, format: png}
    \(gateway)
    """
  }

  static func rules(_ cases: [(name: String, fault: Fault)]) -> [EmulatorScript.Rule] {
    cases.map { EmulatorScript.Rule(prompt: "<\($0.name)>", $0.fault) }
  }

  private static let pictures: [(name: String, fault: Fault)] = [
    ("line-breaks", .base64LineBreaks), ("url-safe", .urlSafeBase64), ("unpadded", .unpaddedBase64), ("data-prefix", .dataPrefix),
    ("wrong-label", .jpegLabelledPNG), ("strange-label", .declaredType("application/octet-stream")), ("snake-case", .snakeCase),
    ("thought-before", .thoughtBefore(2)), ("only-thought", .onlyThought), ("markdown", .markdown), ("several", .pictures(3)),
    ("nulls", .nulls),
    ("webp", .format(FormatID("webp"))), ("much-text", .hugeText(bytes: 300_000)),
  ]

  @Test func `every way to write a picture down gives the picture`() async throws {
    let scratch = try Scratch()
    try await withGateway(script: Self.rules(Self.pictures)) { emulator in
      try scratch.write(Self.pipeline(emulator.gateway, cases: Self.pictures.map(\.name)), to: "shapes.yaml")
      let ending = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(try ending.failures == [:])
      #expect(ending.code == 0)
      for (name, _) in Self.pictures {
        let original = try scratch.names(in: "out/\(name)").filter { $0.hasPrefix("original.") && !$0.hasSuffix(".txt") }
        #expect(original.count == 1, "\(name)")
        if let original = original.first {
          let picture = try header(scratch.read("out/\(name)/\(original)"))
          #expect(picture.size == PixelSize(512, 512), "\(name)")
          #expect(original.hasSuffix(picture.format == FormatID("jpeg") ? ".jpg" : ".\(picture.format)"), "\(name): extension by bytes")
        }
      }
      let again = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
      #expect(again.code == 0)
      #expect(try again.summary.calls == 0)
    }
  }

  @Test func `the other pictures of an answer are alternates and stay in the store`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.pictures(3))) { emulator in
      try scratch.write(Self.pipeline(emulator.gateway, cases: ["several"]), to: "shapes.yaml")
      #expect(try await Program.run("run", "shapes.yaml", in: scratch).code == 0)
    }
    let original = try #require(try scratch.manifest().files.first { $0.kind == "original" })
    let alternates = try #require(original.alternates)
    #expect(alternates.count == 2)
    let stored = Set(try scratch.files(in: ".aquatint/blobs").values.map(\.sha256))
    #expect(alternates.allSatisfy { stored.contains($0.sha256) })
    #expect(!alternates.contains { $0.sha256 == original.sha256 })
  }

  @Test func `a thought before the picture is not the picture`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(.thoughtBefore(2))) { emulator in
      try scratch.write(Self.pipeline(emulator.gateway, cases: ["drafts"]), to: "shapes.yaml")
      #expect(try await Program.run("run", "shapes.yaml", in: scratch).code == 0)
    }
    let alternates = try #require(try scratch.manifest().files.first { $0.kind == "original" }?.alternates)
    #expect(alternates.map(\.thought) == [true, true])
  }
}
