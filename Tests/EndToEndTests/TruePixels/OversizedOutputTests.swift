import ImageCore
import TestSupport
import Testing

/// What is made is held to the limits that hold for what is read.
@Suite struct OversizedOutputTests {
  private func pipeline(_ thumbnail: String, limits: String = "{}") -> String {
    """
    version: 1
    name: shop
    output: out
    sources: in/*
    asset: ${source.stem}
    limits: \(limits)
    stages:
      - decode: "${source}"
      - thumbnails: [{name: card, longest: 8, format: png}, {name: big, \(thumbnail)}]
    """
  }

  @Test(arguments: [
    ("longest: 400, enlarge: true, format: png", "{pixels: 100000}", "pixels"),
    ("width: 400, enlarge: true, light: encoded, format: jpeg", "{decodedBytes: 400000}", "decodedBytes"),
    ("width: 64, enlarge: true, format: webp", "{}", "on a side"),
  ])
  func `a source of which too large a picture would be made fails alone`(_ thumbnail: String, _ limits: String, _ word: String) async throws
  {
    let scratch = try Scratch()
    // 40x40 is enlarged to 400x400; 1x300 to 64x19200.
    let isTall = word == "on a side"
    try scratch.write(
      try encoded(TestPictures.gradient(isTall ? PixelSize(1, 300) : PixelSize(40, 40)), as: FormatID("png")), to: "in/bad.png")
    try scratch.write(try encoded(TestPictures.gradient(PixelSize(40, 4)), as: FormatID("png")), to: "in/good.png")
    try scratch.write(pipeline(thumbnail, limits: limits), to: "shop.yaml")
    #expect(try await Program.run("check", "shop.yaml", in: scratch).code == 0, "it depends on the source")
    let run = try await Program.run("run", "shop.yaml", "--format", "json", in: scratch)
    #expect(run.code == 1)
    let ended = try #require(try run.events.first { $0.event == "assetFinished" && $0.asset == "bad" })
    #expect(ended.failure == "oversized-output")
    #expect(ended.message?.contains("'big' would be ") == true)
    #expect(ended.message?.contains(word) == true)
    #expect(try scratch.names(in: "out/bad").isEmpty || !scratch.names(in: "out").contains { $0.hasPrefix("bad/") })
    #expect(try scratch.names(in: "out/good").count == 2)
  }

  @Test func `a canvas of any size is refused before there is memory for it`() async throws {
    let scratch = try Scratch()
    try scratch.write(try encoded(TestPictures.gradient(PixelSize(1, 20_000)), as: FormatID("png")), to: "tall.png")
    let ending = try await Program.run("prepare", "tall.png", "--aspect", "1:1", "--fit", "pad", "--output", "out", in: scratch)
    #expect(ending.code == 1)
    #expect(ending.errors.contains("20000x20000: 400000000 pixels, more than the 160000000 allowed"), "\(ending.errors)")
  }
}
