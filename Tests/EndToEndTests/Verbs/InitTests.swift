import Testing

/// From `init` to pictures, as someone new would go.
@Suite struct InitTests {
  @Test func `a pipeline for pictures from words is planned and run`() async throws {
    let scratch = try Scratch()
    let written = try await Program.run("init", in: scratch)
    #expect(written.code == 0)
    #expect(written.output.contains("aquatint run pipeline.yaml"))
    #expect(try scratch.names() == ["pipeline.yaml"])
    let check = try await Program.run("check", "pipeline.yaml", in: scratch)
    #expect(check.code == 0 && check.errors.isEmpty, "\(check.errors)")
    let plan = try await Program.run("plan", "pipeline.yaml", "--format", "json", in: scratch).plan
    #expect(plan.assets.count == 4 && plan.calls == 4 && plan.cost?.high == "0")
    let ran = try await Program.run("run", "pipeline.yaml", "--format", "json", "--only", "*-dawn", in: scratch)
    #expect(ran.code == 0, "\(ran.errors)")
    #expect(try ran.summary.succeeded == 2)
    #expect(scratch.exists("output/pipeline/harbour-dawn/large.webp"))
  }

  @Test func `a pipeline for local work is planned and run`() async throws {
    let scratch = try Scratch()
    #expect(try await Program.run("init", "prepare", "local.yaml", in: scratch).code == 0)
    try scratch.write(MarkedPicture.translucentPNG(), to: "pictures/2026/mug.png")
    let check = try await Program.run("check", "local.yaml", in: scratch)
    #expect(check.code == 0 && check.errors.isEmpty, "\(check.errors)")
    let ran = try await Program.run("run", "local.yaml", "--format", "json", in: scratch)
    #expect(ran.code == 0, "\(ran.errors)")
    #expect(scratch.exists("prepared/local/mug/normalized.jpg"))
    #expect(try ran.summary.calls == 0)
  }

  @Test func `a pipeline for a folder is watched`() async throws {
    let scratch = try Scratch()
    #expect(try await Program.run("init", "watch", "inbox.yaml", in: scratch).code == 0)
    try scratch.write(MarkedPicture.translucentPNG(), to: "inbox/mug.png")
    let check = try await Program.run("check", "inbox.yaml", in: scratch)
    #expect(check.code == 0 && check.errors.isEmpty, "\(check.errors)")
    let ran = try await Program.run("watch", "inbox.yaml", "--max-cost", "1", "--once", in: scratch)
    #expect(ran.code == 0, "\(ran.errors)")
    #expect(scratch.exists("output/inbox/mug/shop.webp"))
  }

  @Test func `a file alone is for pictures from words, and two files in one folder do not collide`() async throws {
    let scratch = try Scratch()
    let written = try await Program.run("init", "my shop.yaml", in: scratch)
    #expect(written.code == 0 && written.output.contains("aquatint run 'my shop.yaml'"), "\(written.errors)")
    #expect(try await Program.run("init", "watch", "watch.yml", in: scratch).code == 0)
    try scratch.write(MarkedPicture.translucentPNG(), to: "inbox/mug.png")
    for file in ["my shop.yaml", "watch.yml"] {
      let text = try scratch.text(file)
      #expect(text.hasPrefix("# yaml-language-server: $schema=aquatint.schema.json\n"))
      let ran = try await Program.run("run", file, in: scratch)
      #expect(ran.code == 0, "\(ran.errors)")
    }
    #expect(scratch.exists("output/my-shop/manifest.json") && scratch.exists("output/watch/manifest.json"))
    let both = try await Program.run("init", "a.yaml", "b.yaml", in: scratch)
    #expect(both.code == 2 && both.errors.contains("'a.yaml' is no job"), "\(both.errors)")
  }

  @Test func `a word that is no job is a folder, which is made, as is the folder of the sources`() async throws {
    let scratch = try Scratch()
    let shop = try await Program.run("init", "studio", in: scratch)
    #expect(shop.code == 0 && shop.output.contains("aquatint run studio/pipeline.yaml"), "\(shop.errors)")
    let watch = try await Program.run("init", "watch", in: scratch)
    #expect(watch.code == 0 && watch.output.contains("put pictures into the folder 'inbox'"), "\(watch.errors)")
    #expect(try scratch.tree().keys.sorted() == ["inbox", "pipeline.yaml", "studio", "studio/pipeline.yaml"])
    let typo = try await Program.run("init", "genrate", in: scratch)
    #expect(typo.code == 2 && !scratch.exists("genrate"))
  }

  @Test func `a folder that is not there is said before anything is written`() async throws {
    let scratch = try Scratch()
    for arguments in [["init", "generate", "foo/bar.yaml"], ["init", "foo/bar.yaml"], ["plan", "none.yaml", "--out", "foo/p.json"]] {
      let ending = try await Program.running(arguments, in: scratch) { _ in }
      #expect(ending.code == 2)
      #expect(ending.errors == "aquatint: the folder 'foo' is not there; make it first\n")
    }
    #expect(try scratch.names().isEmpty)
  }

  @Test(arguments: ["mine", "mine/", "mine/pipeline.yaml"])
  func `a folder gets a file of the usual name`(name: String) async throws {
    let scratch = try Scratch()
    try scratch.write("", to: "mine/.keep")
    let ending = try await Program.run("init", "generate", name, in: scratch)
    #expect(ending.code == 0 && ending.output.contains("mine/pipeline.yaml"), "\(ending.errors)")
    #expect(try scratch.names(in: "mine").contains("pipeline.yaml"))
  }

  @Test func `a file that is there stays as it is`() async throws {
    let scratch = try Scratch()
    try scratch.write("mine", to: "pipeline.yaml")
    let ending = try await Program.run("init", in: scratch)
    #expect(ending.code == 2)
    #expect(ending.errors.contains("'pipeline.yaml' is there already"))
    #expect(try scratch.text("pipeline.yaml") == "mine")
  }
}
