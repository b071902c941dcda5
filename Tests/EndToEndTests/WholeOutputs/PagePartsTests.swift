import Testing

/// A large set has a page in parts, and an index that leads to them.
@Suite struct PagePartsTests {
  private static func pipeline(_ assets: Int) -> String {
    """
    version: 1
    name: many
    model: gemini-3.1-flash-image
    matrix: {number: [\((1...assets).map { "n\($0)" }.joined(separator: ", "))]}
    asset: ${number}
    output: out
    originals: store
    stages:
      - generate: {prompt: "A jar", aspectRatio: "1:1", imageSize: "512"}
    """
  }

  @Test func `more than two thousand assets come in parts, and the parts go when there are fewer`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline(2_001), to: "many.yaml")
    let ending = try await Program.run("run", "many.yaml", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    let index = try scratch.text("out/index.html")
    #expect(index.contains("href=\"index-1.html\"") && index.contains("href=\"index-2.html\"") && !index.contains("<article"))
    #expect(index.contains("n1 … n2000") && index.contains("n2001 … n2001"))
    let parts = try (1...2).map { try scratch.text("out/index-\($0).html") }
    #expect(parts.map { $0.matches(of: #/<article/#).count } == [2_000, 1])
    #expect(parts[0].contains("Part 1 of 2") && parts[1].contains("Part 2 of 2"))
    #expect(parts[1].contains("href=\"index-1.html\"") && parts[1].contains("href=\"index.html\""))

    try scratch.write(Self.pipeline(3), to: "many.yaml")
    #expect(try await Program.run("run", "many.yaml", in: scratch).code == 0)
    #expect(try scratch.text("out/index.html").matches(of: #/<article/#).count == 3)
    #expect(try scratch.names(in: "out").filter { $0.hasPrefix("index") } == ["index.html"])
  }
}
