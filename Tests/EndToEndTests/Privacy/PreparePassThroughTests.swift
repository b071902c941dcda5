import Foundation
import ImageCore
import TestSupport
import Testing

/// `aquatint prepare`: what fits already leaves byte for byte, and nothing else does.
@Suite struct PreparePassThroughTests {
  private func prepare(_ bytes: [UInt8], _ name: String, _ arguments: [String] = []) async throws -> (PreparedLine, [UInt8]) {
    let scratch = try Scratch()
    try scratch.write(bytes, to: name)
    let ending = try await Program.running(
      ["prepare", name, "--output", "out", "--format", "json"] + arguments, in: scratch
    ) { _ in }
    #expect(ending.code == 0, "\(name): \(ending.errors)")
    let line = try #require(try ending.prepared.first)
    return (line, try scratch.read(try #require(line.output)))
  }

  @Test func `8-bit RGB, RGBA and grey without anything else are passed through`() async throws {
    let size = PixelSize(40, 30)
    let pictures: [(String, [UInt8])] = [
      ("rgb.jpg", try encoded(TestPictures.gradient(size), as: FormatID("jpeg"))),
      ("rgb.png", try encoded(TestPictures.gradient(size), as: FormatID("png"))),
      ("rgba.png", try encoded(TestPictures.translucentGradient(size), as: FormatID("png"))),
      ("rgba.webp", try encoded(TestPictures.translucentGradient(size), as: FormatID("webp"))),
      ("grey.jpg", try PictureFixture.bytes("jpeg", "grey")), ("grey.png", try PictureFixture.bytes("png", "grey-8")),
      ("misnamed.jpg", try encoded(TestPictures.gradient(size), as: FormatID("png"))),
    ]
    for (name, bytes) in pictures {
      let (line, output) = try await prepare(bytes, name)
      #expect(output == bytes, "\(name)")
      #expect(line.passedThrough == true && line.steps == [], "\(name): \(line.steps ?? [])")
      #expect(line.before == line.after)
    }
    #expect(try await prepare(pictures[6].1, "misnamed.jpg").0.output == "out/misnamed.png", "the bytes decide the extension")
  }

  @Test func `a palette, 16 bits, inks, another space or anything beside the pixels is not`() async throws {
    let size = PixelSize(40, 30)
    let jpeg = try encoded(TestPictures.gradient(size), as: FormatID("jpeg"))
    let png = try encoded(TestPictures.gradient(size), as: FormatID("png"))
    // What the encoder writes says sRGB, which counts more than a gamma.
    let unmarked = PNGBytes.removing("sRGB", from: png)
    let pictures: [(String, [UInt8], String)] = [
      ("palette.png", try PictureFixture.bytes("png", "palette-8"), "strip"),
      ("deep.png", try PictureFixture.bytes("png", "rgb-16-interlaced"), "convertSamples"),
      ("grey-alpha.png", try PictureFixture.bytes("png", "grey-alpha-8"), "convertSamples"),
      ("one-bit.png", try PictureFixture.bytes("png", "grey-1"), "convertSamples"),
      ("inks.jpg", try PictureFixture.bytes("jpeg", "cmyk"), "convertColour"),
      ("wide.jpg", JPEGBytes.inserting(profile: ICCProfiles.displayP3(), into: jpeg), "convertColour"),
      ("gamma.png", PNGBytes.inserting("gAMA", [0, 0, 0x88, 0xB8], into: unmarked), "convertColour"),
      ("comment.jpg", JPEGBytes.inserting(marker: 0xFE, [65], into: jpeg), "strip"),
      ("tail.jpg", jpeg + [0], "strip"), ("text.png", PNGBytes.inserting("tEXt", Array("a\0b".utf8), into: png), "strip"),
      ("turned.jpg", try PictureFixture.bytes("jpeg", "orientation-6"), "orient"),
      ("animated.webp", try PictureFixture.bytes("webp", "animated"), "takeFirstFrame"),
    ]
    for (name, bytes, action) in pictures {
      let (line, output) = try await prepare(bytes, name)
      #expect(output != bytes, "\(name)")
      #expect(line.passedThrough == false)
      #expect(line.actions.contains(action), "\(name): \(line.steps ?? [])")
      #expect(CarriedData.names(in: output, format: try header(output).format) == [], "\(name)")
      #expect(try header(output).bitDepth == 8 && header(output).orientation == .upright, "\(name)")
    }
  }

  @Test func `what is asked for decides too`() async throws {
    let png = try encoded(TestPictures.translucentGradient(PixelSize(40, 30)), as: FormatID("png"))
    #expect(try await prepare(png, "a.png", ["--longest", "40"]).0.passedThrough == true)
    #expect(try await prepare(png, "a.png", ["--longest", "39"]).0.actions == ["resize"])
    #expect(try await prepare(png, "a.png", ["--mime", "image/webp"]).0.actions == ["changeType"])
    #expect(try await prepare(png, "a.png", ["--background", "white"]).0.actions == ["flatten"])
    #expect(try await prepare(png, "a.png", ["--aspect", "4:3"]).0.passedThrough == true)
    #expect(try await prepare(png, "a.png", ["--aspect", "1:1"]).0.actions == ["pad"])
    let opaque = try encoded(TestPictures.gradient(PixelSize(40, 30)), as: FormatID("png"))
    #expect(try await prepare(opaque, "a.png", ["--background", "white"]).0.passedThrough == true)
  }

  @Test func `a picture that is cut short is not passed through`() async throws {
    let scratch = try Scratch()
    var bytes = try encoded(TestPictures.noise(PixelSize(200, 200), seed: 3), as: FormatID("jpeg"))
    // The end is there, half of the picture before it is not.
    bytes = Array(bytes.prefix(bytes.count / 2)) + [0xFF, 0xD9]
    try scratch.write(bytes, to: "cut.jpg")
    let ending = try await Program.run("prepare", "cut.jpg", "--output", "out", in: scratch)
    #expect(ending.code == 1)
    #expect(try scratch.visible(in: "out") == [])
  }
}

extension PictureFixture {
  fileprivate static func bytes(_ format: String, _ stem: String) throws -> [UInt8] {
    try #require(try valid(FormatID(format)).first { $0.stem == stem }, "\(format)/\(stem)").bytes
  }
}
