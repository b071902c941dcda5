import GatewayEmulator
import ImageCore
import Testing

@Suite struct SelectionTests {
  private static let pipeline = """
    version: 1
    name: lawn
    model: gemini-3.1-flash-image
    values: {grass: short, size: "64"}
    matrix:
      product: [shoe, lamp]
      season: [spring, winter]
      exclude: [{product: lamp, season: winter}]
      include: [{product: mug, season: autumn}]
    asset: ${product}-${season}
    output: out
    stages:
      - generate: {prompt: "A ${product} on ${grass} grass in ${season}, $$5", aspectRatio: "1:1", imageSize: "512"}
      - decode: result
      - thumbnails:
          - {name: icon, longest: "${size}", format: png}
    """

  private func assets(_ scratch: Scratch, _ arguments: String...) async throws -> [String] {
    let ending = try await Program.running(["plan", "lawn.yaml", "--format", "json"] + arguments, in: scratch) { _ in }
    #expect(ending.code == 0, "\(ending.errors)")
    return try ending.plan.assets.map(\.name)
  }

  @Test func `exclude drops combinations and include adds one`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline, to: "lawn.yaml")
    #expect(try await assets(scratch).sorted() == ["lamp-spring", "mug-autumn", "shoe-spring", "shoe-winter"])
  }

  @Test func `a selection that leaves nothing is a mistake, one of several patterns a warning`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline, to: "lawn.yaml")
    let nothing = try await Program.run("run", "lawn.yaml", "--only", "sheo-spring", in: scratch)
    #expect(nothing.code == 2)
    #expect(nothing.errors.contains("error: 'sheo-spring' matches no asset [unmatched-selection]"))
    #expect(nothing.errors.contains("did you mean 'shoe-spring'?"))
    #expect(scratch.exists("out") == false)
    let some = try await Program.run("plan", "lawn.yaml", "--only", "boot-*", "--only", "shoe-*", "--skip", "hat-*", in: scratch)
    #expect(some.code == 0)
    for glob in ["boot-*", "hat-*"] { #expect(some.errors.contains("warning: '\(glob)' matches no asset [unmatched-selection]")) }
  }

  @Test(arguments: [
    (["--only", "hero [1]"], ["hero [1]"]), (["--only", "hero [[]1]"], ["hero [1]"]), (["--only", "hero [0-9]"], ["hero 1"]),
    (["--skip", "hero [1]"], ["hero 1", "{x}"]), (["--only", "{x}"], ["{x}"]), (["--only", "[x"], []),
  ])
  func `a name means itself first, and nothing is bought for another`(_ arguments: [String], _ names: [String]) async throws {
    let scratch = try Scratch()
    try scratch.write(
      Self.pipeline.replacing("product: [shoe, lamp]", with: "product: ['hero 1', 'hero [1]', '{x}']")
        .replacing("season: [spring, winter]", with: "season: [spring]").replacing(
          "  exclude: [{product: lamp, season: winter}]\n", with: ""
        )
        .replacing("  include: [{product: mug, season: autumn}]\n", with: "").replacing("${product}-${season}", with: "${product}"),
      to: "lawn.yaml")
    let ending = try await Program.running(["run", "lawn.yaml", "--format", "json"] + arguments, in: scratch) { _ in }
    guard !names.isEmpty else {
      #expect(ending.code == 2)
      #expect(ending.errors.contains("'[x' is not a valid pattern"), "\(ending.errors)")
      return
    }
    #expect(ending.code == 0, "\(ending.errors)")
    #expect(try ending.summary.calls == names.count)
    #expect(Set(try scratch.names(in: "out").compactMap { $0.split(separator: "/").dropLast().first.map(String.init) }) == Set(names))
    // Asked for again by its name, an asset is the only one that is.
    let again = try await Program.run("run", "lawn.yaml", "--refresh", names[0], "--format", "json", "--only", names[0], in: scratch)
    #expect(try again.summary.calls == 1)
  }

  @Test func `thousands of names are chosen on one command line`() async throws {
    let scratch = try Scratch()
    let numbers = (0..<2_000).map(String.init).joined(separator: ", ")
    try scratch.write(
      Self.pipeline.replacing("product: [shoe, lamp]", with: "product: [\(numbers)]")
        .replacing("season: [spring, winter]", with: "season: [spring]"), to: "lawn.yaml")
    let wanted = (0..<1_500).map { "\($0)-spring" }
    let ending = try await Program.running(
      ["plan", "lawn.yaml", "--format", "json"] + wanted.flatMap { ["--only", $0] } + ["--skip", "1-spring", "--skip", "2-*"], in: scratch
    ) { _ in }
    #expect(ending.code == 0, "\(ending.errors)")
    #expect(try ending.plan.assets.map(\.name) == wanted.filter { $0 != "1-spring" && $0 != "2-spring" })
  }

  @Test func `only and skip choose by name`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline, to: "lawn.yaml")
    #expect(try await assets(scratch, "--only", "shoe-*").sorted() == ["shoe-spring", "shoe-winter"])
    #expect(
      try await assets(scratch, "--only", "shoe-*", "--only", "mug-*", "--skip", "*-winter").sorted() == ["mug-autumn", "shoe-spring"])
  }

  @Test func `the entries and files of assets that are not selected stay`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline, to: "lawn.yaml")
    #expect(try await Program.run("run", "lawn.yaml", "--only", "lamp-*", in: scratch).code == 0)
    let lamp = try scratch.files(in: "out/lamp-spring")
    let ending = try await Program.run("run", "lawn.yaml", "--skip", "lamp-*", "--skip", "shoe-*", "--format", "json", in: scratch)
    #expect(try ending.summary.assets == 1)
    #expect(try scratch.files(in: "out/lamp-spring") == lamp)
    #expect(Set(try scratch.manifest().files.map(\.asset)) == ["lamp-spring", "mug-autumn"])
  }

  @Test func `values are replaced on the command line, and only what they touch is made again`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(Self.pipeline + "\n" + emulator.gateway, to: "lawn.yaml")
      func run(_ arguments: String...) async throws -> Summary {
        let arguments = ["run", "lawn.yaml", "--only", "mug-*", "--format", "json"] + arguments
        let ending = try await Program.running(arguments, in: scratch) { _ in }
        #expect(ending.code == 0, "\(ending.errors)")
        return try ending.summary
      }
      #expect(try await run().calls == 1)
      #expect(await emulator.requests.first?.prompt == "A mug on short grass in autumn, $5")
      let smaller = try await run("--set", "size=32")
      #expect((smaller.calls, smaller.outputs) == (0, 1))
      #expect(try header(scratch.read("out/mug-autumn/icon.png")).size.width == 32)
      #expect(try await run("--set", "size=32", "--set", "grass=long").calls == 1)
      #expect(await emulator.requests.last?.prompt == "A mug on long grass in autumn, $5")
      #expect(try await run().calls == 0, "the first answer is still there")
    }
    let unknown = try await Program.run("plan", "lawn.yaml", "--set", "gras=long", in: scratch)
    #expect(unknown.code == 2)
    #expect(unknown.errors.contains("gras"))
  }

  @Test func `refresh asks again for what it names, and the new answer stays`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(Self.pipeline + "\n" + emulator.gateway, to: "lawn.yaml")
      #expect(try await Program.run("run", "lawn.yaml", "--only", "shoe-*", in: scratch).code == 0)
      let before = try scratch.files(in: "out")
      let plan = try await Program.run("plan", "lawn.yaml", "--only", "shoe-*", "--refresh", "*-winter", "--format", "json", in: scratch)
      #expect(try plan.plan.calls == 1)
      #expect(try plan.plan.step("generate", of: "shoe-winter")?.why == "asked for again")

      let refreshed = try await Program.run(
        "run", "lawn.yaml", "--only", "shoe-*", "--refresh", "*-winter", "--format", "json", in: scratch)
      #expect(refreshed.code == 0)
      #expect(try refreshed.summary.calls == 1)
      let after = try scratch.files(in: "out")
      let original = try #require(try scratch.manifest().files.first { $0.asset == "shoe-winter" && $0.kind == "original" }?.path)
      #expect(after[original]?.sha256 != before[original]?.sha256)
      #expect(after["shoe-winter/icon.png"]?.sha256 != before["shoe-winter/icon.png"]?.sha256)
      #expect(after["shoe-spring/icon.png"] == before["shoe-spring/icon.png"])

      let again = try await Program.run("run", "lawn.yaml", "--only", "shoe-*", "--format", "json", in: scratch)
      #expect(try again.summary.calls == 0)
      #expect(try scratch.files(in: "out") == after)
      #expect(await emulator.requestCount == 3)
    }
  }

  @Test func `prune removes what is no longer wanted and nothing else`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline, to: "lawn.yaml")
    #expect(try await Program.run("run", "lawn.yaml", in: scratch).code == 0)
    try scratch.write("mine", to: "out/shoe-winter/notes.txt")
    try scratch.write("changed by hand", to: "out/lamp-spring/icon.png")
    let text = Self.pipeline.replacing("[spring, winter]", with: "[spring]").replacing("[shoe, lamp]", with: "[shoe]")
      .replacing("      exclude: [{product: lamp, season: winter}]\n", with: "").replacing(
        "  exclude: [{product: lamp, season: winter}]\n", with: "")
    try scratch.write(text, to: "lawn.yaml")
    let kept = try await Program.run("run", "lawn.yaml", "--format", "json", in: scratch)
    #expect(kept.code == 0)
    #expect(scratch.exists("out/shoe-winter/icon.png"), "without --prune nothing is removed")
    let pruned = try await Program.run("run", "lawn.yaml", "--prune", "--format", "json", in: scratch)
    #expect(pruned.code == 0)
    #expect(try pruned.summary.calls == 0)
    #expect(try scratch.names(in: "out/shoe-winter") == ["notes.txt"])
    #expect(try scratch.names(in: "out/lamp-spring") == ["icon.png"])
    #expect(try scratch.names(in: "out/shoe-spring").count == 2)
    #expect(Set(try scratch.manifest().files.map(\.asset)).isSuperset(of: ["shoe-spring", "mug-autumn"]))
    #expect(try scratch.manifest().files.contains { $0.asset == "shoe-winter" } == false)
  }

  @Test func `fail-fast begins nothing new after the first failure`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(requests: 1...1, .finishReason("IMAGE_SAFETY"))) { emulator in
      let cases = (1...12).map { "n\($0)" }
      try scratch.write(AnswerShapeTests.pipeline(emulator.gateway, cases: cases), to: "shapes.yaml")
      let ending = try await Program.run("run", "shapes.yaml", "--jobs", "1", "--fail-fast", "--format", "json", in: scratch)
      #expect(ending.code == 1)
      #expect(try ending.failures.values.filter { $0 == "image-safety" }.count == 1)
      #expect(try ending.summary.assets == 12)
      #expect(await emulator.requestCount < 12)
    }
  }
}
