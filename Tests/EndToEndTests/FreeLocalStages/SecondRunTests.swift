import ImageCore
import Testing

@Suite struct SecondRunTests {
  /// Two assets of two thumbnails each.
  private static func pipeline(place: String = "harbour", quality: Int = 80) -> String {
    """
    version: 1
    name: lights
    model: gemini-3.1-flash-image
    matrix:
      place: ["\(place)", meadow]
      hour: [dawn]
    asset: "asset-${place}"
    output: out
    stages:
      - generate: {prompt: "A ${place} at ${hour}", aspectRatio: "1:1", imageSize: "512"}
      - decode: result
      - verify: {}
      - thumbnails:
          - {name: card, longest: 64, format: jpeg, quality: \(quality)}
          - {name: icon, longest: 32, format: png}
    """
  }

  private func run(_ scratch: Scratch, _ text: String) async throws -> Summary {
    try scratch.write(text, to: "lights.yaml")
    let ending = try await Program.run("run", "lights.yaml", "--format", "json", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    return try ending.summary
  }

  @Test func `with nothing changed nothing is asked and nothing is written`() async throws {
    let scratch = try Scratch()
    #expect(try await run(scratch, Self.pipeline()).calls == 2)
    let before = try scratch.files(in: "out")
    let summary = try await run(scratch, Self.pipeline())
    #expect(summary == Summary(event: "summary", assets: 2, succeeded: 2, failed: 0, calls: 0, reused: 2, outputs: 0))
    #expect(try scratch.files(in: "out") == before)
  }

  @Test func `another quality of one thumbnail writes only that file`() async throws {
    let scratch = try Scratch()
    _ = try await run(scratch, Self.pipeline())
    let before = try scratch.files(in: "out")
    let summary = try await run(scratch, Self.pipeline(quality: 50))
    #expect(summary.calls == 0)
    #expect(summary.outputs == 2)
    let after = try scratch.files(in: "out")
    let changed = before.keys.filter { after[$0] != before[$0] }.sorted()
    #expect(changed == ["asset-harbour/card.jpg", "asset-meadow/card.jpg", "manifest.json"])
  }

  @Test func `another prompt calls for exactly the assets that use it`() async throws {
    let scratch = try Scratch()
    func text(_ prompt: String) -> String {
      """
      version: 1
      name: lights
      model: gemini-3.1-flash-image
      matrix:
        place: [harbour]
        words: ["\(prompt)"]
        include: [{place: meadow, words: "A meadow"}]
      asset: "${place}"
      output: out
      stages:
        - generate: {prompt: "${words}", aspectRatio: "1:1", imageSize: "512"}
      """
    }
    #expect(try await run(scratch, text("A harbour")).calls == 2)
    let before = try scratch.files(in: "out")
    let summary = try await run(scratch, text("A harbour in fog"))
    #expect(summary.calls == 1)
    #expect(summary.reused == 1)
    let after = try scratch.files(in: "out")
    let meadow = try #require(before.keys.first { $0.hasPrefix("meadow/") })
    #expect(after[meadow] == before[meadow])
    let harbour = try #require(after.keys.first { $0.hasPrefix("harbour/") })
    #expect(after[harbour]?.sha256 != before[harbour]?.sha256)
  }

  @Test func `a deleted output is made again from the stored answer`() async throws {
    let scratch = try Scratch()
    _ = try await run(scratch, Self.pipeline())
    let before = try scratch.files(in: "out")
    let original = try #require(before.keys.first { $0.hasPrefix("asset-meadow/original.") })
    try scratch.remove("out/asset-meadow/card.jpg")
    try scratch.remove("out/\(original)")
    let summary = try await run(scratch, Self.pipeline())
    #expect(summary.calls == 0)
    #expect(summary.outputs == 2)
    #expect(try scratch.files(in: "out").mapValues(\.sha256) == before.mapValues(\.sha256))
  }

  @Test func `an output that was changed by hand is made again`() async throws {
    let scratch = try Scratch()
    _ = try await run(scratch, Self.pipeline())
    let before = try scratch.files(in: "out").mapValues(\.sha256)
    try scratch.write("not a picture any more", to: "out/asset-meadow/icon.png")
    let summary = try await run(scratch, Self.pipeline())
    #expect(summary.calls == 0)
    #expect(try scratch.files(in: "out").mapValues(\.sha256) == before)
  }

  @Test func `without the store the emulator is asked again`() async throws {
    let scratch = try Scratch()
    _ = try await run(scratch, Self.pipeline())
    let before = try scratch.files(in: "out").mapValues(\.sha256)
    let renditions = before.keys.filter { $0.hasSuffix("card.jpg") || $0.hasSuffix("icon.png") }
    let pixelsBefore = try renditions.map { ($0, try pixels(scratch.read("out/\($0)")).pixels) }
    #expect(pixelsBefore.count == 4)
    try scratch.remove(".aquatint")
    let summary = try await run(scratch, Self.pipeline())
    #expect(summary.calls == 2)
    // The emulator draws the same picture for the same request; the manifest names other exchanges, and renditions the time of those.
    let after = try scratch.files(in: "out").mapValues(\.sha256)
    #expect(after.keys == before.keys)
    #expect(after.filter { $0.key.contains("original") } == before.filter { $0.key.contains("original") })
    for (path, shown) in pixelsBefore { #expect(try pixels(scratch.read("out/\(path)")).pixels == shown, "\(path)") }
  }

  @Test func `an asset that is renamed keeps its answer`() async throws {
    let scratch = try Scratch()
    _ = try await run(scratch, Self.pipeline())
    let renamed = Self.pipeline().replacing("asset: \"asset-${place}\"", with: "asset: \"other-${place}\"")
    let summary = try await run(scratch, renamed)
    #expect(summary.calls == 0)
    #expect(summary.outputs == 6)
    #expect(try scratch.names(in: "out/other-meadow").count == 3)
  }

  @Test func `touching or copying a source asks nothing`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.webP(), to: "in/lamp.webp")
    let text = """
      version: 1
      name: lamps
      model: gemini-3.1-flash-image
      sources: in/*.webp
      output: out
      stages:
        - decode: "${source}"
        - normalize: {longest: 64}
        - generate: {prompt: "A lamp", aspectRatio: match, imageSize: "512"}
      """
    #expect(try await run(scratch, text).calls == 1)
    let bytes = try scratch.read("in/lamp.webp")
    try scratch.remove("in/lamp.webp")
    try scratch.write(bytes, to: "in/lamp.webp")
    #expect(try await run(scratch, text).calls == 0)
  }
}
