import ImageCore
import Testing

@Suite struct TextToImageTests {
  private static let pipeline = """
    version: 1
    name: lights
    model: gemini-3.1-flash-image
    matrix:
      place: [harbour, meadow]
      hour: [dawn, dusk]
    asset: "${place}-${hour}"
    output: out
    stages:
      - generate: {prompt: "A ${place} at ${hour}", aspectRatio: "16:9", imageSize: "512"}
      - decode: result
      - verify: {aspectRatio: "16:9"}
      - thumbnails:
          - {name: wide, longest: 320, format: webp, quality: 80}
          - {name: card, width: 160, height: 120, fit: cover, format: jpeg}
          - {name: square, width: 100, height: 100, fit: pad, background: black, format: png}
          - {name: icon, longest: 33, format: png}
    """

  /// The model's table says 688x384 for 16:9 at 512; sides round half up.
  private static let sizes: [String: PixelSize] = [
    "wide.webp": PixelSize(320, 179), "card.jpg": PixelSize(160, 120), "square.png": PixelSize(100, 100), "icon.png": PixelSize(33, 18),
  ]
  private static let assets = ["harbour-dawn", "harbour-dusk", "meadow-dawn", "meadow-dusk"]

  @Test func `a matrix of prompts becomes pictures of exactly the planned sizes`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline, to: "lights.yaml")
    let ending = try await Program.run("run", "lights.yaml", "--format", "json", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    let summary = try ending.summary
    #expect(summary == Summary(event: "summary", assets: 4, succeeded: 4, failed: 0, calls: 4, reused: 0, outputs: 20))

    for asset in Self.assets {
      for (name, size) in Self.sizes { #expect(try header(scratch.read("out/\(asset)/\(name)")).size == size, "\(asset)/\(name)") }
      let original = try scratch.names(in: "out/\(asset)").filter { $0.hasPrefix("original.") }
      #expect(original.count == 1)
      #expect(try header(scratch.read("out/\(asset)/\(original.first ?? "")")).size == PixelSize(688, 384))
    }
    #expect(try scratch.names(in: "out").count == 22)
  }

  @Test func `the manifest lists every file with its digest, size and parents`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline, to: "lights.yaml")
    #expect(try await Program.run("run", "lights.yaml", in: scratch).code == 0)
    let manifest = try scratch.manifest()
    #expect(manifest.pipeline == "lights")
    let files = try scratch.files(in: "out")
    #expect(Set(manifest.files.map(\.path)) == Set(files.keys).subtracting(["manifest.json", "index.html"]))
    for file in manifest.files {
      let bytes = try scratch.read("out/\(file.path)")
      #expect(file.sha256 == files[file.path]?.sha256)
      #expect(file.bytes == bytes.count)
      let size = try header(bytes).size
      #expect(file.width == size.width && file.height == size.height)
      #expect(file.path.hasPrefix(file.asset + "/"))
      let original = try #require(manifest.files.first { $0.asset == file.asset && $0.kind == "original" })
      let exchange = try #require(original.parents.first { $0.kind == "exchange" })
      if file.kind == "rendition" {
        #expect(file.parents.contains { $0.kind == "exchange" && $0.name == exchange.name && $0.sha256 == original.sha256 })
      }
    }
  }

  @Test func `text output tells a person what was made and where`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline, to: "lights.yaml")
    let ending = try await Program.run("run", "lights.yaml", "--only", "harbour-*", in: scratch)
    #expect(ending.code == 0)
    #expect(ending.output.contains("2 assets, 2 complete"))
    #expect(ending.output.contains("\(scratch.path)/out"))
    #expect(ending.errors.contains("harbour-dawn: made"))
    #expect(!ending.errors.contains("\u{1B}"), "a pipe is no terminal")
  }
}
