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
    #expect(scratch.exists("output/harbour-dawn/large.webp"))
  }

  @Test func `a pipeline for local work is planned and run`() async throws {
    let scratch = try Scratch()
    #expect(try await Program.run("init", "prepare", "local.yaml", in: scratch).code == 0)
    try scratch.write(MarkedPicture.translucentPNG(), to: "pictures/2026/mug.png")
    let check = try await Program.run("check", "local.yaml", in: scratch)
    #expect(check.code == 0 && check.errors.isEmpty, "\(check.errors)")
    let ran = try await Program.run("run", "local.yaml", "--format", "json", in: scratch)
    #expect(ran.code == 0, "\(ran.errors)")
    #expect(scratch.exists("prepared/mug/normalized.jpg"))
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
    #expect(scratch.exists("output/mug/shop.webp"))
  }

  @Test func `a file that is there stays as it is`() async throws {
    let scratch = try Scratch()
    try scratch.write("mine", to: "pipeline.yaml")
    let ending = try await Program.run("init", in: scratch)
    #expect(ending.code == 2)
    #expect(ending.errors.contains("'pipeline.yaml' is there already"))
    #expect(try scratch.text("pipeline.yaml") == "mine")
    #expect(try await Program.run("init", "decorate", in: scratch).code == 2)
  }
}
