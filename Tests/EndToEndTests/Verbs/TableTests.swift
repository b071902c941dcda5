import Testing

/// What the README says of tables, facts and watched folders.
@Suite struct TableTests {
  private func scratch() async throws -> Scratch {
    let scratch = try Scratch()
    for name in ["lamp", "vase"] { try scratch.write(MarkedPicture.translucentPNG(), to: "in/\(name).png") }
    try scratch.write("item,colour\nlamp,\"red, mostly\"\nvase,\n", to: "items.csv")
    try scratch.write(
      """
      version: 1
      rows: items.csv
      asset: ${item}
      output: out
      stages:
        - decode: in/${item}.png
        - thumbnails: [{name: icon, width: 8, height: 8, fit: cover, format: png}]
      deliver:
        - atlas: {to: game, name: items, rendition: icon}

      """, to: "p.yaml")
    return scratch
  }

  @Test func `a manifest is a table with a line for each file, in three forms`() async throws {
    let scratch = try await scratch()
    #expect(try await Program.run("run", "p.yaml", in: scratch).code == 0)
    let table = try await Program.run("manifest", "p.yaml", "--format", "csv", in: scratch)
    #expect(table.code == 0 && table.errors.isEmpty, "\(table.errors)")
    #expect(table.lines.first == "asset,rendition,path,width,height,bytes,sha256,model,cost,values.item,values.colour,chosen")
    let lamp = try #require(table.lines.first { $0.contains("lamp/icon.png") })
    #expect(lamp.hasPrefix("lamp,icon,lamp/icon.png,8,8,") && lamp.hasSuffix(",,,lamp,\"red, mostly\",true"))
    #expect(table.lines.contains { $0.hasPrefix(",delivery,game/items.css,,,") })
    let tabs = try await Program.run("manifest", "p.yaml", "--format", "tsv", in: scratch)
    #expect(
      tabs.lines.count == table.lines.count
        && tabs.lines.allSatisfy { $0.split(separator: "\t", omittingEmptySubsequences: false).count == 12 })
    #expect(tabs.lines.contains { $0.hasSuffix("\tlamp\tred, mostly\ttrue") })
    let objects = try await Program.run("manifest", "p.yaml", in: scratch)
    #expect(objects.lines.count == table.lines.count - 1)
    #expect(objects.lines.contains { $0.contains(#""values":{"item":"lamp","colour":"red, mostly"},"chosen":true"#) })
  }

  @Test func `a table of nothing says that nothing is there`() async throws {
    let scratch = try await scratch()
    let table = try await Program.run("manifest", "p.yaml", "--format", "csv", in: scratch)
    #expect(table.code == 2 && table.output.isEmpty && table.errors.contains("nothing has been made yet"))
  }

  @Test func `cards are held against a file of facts`() async throws {
    let scratch = try Scratch()
    try scratch.write(#"{"date": "2026-12-01", "models": {"gemini-3-pro-image": {"references": 14}}}"#, to: "same.json")
    let same = try await Program.run("models", "check", "--against", "same.json", in: scratch)
    #expect(same.code == 0 && same.output == "the cards say what the file says\n", "\(same.errors)")
    try scratch.write("date: 2026-12-01\nmodels:\n  gemini-3-pro-image: {references: 12}\n", to: "other.yaml")
    let other = try await Program.run("models", "check", "--against", "other.yaml", in: scratch)
    #expect(other.code == 1 && other.output == "gemini-3-pro-image  references: the card says 14, the file 12\n", "\(other.errors)")
    try scratch.write("models: {}\n", to: "wrong.yaml")
    let wrong = try await Program.run("models", "check", "--against", "wrong.yaml", in: scratch)
    #expect(wrong.code == 2 && wrong.errors.contains("wrong.yaml:1:1: error: "), "\(wrong.errors)")
  }

  @Test func `a folder that is watched makes no sets, and leaves those that are there`() async throws {
    let scratch = try await scratch()
    try scratch.write(
      """
      version: 1
      sources: in/*
      asset: ${source.stem}
      output: out
      stages:
        - decode: ${source}
        - thumbnails: [{name: icon, width: 8, height: 8, fit: cover, format: png}]
      deliver:
        - atlas: {to: game, name: items, rendition: icon}

      """, to: "w.yaml")
    let watched = try await Program.run("watch", "w.yaml", "--max-cost", "1", "--once", in: scratch)
    #expect(watched.code == 0, "\(watched.errors)")
    #expect(scratch.exists("out/lamp/icon.png") && !scratch.exists("out/game"))
    #expect(try await Program.run("run", "w.yaml", in: scratch).code == 0)
    let sheet = try scratch.read("out/game/items.png")
    try scratch.write(MarkedPicture.translucentPNG(), to: "in/cup.png")
    let again = try await Program.run("watch", "w.yaml", "--max-cost", "1", "--once", in: scratch)
    #expect(again.code == 0, "\(again.errors)")
    #expect(scratch.exists("out/cup/icon.png"))
    #expect(try scratch.read("out/game/items.png") == sheet)
  }

  @Test(arguments: [[], ["-q"]])
  func `a set that cannot be made is an error at its place, for quiet readers too`(_ options: [String]) async throws {
    let scratch = try await scratch()
    try scratch.write(
      """
      version: 1
      sources: in/*
      asset: ${source.stem}
      output: out
      stages:
        - decode: ${source}
        - thumbnails:
            - {name: whole, longest: 8, format: png}
            - {name: wide, width: 8, height: 1, fit: cover, format: png}
      deliver:
        - srcset: {to: web, renditions: [whole, wide]}

      """, to: "p.yaml")
    let failing = try await Program.running(["run", "p.yaml"] + options, in: scratch) { _ in }
    #expect(failing.code == 1)
    #expect(failing.errors.contains("p.yaml:11:5: error: srcset in web failed: '"), "\(failing.errors)")
  }

  @Test func `that nothing was pruned is said`() async throws {
    let scratch = try await scratch()
    #expect(try await Program.run("run", "p.yaml", in: scratch).code == 0)
    try scratch.write("item,colour\nlamp,red\ncup,\n", to: "items.csv")
    let failing = try await Program.run("run", "p.yaml", "--prune", in: scratch)
    #expect(failing.code == 1 && failing.errors.contains("--prune has removed nothing"), "\(failing.errors)")
    #expect(scratch.exists("out/vase/icon.png"))
    try scratch.write(MarkedPicture.translucentPNG(), to: "in/cup.png")
    let whole = try await Program.run("run", "p.yaml", "--prune", in: scratch)
    #expect(whole.code == 0 && !whole.errors.contains("has removed nothing"), "\(whole.errors)")
    #expect(!scratch.exists("out/vase/icon.png"))
  }
}
