import ImageCore
import TestSupport
import Testing

/// `colour: keep` from the source to the written file.
@Suite struct KeptColourTests {
  private static let pipeline = """
    version: 1
    name: shop
    output: out
    sources: in/*
    asset: ${source.stem}
    stages:
      - decode: {path: "${source}", colour: keep}
      - thumbnails:
          - {name: small, longest: 8, format: png}
          - {name: photo, longest: 8, format: jpeg, quality: 100, chroma: "4:4:4"}
          - {name: same, longest: 64, format: png}
    """

  private func board(_ profile: [UInt8]) throws -> [UInt8] {
    let picture = TestPictures.raster(PixelSize(64, 64)) { x, y in (x + y) % 2 == 0 ? [0, 0, 0, 255] : [255, 255, 255, 255] }
    return PNGBytes.inserting(
      "iCCP", Array("p".utf8) + [0, 0] + PNGBytes.storedStream(profile), into: try encoded(picture, as: FormatID("png")))
  }

  @Test func `profile and light are those of the source in every file`() async throws {
    let scratch = try Scratch()
    let profile = ICCProfiles.sRGBPrimaries(gamma: 1)
    try scratch.write(try board(profile), to: "in/board.png")
    try scratch.write(Self.pipeline, to: "shop.yaml")
    let run = try await Program.run("run", "shop.yaml", "--format", "json", in: scratch)
    #expect(run.code == 0, "\(run.errors)")
    for name in ["small.png", "photo.jpg"] {
      let bytes = try scratch.read("out/board/\(name)")
      #expect(try metadata(bytes).iccProfile == profile, "\(name)")
      // Half of the light is 127.5 of 255 where light is proportional; by the curve of sRGB it would be 188.
      let pixel = try pixels(bytes).pixel(4, 4)
      #expect(pixel.prefix(3).allSatisfy { (126...129).contains($0) }, "\(name): \(pixel)")
    }
    #expect(try pixels(scratch.read("out/board/same.png")).pixel(1, 0) == [255, 255, 255, 255])
  }

  @Test func `a damaged profile goes into no file, and is told`() async throws {
    let scratch = try Scratch()
    var profile = ICCProfiles.displayP3()
    for index in 128..<profile.count { profile[index] = 0 }
    try scratch.write(try board(profile), to: "in/board.png")
    try scratch.write(Self.pipeline, to: "shop.yaml")
    let run = try await Program.run("run", "shop.yaml", "--format", "json", in: scratch)
    #expect(run.code == 0, "\(run.errors)")
    #expect(try run.events.contains { $0.event == "note" && $0.message?.contains("profile could not be read; taken as sRGB") == true })
    for name in ["small.png", "photo.jpg", "same.png"] {
      #expect(try metadata(scratch.read("out/board/\(name)")).iccProfile == nil, "\(name)")
    }
  }
}
