import Testing

/// A run with nothing to do leaves the page alone, and notices when that is not what the present state gives.
@Suite struct PageMemoryTests {
  private func pipeline(_ prompt: String) -> String {
    """
    version: 1
    name: jars
    model: gemini-3.1-flash-image
    matrix: {jar: [tall, wide]}
    asset: ${jar}
    output: out
    stages:
      - generate: {prompt: "A ${jar} jar, \(prompt)", aspectRatio: "1:1", imageSize: "512"}
      - decode: result
      - thumbnails: [{name: icon, longest: 16, format: png}]
    """
  }

  @Test func `the page is that of the present state, however often nothing was to be done`() async throws {
    let scratch = try Scratch()
    try scratch.write(pipeline("glazed"), to: "jars.yaml")
    func run(_ arguments: String...) async throws {
      let ending = try await Program.running(["run", "jars.yaml"] + arguments, in: scratch) { _ in }
      #expect(ending.code == 0, "\(ending.errors)")
      #expect(ending.output.contains("out/index.html"))
    }
    try await run()
    let page = try scratch.text("out/index.html")
    for _ in 0..<3 { try await run() }
    #expect(try scratch.text("out/index.html") == page)

    try scratch.write(page + "<!-- touched -->", to: "out/index.html")
    try await run()
    #expect(try scratch.text("out/index.html") == page, "whoever changed it, it is made again")
    try scratch.remove("out/index.html")
    try await run()
    #expect(try scratch.text("out/index.html") == page)
    for _ in 0..<2 { try await run() }

    try scratch.write(pipeline("unglazed"), to: "jars.yaml")
    try await run()
    try await run()
    #expect(try scratch.text("out/index.html").contains("unglazed"))
    // Another call of the same assets: nothing is to be done afterwards, and yet the page tells of one more.
    try await run("--refresh", "tall")
    let more = try scratch.text("out/index.html")
    try await run()
    try await run()
    #expect(try scratch.text("out/index.html") == more)
    try await run("--gateway", "emulator")
    #expect(try scratch.text("out/index.html").contains("--gateway emulator"), "the page offers the commands of its run")
  }
}
