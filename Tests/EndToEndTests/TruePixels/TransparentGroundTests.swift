import GatewayEmulator
import ImageCore
import Storage
import TestSupport
import Testing

/// Pictures with a transparent ground, from a gateway that makes them, and edits under a mask.
@Suite struct TransparentGroundTests {
  private static func pipeline(_ emulator: RunningEmulator, first: String = "", _ settings: String) -> String {
    """
    version: 1
    name: mugs
    model: gpt-image-1
    output: out
    asset: mug
    stages:
    \(first)  - generate: {prompt: "A mug", aspectRatio: "1:1", \(settings)}
      - decode: result
      - thumbnails:
          - {name: icon, longest: 64, format: png}
    gateway: ours
    gateways:
      ours:
        dialect: openai-images
        baseURL: http://127.0.0.1:\(emulator.port)
        auth: bearer
        key: ${env.OURS_API_KEY}
    """
  }

  @Test func `real transparency is kept`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(Self.pipeline(emulator, "background: transparent"), to: "mugs.yaml")
      let ending = try await Program.run("run", "mugs.yaml", "--format", "json", in: scratch)
      #expect(ending.code == 0, "\(ending.errors)")
      let icon = try pixels(scratch.read("out/mug/icon.png"))
      let alpha = stride(from: 3, to: icon.pixels.count, by: 4).map { icon.pixels[$0] }
      #expect(alpha.contains(0) && alpha.contains(255))
    }
  }

  @Test func `another mask is another request`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      try scratch.write(encoded(TestPictures.noise(PixelSize(96, 96), seed: 1), as: FormatID("png")), to: "source.png")
      for (name, side) in [("mask.png", 20), ("other.png", 40)] {
        let mask = TestPictures.raster(PixelSize(48, 48)) { x, y in x < side && y < side ? [0, 0, 0, 0] : [0, 0, 0, 255] }
        try scratch.write(encoded(mask, as: FormatID("png")), to: name)
      }
      let first = "  - decode: source.png\n  - normalize: {longest: 96}\n"
      try scratch.write(Self.pipeline(emulator, first: first, "mask: mask.png"), to: "mugs.yaml")
      let ending = try await Program.run("run", "mugs.yaml", "--format", "json", in: scratch)
      #expect(ending.code == 0, "\(ending.errors)")
      #expect(await emulator.requests.map(\.path) == ["/v1/images/edits"])
      #expect(try await Program.run("plan", "mugs.yaml", "--format", "json", in: scratch).plan.calls == 0)
      try scratch.write(Self.pipeline(emulator, first: first, "mask: other.png"), to: "mugs.yaml")
      #expect(try await Program.run("plan", "mugs.yaml", "--format", "json", in: scratch).plan.calls == 1)
    }
  }
}
