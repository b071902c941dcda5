import Testing

@Suite struct BadOutputTests {
  private static func pipeline(name: String = "shapes", output: String, value: String = "a") -> String {
    """
    version: 1
    name: \(name)
    model: gemini-3.1-flash-image
    matrix:
      shape: [\(value)]
    asset: "${shape}"
    output: \(output)
    stages:
      - generate: {prompt: "A pier", aspectRatio: "1:1", imageSize: "512"}
      - decode: result
      - thumbnails:
          - {name: icon, longest: 16, format: png}
    """
  }

  @Test func `an output folder that cannot be written ends with 3, and the answer is kept`() async throws {
    let scratch = try Scratch()
    try scratch.write("a regular file", to: "file.txt")
    try scratch.write(Self.pipeline(output: "file.txt/out"), to: "shapes.yaml")
    let ending = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
    #expect(ending.code == 3)
    #expect((ending.output + ending.errors).contains("file.txt"))
    #expect(try scratch.text("file.txt") == "a regular file")
    #expect(try scratch.names().filter { $0.contains(".aquatint-") } == [])
    try scratch.write(Self.pipeline(output: "out"), to: "shapes.yaml")
    let next = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
    #expect(next.code == 0)
    #expect(scratch.exists("out/a/icon.png"))
  }

  @Test func `a store that cannot be written ends with 3 before anything is asked`() async throws {
    let scratch = try Scratch()
    try scratch.write("a regular file", to: "file.txt")
    try scratch.write(Self.pipeline(output: "out"), to: "shapes.yaml")
    let ending = try await Program.run("run", "shapes.yaml", "--store", "file.txt/store", in: scratch)
    #expect(ending.code == 3)
    #expect(ending.errors.contains("file.txt"))
    #expect(!scratch.exists("out"))
  }

  @Test func `an output file in the way of a folder fails without being touched`() async throws {
    let scratch = try Scratch()
    try scratch.write("mine", to: "out/a")
    try scratch.write(Self.pipeline(output: "out"), to: "shapes.yaml")
    let ending = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
    #expect(ending.code == 3)
    #expect(try scratch.text("out/a") == "mine")
  }

  @Test func `another pipeline's output folder is not written to`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline(name: "first", output: "out"), to: "first.yaml")
    try scratch.write(Self.pipeline(name: "second", output: "out", value: "b"), to: "second.yaml")
    #expect(try await Program.run("run", "first.yaml", in: scratch).code == 0)
    let before = try scratch.files(in: "out")
    for verb in ["run", "plan"] {
      let ending = try await Program.run(verb, "second.yaml", in: scratch)
      #expect(ending.code == 2)
      #expect(ending.errors.contains("'first'"))
      #expect(ending.errors.contains("second.yaml:7:9"))
    }
    #expect(try scratch.files(in: "out") == before)
  }

  static let badNames = [
    ("../evil", "../evil"), ("a/b", "a/b"), ("/etc/x", "/etc/x"), (".hidden", ".hidden"), ("..", ".."),
    ("Manifest.JSON", "the name of the manifest"), ("Index.html", "the name of the contact sheet"),
    (String(repeating: "n", count: 300), String(repeating: "n", count: 300)), (#""a\\b""#, #"a\b"#), (#""""#, "empty"),
    ("Lamp, lamp", "'Lamp' and 'lamp'"),
  ]

  @Test(arguments: badNames.indices)
  func `an asset name that is not the name of one folder ends with 2 and is quoted`(_ index: Int) async throws {
    let scratch = try Scratch()
    let (value, quoted) = Self.badNames[index]
    try scratch.write(Self.pipeline(output: "deep/out", value: value), to: "shapes.yaml")
    for verb in ["check", "plan", "run"] {
      let ending = try await Program.run(verb, "shapes.yaml", in: scratch)
      #expect(ending.code == 2, "\(verb) \(value)")
      #expect(ending.errors.contains("shapes.yaml:6:8: error: "), "\(verb) \(value): \(ending.errors)")
      #expect(ending.errors.contains(quoted), "\(verb) \(value)")
    }
    #expect(try scratch.names() == ["shapes.yaml"])
  }

  @Test func `a source's name that cannot be a folder's is refused likewise`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.webP(), to: "in/Lamp.webp")
    try scratch.write(try MarkedPicture.webP(), to: "in/lamp.webp")
    try scratch.write(
      """
      version: 1
      sources: in/*
      asset: ${source.stem}
      output: out
      stages:
        - decode: "${source}"
        - thumbnails: [{name: icon, longest: 16, format: png}]
      """, to: "shop.yaml")
    let ending = try await Program.run("run", "shop.yaml", in: scratch)
    #expect(ending.code == 2)
    #expect(ending.errors.contains("'Lamp' and 'lamp'"))
    #expect(!scratch.exists("out"))
  }
}
