import Foundation
import Glibc
import ImageCore
import TestSupport
import Testing

/// `aquatint prepare`: which files are meant, what their outputs are called, and what bad ones do to the others.
@Suite struct PrepareInputTests {
  private static func picture(_ level: UInt8, _ format: String = "png") throws -> [UInt8] {
    try encoded(TestPictures.raster(PixelSize(24, 16)) { x, _ in [level, UInt8(x * 9), 80, 255] }, as: FormatID(format))
  }

  @Test func `folders are entered, hidden names and what is no picture are left out`() async throws {
    let scratch = try Scratch()
    try scratch.write(try Self.picture(1), to: "in/b.png")
    try scratch.write(try Self.picture(2), to: "in/deep/er/a.png")
    try scratch.write(try Self.picture(3), to: "in/.hidden.png")
    try scratch.write(try Self.picture(4), to: "in/.folder/c.png")
    try scratch.write(try Self.picture(5), to: "in/without-extension")
    try scratch.write("words", to: "in/notes.txt")
    try scratch.link("in/loop", to: "in")
    // The path is passed as a terminated copy that outlives the call.
    #expect(unsafe mkfifo("\(scratch.path)/in/pipe.png", 0o600) == 0)
    let ending = try await Program.run("prepare", "in", "--output", "out", "--format", "json", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    #expect(try scratch.visible(in: "out") == ["a.png", "b.png", "without-extension.png"])
    #expect(try ending.preparation.leftOut == 1)
  }

  @Test func `limits can be set, and a picture above one fails alone`() async throws {
    let scratch = try Scratch()
    try scratch.write(try Self.picture(1), to: "small.png")
    try scratch.write(try encoded(TestPictures.gradient(PixelSize(60, 40)), as: FormatID("png")), to: "large.png")
    let both = ["prepare", "small.png", "large.png", "--output", "out", "--format", "json"]
    let tight = try await Program.running(both + ["--limit", "pixels=2399"], in: scratch) { _ in }
    #expect(tight.code == 1)
    #expect(try tight.prepared.map(\.source) == ["small.png", "large.png"])
    #expect(try tight.prepared.last?.message?.contains("2400 pixels, more than the 2399 allowed") == true)
    #expect(try tight.preparation.succeeded == 1)
    let fitting = try await Program.running(both + ["--limit", "pixels=2400", "--limit", "side=60"], in: scratch) { _ in }
    #expect(fitting.code == 0, "\(fitting.errors)")
    #expect(try await Program.running(both + ["--limit", "pixles=5"], in: scratch) { _ in }.code == 2)
  }

  @Test func `quoted patterns follow the rules of the pipeline file`() async throws {
    let scratch = try Scratch()
    for (index, name) in ["in/a.PNG", "in/b.jpeg", "in/deep/c.png", "in/d.webp", "in/.e.png"].enumerated() {
      try scratch.write(try Self.picture(UInt8(index), name.hasSuffix("jpeg") ? "jpeg" : name.hasSuffix("webp") ? "webp" : "png"), to: name)
    }
    let ending = try await Program.run("prepare", "in/**/*.{png,jpeg}", "--output", "out", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    #expect(try scratch.visible(in: "out") == ["a.png", "b.jpg", "c.png"])
  }

  @Test func `equal stems keep the old extension too, and then a number`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.heic(), to: "in/a.heic")
    try scratch.write(try Self.picture(1, "jpeg"), to: "in/A.jpg")
    try scratch.write(try Self.picture(2, "jpeg"), to: "in/other/a.jpg")
    // A name composed, and the same one decomposed.
    try scratch.write(try Self.picture(3), to: "in/caf\u{E9}.png")
    try scratch.write(try Self.picture(4), to: "in/cafe\u{301}.webp")
    try scratch.write(try Self.picture(5), to: "in/alone.png")
    let ending = try await Program.run("prepare", "in", "--output", "out", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    let names = try scratch.visible(in: "out")
    #expect(Set(names) == ["A.jpg.jpg", "a.heic.jpg", "a.jpg-2.jpg", "alone.png", "caf\u{E9}.png.png", "cafe\u{301}.webp.png"], "\(names)")
    #expect(names.contains { Array($0.utf8) == Array("cafe\u{301}.webp.png".utf8) }, "a name is kept as its file has it")
  }

  @Test func `bad inputs fail alone, each with its reason`() async throws {
    let scratch = try Scratch()
    try scratch.write([], to: "in/zero.jpg")
    try scratch.write("words", to: "in/text.jpg")
    try scratch.write(Array(try Self.picture(1, "jpeg").dropLast(300)), to: "in/cut.jpg")
    let huge = PNGBytes.signature + PNGBytes.chunk("IHDR", PNGBytes.header(width: 60_000, height: 60_000)) + PNGBytes.chunk("IDAT", [])
    try scratch.write(huge, to: "in/bomb.png")
    try scratch.write(try Self.picture(2), to: "in/good.png")
    let ending = try await Program.run("prepare", "in", "gone.jpg", "in/no*thing", "--output", "out", "--format", "json", in: scratch)
    #expect(ending.code == 1)
    #expect(try scratch.visible(in: "out") == ["good.png"])
    let failures = try ending.prepared.filter { $0.event == "failed" }
    var reasons: [String: String] = [:]
    for failure in failures { reasons[failure.source ?? ""] = failure.message }
    let wanted = [
      "in/zero.jpg": "empty", "in/text.jpg": "not a picture", "in/cut.jpg": "", "in/bomb.png": "more than", "gone.jpg": "no such file",
      "in/no*thing": "no file matches",
    ]
    #expect(Set(reasons.keys) == Set(wanted.keys))
    for (source, words) in wanted {
      #expect(words.isEmpty || reasons[source]?.contains(words) == true, "\(source): \(reasons[source] ?? "")")
    }
    let summary = try ending.preparation
    #expect((summary.inputs, summary.succeeded, summary.failed) == (7, 1, 6))
    let text = try await Program.run("prepare", "in", "--output", "out", in: scratch)
    #expect(text.code == 1)
    #expect(text.errors.contains("aquatint: 'in/zero.jpg': the file is empty"))
    #expect(text.output.contains("1 of 5 pictures prepared, 1 passed through byte for byte, 4 failed"))
  }

  @Test func `the same bytes under two names are prepared once and written twice`() async throws {
    let scratch = try Scratch()
    let turned = try MarkedPicture.turnedJPEG()
    try scratch.write(turned, to: "in/one.jpg")
    try scratch.write(turned, to: "in/two.jpg")
    try scratch.write(try Self.picture(1), to: "in/three.png")
    let ending = try await Program.run("prepare", "in", "in/one.jpg", "--output", "out", "--format", "json", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    let lines = try ending.prepared
    #expect(lines.map(\.source) == ["in/one.jpg", "in/three.png", "in/two.jpg"], "a file that is named twice is one")
    #expect(lines.map(\.sameBytesAs) == [nil, nil, "in/one.jpg"])
    #expect(try scratch.read("out/one.jpg") == scratch.read("out/two.jpg"))
  }

  @Test func `the output folder is never an input, by whatever path`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.turnedJPEG(), to: "in/a.jpg")
    try FileManager.default.createDirectory(atPath: "\(scratch.path)/in/out", withIntermediateDirectories: true)
    try scratch.link("also", to: "in/out")
    for output in ["also", "in/out", "./in/../in/out/"] {
      let ending = try await Program.run("prepare", "in", "--output", output, in: scratch)
      #expect(ending.code == 0, "\(ending.errors)")
    }
    #expect(try scratch.visible(in: "in/out") == ["a.jpg"])
    let named = try await Program.run("prepare", "in/out/a.jpg", "also", "--output", "in/out", in: scratch)
    #expect(named.code == 2)
    #expect(named.errors.contains("lies in the output folder"))
  }
}
