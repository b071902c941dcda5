import Foundation
import ImageCore
import TestSupport
import Testing

/// `aquatint prepare`: what becomes of pictures.
@Suite struct PrepareTests {
  @Test func `whatever a camera delivered becomes upright sRGB with nothing but pixels`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.turnedJPEG(), to: "in/turned.jpg")
    try scratch.write(try MarkedPicture.translucentPNG(), to: "in/clear.png")
    try scratch.write(try MarkedPicture.webP(), to: "in/web.webp")
    try scratch.write(try MarkedPicture.heic(), to: "in/camera.heic")
    let before = try scratch.files(in: "in")
    let ending = try await Program.run("prepare", "in", "--output", "out", "--format", "json", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    #expect(try scratch.files(in: "in") == before, "sources are only read")
    #expect(try scratch.visible(in: "out") == ["camera.jpg", "clear.png", "turned.jpg", "web.webp"])
    for name in try scratch.visible(in: "out") {
      let bytes = try scratch.read("out/\(name)")
      let raster = try pixels(bytes)
      #expect(CarriedData.names(in: bytes, format: try header(bytes).format) == [], "\(name)")
      #expect(try header(bytes).bitDepth == 8)
      #expect(raster.size == MarkedPicture.size, "\(name)")
      for (corner, place) in zip(MarkedPicture.corners, MarkedPicture.places) where name != "turned.jpg" {
        expectColour(colour(raster, at: place.0, place.1), corner, "\(name) at \(place)")
      }
    }
    // Display P3 numbers mean other sRGB numbers; each corner is still where it belongs.
    let turned = try pixels(try scratch.read("out/turned.jpg"))
    for (corner, place) in zip(MarkedPicture.corners, MarkedPicture.places) {
      expectColour(colour(turned, at: place.0, place.1), corner, within: 40, "turned at \(place)")
    }
    let lines = try ending.prepared
    #expect(lines.map(\.source) == ["in/camera.heic", "in/clear.png", "in/turned.jpg", "in/web.webp"])
    #expect(lines[0].actions.contains("changeType"))
    #expect(lines[0].before?.mediaType == "image/heic" && lines[0].after?.mediaType == "image/jpeg")
    #expect(lines[2].actions.prefix(3) == ["orient", "convertColour", "strip"])
    #expect(lines[2].steps?.contains { $0.reason.contains("GPS") && $0.reason.contains("bytes behind the end") } == true)
    #expect(lines[2].before?.sha256 == sha256(try scratch.read("in/turned.jpg")))
    #expect(lines[2].after?.sha256 == sha256(try scratch.read("out/turned.jpg")))
    #expect(lines[3].passedThrough == true)
    let summary = try ending.preparation
    #expect((summary.inputs, summary.succeeded, summary.failed, summary.copied, summary.outputs) == (4, 4, 0, 1, 4))
  }

  @Test func `text tells a person the same in one line each`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.turnedJPEG(), to: "turned.jpg")
    try scratch.write(try MarkedPicture.webP(), to: "new\nline.webp")
    let ending = try await Program.run("prepare", "turned.jpg", "new\nline.webp", "--longest", "100", "--output", "out", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    #expect(ending.lines.count == 4, "\(ending.output)")
    for words in ["turned.jpg -> out/turned.jpg", "jpeg 200x150", "jpeg 100x75", "turned upright, converted to sRGB, stripped, resized"] {
      #expect(ending.lines[0].contains(words), "\(words)")
    }
    #expect(ending.lines[1].hasPrefix("new\\nline.webp -> out/new\\nline.webp"))
    #expect(ending.lines[2].hasPrefix("2 of 2 pictures prepared"))
    #expect(scratch.exists("out/new\nline.webp"))
  }

  @Test func `transparency is kept, or laid on the colour that is named`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.translucentPNG(), to: "clear.png")
    func prepare(_ arguments: String...) async throws -> [UInt8] {
      let ending = try await Program.running(
        ["prepare", "clear.png", "--output", "out", "--format", "json"] + arguments, in: scratch
      ) { _ in }
      #expect(ending.code == 0, "\(ending.errors)")
      return try scratch.read(try #require(try ending.prepared.first?.output))
    }
    #expect(try pixels(try await prepare()).hasTransparency)
    let red = try pixels(try await prepare("--background", "ff0000"))
    #expect(!red.hasTransparency)
    // Half of 120 over half of pure red.
    expectColour(colour(red, at: 0.5, 0.5), [187, 60, 60], "the middle")
    let white = try pixels(try await prepare("--mime", "image/jpeg"))
    expectColour(colour(white, at: 0.5, 0.5), [187, 187, 187], "the middle on white")
    let wrong = try await Program.run("prepare", "clear.png", "--output", "out", "--background", "sunny", in: scratch)
    #expect(wrong.code == 2)
  }

  @Test func `the longest edge, the first type that fits and the byte budget are kept`() async throws {
    let scratch = try Scratch()
    try scratch.write(try encoded(TestPictures.noise(PixelSize(2400, 1800), seed: 4), as: FormatID("png")), to: "noise.png")
    let typed = try await Program.run(
      "prepare", "noise.png", "--longest", "300", "--mime", "image/webp", "--mime", "image/jpeg", "--output", "out", in: scratch)
    #expect(typed.code == 0, "\(typed.errors)")
    #expect(try header(try scratch.read("out/noise.webp")).size == PixelSize(300, 225))
    // 13 MB of noise against 7 MiB in base64: the type changes to a smaller one that has transparency too, which is said.
    let fitted = try await Program.run("prepare", "noise.png", "--output", "out", "--format", "json", in: scratch)
    #expect(fitted.code == 0, "\(fitted.errors)")
    let line = try #require(try fitted.prepared.first)
    #expect((line.after?.bytes ?? .max) * 4 / 3 <= 7 << 20)
    #expect(line.after?.mediaType == "image/webp")
    #expect(line.actions == ["changeType", "compress"], "\(line.steps ?? [])")
    #expect(line.steps?.last?.reason.contains("more than the") == true)
  }

  @Test func `command lines that cannot be meant end with 2 and a reason`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.webP(), to: "a.webp")
    let cases: [([String], String)] = [
      (["prepare", "a.webp"], "--output"),
      (["prepare", "--output", "out"], "input"),
      (["prepare", "a.webp", "--output", "out", "--mime", "image/jpg"], "did you mean 'image/jpeg'"),
      (["prepare", "a.webp", "--output", "out", "--mime", "image/heic"], "cannot be written"),
      (["prepare", "a.webp", "--output", "out", "--gateway", "gogle"], "did you mean 'google'"),
      (["prepare", "a.webp", "--output", "out", "--fit", "cover"], "--aspect"),
      (["prepare", "a.webp", "--output", "out", "--aspect", "4/3"], "aspect"),
      (["prepare", "a.webp", "--output", "out", "--model", "gemini-3-pro-image", "--aspect", "7:5"], "4:3"),
      (["prepare", "a.webp", "--output", "out", "--longest", "0"], "--longest"),
      (["prepare", "a.webp", "--output", "out", "--spelling", "snake"], "--as parts"),
      (["prepare", "[", "--output", "out"], "'['"),
      (["prepare", "none-*.jpg", "--output", "out"], "no file matches"),
      (["prepare", "missing.jpg", "--output", "out"], "no such file"),
    ]
    for (arguments, words) in cases {
      let ending = try await Program.running(arguments, in: scratch) { _ in }
      #expect(ending.code == 2, "\(arguments)")
      #expect(ending.errors.contains(words), "\(arguments): \(ending.errors)")
    }
    #expect(!scratch.exists("out"), "nothing is made for a mistake")
  }
}
