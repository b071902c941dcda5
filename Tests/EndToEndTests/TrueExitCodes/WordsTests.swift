import GatewayEmulator
import Testing

/// What a model says: beside its picture, and instead of one where words were asked for.
@Suite struct WordsTests {
  private static func pipeline(_ gateway: String, _ generate: String, more: String = "") -> String {
    """
    version: 1
    name: pier
    model: gemini-3.1-flash-image
    output: out
    stages:
      - generate: {\(generate)}
    \(more)
    \(gateway)
    """
  }

  @Test func `words beside the picture are kept with it`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      let generate = "prompt: A pier, aspectRatio: \"1:1\", imageSize: \"512\", responseModalities: [TEXT, IMAGE]"
      try scratch.write(Self.pipeline(emulator.gateway, generate), to: "pier.yaml")
      let ending = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
      #expect(ending.code == 0, "\(ending.errors)")
      #expect(try ending.summary.outputs == 2)
      #expect(try scratch.text("out/pier/original.txt") == "Here is the picture that was asked for.")
      let manifest = try scratch.manifest()
      #expect(manifest["pier/original.txt"]?.kind == "text")
      #expect(manifest["pier/original.txt"]?.width == nil && manifest["pier/original.txt"]?.height == nil)
      #expect(manifest.files.count == 2)
      let before = try scratch.files(in: "out")
      let again = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
      #expect(try again.summary.calls == 0 && again.summary.outputs == 0)
      #expect(try scratch.files(in: "out") == before)

      try scratch.remove("out/pier/original.txt")
      let mended = try await Program.run("run", "pier.yaml", "--format", "json", in: scratch)
      #expect(try mended.summary.calls == 0)
      #expect(try scratch.names(in: "out/pier").count == 2)
    }
  }

  @Test func `words of a picture that was replaced go with it`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(requests: 2...2, .pictures(1))) { emulator in
      let generate = "prompt: A pier, aspectRatio: \"1:1\", imageSize: \"512\", responseModalities: [TEXT, IMAGE]"
      try scratch.write(Self.pipeline(emulator.gateway, generate), to: "pier.yaml")
      #expect(try await Program.run("run", "pier.yaml", in: scratch).code == 0)
      #expect(try await Program.run("run", "pier.yaml", "--refresh", "*", in: scratch).code == 0)
      #expect(try scratch.names(in: "out/pier").count == 1)
      #expect(try scratch.manifest().files.count == 1)
    }
  }

  @Test(arguments: [
    ("aspectRatio: \"1:1\"", "", "'aspectRatio' is of a picture"), ("imageSize: 1K", "", "'imageSize' is of a picture"),
    ("temperature: 1", "  - decode: result", "'decode' needs a returned picture"),
  ])
  func `words have no shape, and no stages for pictures`(_ setting: String, _ more: String, _ message: String) async throws {
    let scratch = try Scratch()
    try scratch.write(
      Self.pipeline("gateway: emulator", "prompt: Describe a pier, responseModalities: [TEXT], \(setting)", more: more), to: "pier.yaml")
    let ending = try await Program.run("check", "pier.yaml", in: scratch)
    #expect(ending.code == 2)
    #expect(ending.errors.contains(message), "\(ending.errors)")
    #expect(ending.errors.contains("pier.yaml:\(more.isEmpty ? 6 : 7):"), "\(ending.errors)")
  }
}
