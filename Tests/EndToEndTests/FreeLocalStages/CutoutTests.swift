import GatewayEmulator
import ImageCore
import TestSupport
import Testing

/// From a sentence in the prompt to a picture with alpha.
@Suite struct CutoutTests {
  private static func pipeline(_ head: String = "", ground: String = ", ground: auto", cutout: String = "- cutout") -> String {
    """
    version: 1
    model: gemini-3.1-flash-image
    output: out
    \(head)
    stages:
      - generate: {prompt: "A red kite", aspectRatio: "1:1", imageSize: "512"\(ground)}
      - decode: result
      \(cutout)
      - thumbnails: [{name: sticker, longest: 256, format: png}]
    """
  }

  private func sticker(_ scratch: Scratch) throws -> Raster { try pixels(try scratch.read("out/kite/sticker.png")) }

  private func calls(_ scratch: Scratch, code: Int32 = 0) async throws -> Int {
    let ending = try await Program.running(["run", "kite.yaml", "--format", "json"], in: scratch) { _ in }
    #expect(ending.code == code, "\(ending.errors)")
    return try ending.summary.calls
  }

  @Test func `a picture on the asked ground is cut out, and a changed cutout costs nothing`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline(), to: "kite.yaml")
    let plan = try await Program.run("plan", "kite.yaml", in: scratch).output
    #expect(plan.contains("prompt: A red kite Show the whole subject") && plan.contains("#00B140"), "\(plan)")
    #expect(try await calls(scratch) == 1)
    let picture = try sticker(scratch)
    let middle = picture.pixel(picture.size.width / 2, picture.size.height / 2)
    #expect(picture.pixel(0, 0)[3] == 0 && picture.pixel(255, 128)[3] == 0 && middle[3] == 255)
    try scratch.write(Self.pipeline(cutout: "- cutout: {spill: 50%, shrink: 1}"), to: "kite.yaml")
    #expect(try await calls(scratch) == 0)
    #expect(try sticker(scratch) != picture)
  }

  @Test func `a cutout of another colour than was asked for is refused`() async throws {
    let scratch = try Scratch()
    try scratch.write(Self.pipeline(ground: ", ground: magenta", cutout: "- cutout: {colour: 00B140}"), to: "kite.yaml")
    let ending = try await Program.run("run", "kite.yaml", in: scratch)
    #expect(ending.code == 1 && ending.errors.contains("levels off the 00b140"), "\(ending.errors)")
  }

  @Test func `a painted checkerboard is asked for once more`() async throws {
    let scratch = try Scratch()
    try await withGateway(.init(times: 1, .checkerboard)) { emulator in
      try scratch.write(Self.pipeline(emulator.gateway, cutout: "- cutout: {otherwise: [retry 1, fail]}"), to: "kite.yaml")
      #expect(try await calls(scratch) == 2)
      #expect(try sticker(scratch).pixel(0, 0)[3] == 0)
    }
    try await withGateway(.init(.checkerboard)) { emulator in
      let scratch = try Scratch()
      try scratch.write(Self.pipeline(emulator.gateway), to: "kite.yaml")
      let ending = try await Program.run("run", "kite.yaml", "--format", "json", in: scratch)
      #expect(ending.code == 1)
      #expect(try ending.failures == ["kite": "painted-checkerboard"])
    }
  }
}
