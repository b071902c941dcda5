import Foundation
import HEICEncoder
import ImageCore
import TestSupport
import Testing

@Suite struct InspectTests {
  private struct Facts: Decodable {
    let path: String
    let format: String
    let mediaType: String
    let width: Int
    let height: Int
    let storedWidth: Int
    let storedHeight: Int
    let orientation: Int
    let ratio: String
    let nearestRatio: String
    let colourModel: String
    let bitDepth: Int
    let channels: Int
    let alpha: Bool
    let alphaUse: String
    let frames: Int
    let profile: String?
    let profileBytes: Int?
    let exif: Bool
    let gps: Bool
    let xmp: Bool
    let c2pa: Bool
    let complete: Bool
    let misleadingExtension: String?
  }

  private struct Complaint: Decodable {
    let path: String
    let error: String
  }

  private func facts(_ line: String) throws -> Facts { try JSONDecoder().decode(Facts.self, from: Data(line.utf8)) }

  @Test func `JSON has one line for each picture`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.turnedJPEG(), to: "turned.jpg")
    try scratch.write(try MarkedPicture.heic(), to: "camera.heic")
    try scratch.write(try MarkedPicture.translucentPNG(), to: "really.jpg")
    let ending = try await Program.run("inspect", "turned.jpg", "camera.heic", "really.jpg", "--format", "json", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    try #require(ending.lines.count == 3)
    let turned = try facts(ending.lines[0])
    #expect((turned.format, turned.mediaType, turned.width, turned.height) == ("jpeg", "image/jpeg", 200, 150))
    #expect(turned.orientation == 6)
    #expect(turned.ratio == "4:3")
    #expect(turned.gps)
    #expect((turned.profileBytes ?? 0) > 100)
    #expect(turned.misleadingExtension == nil)
    let camera = try facts(ending.lines[1])
    #expect((camera.mediaType, camera.width, camera.height, camera.orientation) == ("image/heic", 200, 150, 1))
    #expect((camera.alpha, camera.frames) == (false, 1))
    let really = try facts(ending.lines[2])
    #expect((really.format, really.alpha, really.misleadingExtension) == ("png", true, "jpg"))
  }

  @Test func `every word of the facts is told, as JSON and as text`() async throws {
    let scratch = try Scratch()
    let manifest: [UInt8] =
      Array("JP".utf8) + [0, 1, 0, 0, 0, 1, 0, 0, 0, 40] + Array("jumb".utf8) + [0, 0, 0, 20] + Array("jumdc2pa".utf8)
    try scratch.write(JPEGBytes.inserting(marker: 0xEB, manifest, into: try MarkedPicture.turnedJPEG()), to: "turned.jpg")
    try scratch.write(try MarkedPicture.translucentPNG(), to: "glass.png")
    var turned = HEICFile(TestPictures.gradient(PixelSize(96, 64)))
    turned.orientation = .rotatedClockwise
    try scratch.write(try turned.encoded(), to: "turned.heic")
    for (format, name) in [("png", "grey-16"), ("png", "animated"), ("jpeg", "cmyk"), ("heic", "ten-bits"), ("webp", "animated")] {
      let fixture = try #require(try PictureFixture.valid(FormatID(format)).first { $0.stem == name })
      try scratch.write(fixture.bytes, to: fixture.name)
    }
    let names = ["turned.jpg", "glass.png", "turned.heic", "grey-16.png", "animated.png", "cmyk.jpg", "ten-bits.heic", "animated.webp"]
    let ending = try await Program.running(["inspect"] + names + ["--format", "json"], in: scratch) { _ in }
    #expect(ending.code == 0, "\(ending.errors)")
    let all = try ending.lines.map { try facts($0) }
    try #require(all.map(\.path) == names)
    let jpeg = all[0]
    #expect((jpeg.width, jpeg.height, jpeg.storedWidth, jpeg.storedHeight, jpeg.nearestRatio) == (200, 150, 150, 200, "4:3"))
    #expect((jpeg.colourModel, jpeg.bitDepth, jpeg.channels, jpeg.alphaUse) == ("rgb", 8, 3, "none"))
    #expect((jpeg.exif, jpeg.gps, jpeg.xmp, jpeg.c2pa) == (true, true, true, true))
    #expect(jpeg.profile == "RGB built-in")
    let glass = all[1]
    #expect((glass.channels, glass.alpha, glass.alphaUse, glass.profile, glass.c2pa) == (4, true, "used", "sRGB", false))
    // What the container turns stands upright, and is stored as it was taken.
    #expect((all[2].width, all[2].height, all[2].storedWidth, all[2].storedHeight) == (64, 96, 96, 64))
    #expect(all.map(\.orientation) == [6, 1, 6, 1, 1, 1, 1, 1])
    #expect(all.allSatisfy { $0.complete })
    #expect((all[3].colourModel, all[3].bitDepth, all[3].channels) == ("grey", 16, 1))
    #expect(all[4].frames > 1 && all[7].frames > 1)
    #expect((all[5].colourModel, all[5].channels) == ("cmyk", 4))
    #expect((all[6].bitDepth, all[6].profile) == (10, "sRGB"))

    let text = try await Program.running(["inspect"] + names, in: scratch) { _ in }
    for words in [
      "200x150, stored as 150x200, ratio 4:3, nearest 4:3", "rgb, 3 channels of 8 bits, without alpha", "RGB built-in",
      "EXIF, GPS position, XMP, C2PA manifest (not verified)", "rgb, 4 channels of 8 bits, with alpha", "64x96, stored as 96x64",
      "grey, 1 channel of 16 bits", "frames", "cmyk, 4 channels", "3 channels of 10 bits",
      "6 (has to be turned)", "6 (turned by its container)",
    ] {
      #expect(text.output.contains(words), "\(words)")
    }
  }

  @Test func `a palette and a profile that cannot be taken out are told`() async throws {
    let scratch = try Scratch()
    let palette = try #require(try PictureFixture.valid(FormatID("png")).first { $0.stem == "palette-1" })
    try scratch.write(palette.bytes, to: "palette.png")
    let plain = try encoded(TestPictures.gradient(PixelSize(40, 30)), as: FormatID("jpeg"))
    try scratch.write(JPEGBytes.inserting(marker: 0xE2, Array("ICC_PROFILE".utf8) + [0, 1, 2, 5, 6], into: plain), to: "half.jpg")
    let text = try await Program.run("inspect", "palette.png", "half.jpg", in: scratch)
    #expect(text.output.contains("rgb, 3 channels of 8 bits out of a palette, 1 bit a pixel"), "\(text.output)")
    #expect(text.output.contains("profile      unreadable profile, 0 bytes"), "\(text.output)")
    let json = try await Program.run("inspect", "palette.png", "half.jpg", "--format", "json", in: scratch)
    #expect(json.lines.map { $0.contains("\"palette\":true") } == [true, false])
    #expect(json.lines.map { $0.contains("\"profile\":\"unreadable profile\"") } == [false, true])
  }

  @Test func `a file that is cut short is told as such, by one byte too`() async throws {
    let scratch = try Scratch()
    let names = ["a.jpg", "b.png", "c.webp", "d.heic"]
    for (name, bytes) in zip(
      names,
      [
        try encoded(TestPictures.gradient(PixelSize(40, 30)), as: FormatID("jpeg")), try MarkedPicture.translucentPNG(),
        try MarkedPicture.webP(), try MarkedPicture.heic(),
      ])
    {
      try scratch.write(Array(bytes.dropLast()), to: name)
    }
    let ending = try await Program.running(["inspect"] + names + ["--format", "json"], in: scratch) { _ in }
    // Of the last two not even the header can be relied on.
    #expect(ending.code == 1)
    try #require(ending.lines.count == 4)
    #expect(try facts(ending.lines[0]).complete == false)
    #expect(try facts(ending.lines[1]).complete == false)
    for line in ending.lines[2...] {
      #expect(try JSONDecoder().decode(Complaint.self, from: Data(line.utf8)).error.contains("cut short"))
    }
    let text = try await Program.running(["inspect"] + names, in: scratch) { _ in }
    #expect(text.output.matches(of: /note +the file is cut short/).count == 2)
    #expect(text.errors.matches(of: /picture is cut short/).count == 2)
  }

  @Test func `limits can be set`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.webP(), to: "good.webp")
    let tight = try await Program.run("inspect", "good.webp", "--limit", "pixels=29999", in: scratch)
    #expect(tight.code == 1)
    #expect(tight.errors.contains("30000 pixels, more than the 29999 allowed"))
    let fitting = try await Program.run("inspect", "good.webp", "--limit", "pixels=30000", "--limit", "side=200", in: scratch)
    #expect(fitting.code == 0)
    for wrong in ["pixels", "pixels=0", "pixles=5", "pixels=-1", "pixels=1e9"] {
      #expect(try await Program.run("inspect", "good.webp", "--limit", wrong, in: scratch).code == 2, "\(wrong)")
    }
  }

  @Test func `text says the same to a person`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.turnedJPEG(), to: "turned.jpg")
    try scratch.write(try MarkedPicture.heic(), to: "camera.heic")
    let ending = try await Program.run("inspect", "turned.jpg", "camera.heic", in: scratch)
    #expect(ending.code == 0)
    for words in ["turned.jpg", "image/jpeg", "200x150", "stored as 150x200", "4:3", "6 (has to be turned)", "camera.heic", "image/heic"] {
      #expect(ending.output.contains(words), "\(words)")
    }
  }

  @Test func `what is no picture is said, and the others are shown all the same`() async throws {
    let scratch = try Scratch()
    try scratch.write("words", to: "words.png")
    try scratch.write(try MarkedPicture.webP(), to: "good.webp")
    let ending = try await Program.run("inspect", "words.png", "missing.png", "good.webp", "--format", "json", in: scratch)
    #expect(ending.code == 1)
    try #require(ending.lines.count == 3)
    for (line, name) in zip(ending.lines, ["words.png", "missing.png"]) {
      let complaint = try JSONDecoder().decode(Complaint.self, from: Data(line.utf8))
      #expect(complaint.path == name)
      #expect(complaint.error.contains(name))
    }
    #expect(try facts(ending.lines[2]).format == "webp")
  }
}
