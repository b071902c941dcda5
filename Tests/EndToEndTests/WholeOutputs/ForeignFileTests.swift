import Foundation
import Testing

/// Files in the output folder that this program did not write.
@Suite struct ForeignFileTests {
  private static let paid = """
    version: 1
    name: shapes
    model: gemini-3.1-flash-image
    matrix:
      shape: [a, b]
    asset: "${shape}"
    output: out
    stages:
      - generate: {prompt: "A ${shape}", aspectRatio: "1:1", imageSize: "512"}
      - decode: result
      - thumbnails:
          - {name: icon, longest: 16, format: png}
    """

  private static let local = """
    version: 1
    sources: in/*
    asset: ${source.stem}
    output: out
    stages:
      - decode: "${source}"
      - thumbnails: [{name: icon, longest: 16, format: png}]
    """

  @Test(arguments: ["out/a/icon.png", "out/a/original.png", "out/a/original.jpg"])
  func `one in the way of a paid asset fails it before its call, and stays`(_ name: String) async throws {
    let scratch = try Scratch()
    try scratch.write(Self.paid, to: "shapes.yaml")
    try scratch.write("mine", to: name)
    let plan = try await Program.run("plan", "shapes.yaml", in: scratch)
    #expect(plan.code == 0)
    #expect(plan.errors.contains(name), "\(plan.errors)")
    #expect(plan.errors.contains("--overwrite"))
    let run = try await Program.run("run", "shapes.yaml", "--format", "json", in: scratch)
    #expect(run.code == 1)
    #expect(try run.failures == ["a": "foreign-file"])
    #expect(try run.summary.calls == 1)
    #expect(try scratch.text(name) == "mine")
    #expect(scratch.exists("out/b/icon.png"))
    let overwriting = try await Program.run("run", "shapes.yaml", "--format", "json", "--overwrite", in: scratch)
    #expect(overwriting.code == 0, "\(overwriting.errors)")
    #expect(try overwriting.summary.calls == 1)
    if name.hasSuffix("icon.png") { #expect(try scratch.read(name).starts(with: [0x89, 0x50])) }
    #expect(try await Program.run("run", "shapes.yaml", in: scratch).code == 0)
  }

  @Test func `one with other bytes fails a local asset, one with the same is ours`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.webP(), to: "in/a.webp")
    try scratch.write(Self.local, to: "shop.yaml")
    #expect(try await Program.run("run", "shop.yaml", in: scratch).code == 0)
    let made = try scratch.read("out/a/icon.png")
    // Everything that is known of the file is lost.
    try scratch.remove(".aquatint")
    try scratch.remove("out/manifest.json")
    let same = try await Program.run("run", "shop.yaml", in: scratch)
    #expect(same.code == 0, "\(same.errors)")
    try scratch.remove(".aquatint")
    try scratch.remove("out/manifest.json")
    try scratch.write("mine", to: "out/a/icon.png")
    let plan = try await Program.run("plan", "shop.yaml", in: scratch)
    #expect(plan.errors.contains("foreign-file"), "\(plan.errors)")
    let other = try await Program.run("run", "shop.yaml", "--format", "json", in: scratch)
    #expect(other.code == 1)
    #expect(try other.failures == ["a": "foreign-file"])
    #expect(try scratch.text("out/a/icon.png") == "mine")
    #expect(try await Program.run("run", "shop.yaml", "--overwrite", in: scratch).code == 0)
    #expect(try scratch.read("out/a/icon.png") == made)
  }

  @Test func `a file that a killed run wrote is ours, whatever the settings are by now`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.webP(), to: "in/a.webp")
    try scratch.write(Self.local, to: "shop.yaml")
    let killed = try await Program.run("run", "shop.yaml", in: scratch, environment: ["AQUATINT_CRASH_AT": "output-named"])
    #expect(killed.wasKilled)
    #expect(scratch.exists("out/a/icon.png"))
    #expect(!scratch.exists("out/manifest.json"))
    try scratch.write(Self.local.replacing("longest: 16", with: "longest: 8"), to: "shop.yaml")
    let next = try await Program.run("run", "shop.yaml", in: scratch)
    #expect(next.code == 0, "\(next.errors)")
  }

  @Test func `an output that was edited is remade, because the manifest lists it`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.webP(), to: "in/a.webp")
    try scratch.write(Self.local, to: "shop.yaml")
    #expect(try await Program.run("run", "shop.yaml", in: scratch).code == 0)
    let made = try scratch.read("out/a/icon.png")
    try scratch.write("edited", to: "out/a/icon.png")
    #expect(try await Program.run("run", "shop.yaml", in: scratch).code == 0)
    #expect(try scratch.read("out/a/icon.png") == made)
  }

  @Test func `an archive replaces only an archive`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.paid, to: "shapes.yaml")
    #expect(try await Program.run("run", "shapes.yaml", in: scratch).code == 0)
    try scratch.write("mine", to: "notes.txt")
    let refused = try await Program.run("ledger", "export", "notes.txt", in: scratch)
    #expect(refused.code != 0)
    #expect(refused.errors.contains("notes.txt"))
    #expect(try scratch.text("notes.txt") == "mine")
    for _ in 0..<2 { #expect(try await Program.run("ledger", "export", "calls.tar", in: scratch).code == 0) }
  }
}
