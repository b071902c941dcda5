import Foundation
import Glibc
import ImageCore
import TestSupport
import Testing

/// `aquatint prepare`: what happens to the output folder, and when a run ends early.
@Suite struct PrepareOutputTests {
  @Test func `what an earlier preparation wrote is replaced, and a file of somebody else's is not`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.turnedJPEG(), to: "a.jpg")
    try scratch.write(try MarkedPicture.webP(), to: "b.webp")
    let first = try await Program.run("prepare", "a.jpg", "b.webp", "--output", "out", in: scratch)
    #expect(first.code == 0, "\(first.errors)")
    let before = try scratch.files(in: "out")
    let same = try await Program.run("prepare", "a.jpg", "b.webp", "--output", "out", "--format", "json", in: scratch)
    #expect(same.code == 0, "\(same.errors)")
    #expect(try same.prepared.map(\.written) == ["unchanged", "unchanged"])
    #expect(try scratch.files(in: "out") == before, "nothing is written again")
    let smaller = try await Program.run("prepare", "a.jpg", "b.webp", "--longest", "50", "--output", "out", "--format", "json", in: scratch)
    #expect(smaller.code == 0, "\(smaller.errors)")
    #expect(try smaller.prepared.map(\.written) == ["replaced", "replaced"])
    #expect(try header(try scratch.read("out/a.jpg")).size == PixelSize(50, 38))

    try scratch.write("somebody's", to: "out/a.jpg")
    let refused = try await Program.run("prepare", "a.jpg", "b.webp", "--longest", "40", "--output", "out", in: scratch)
    #expect(refused.code == 1)
    #expect(refused.errors.contains("out/a.jpg"))
    #expect(refused.errors.contains("--overwrite"))
    #expect(try scratch.text("out/a.jpg") == "somebody's")
    #expect(try header(try scratch.read("out/b.webp")).size == PixelSize(40, 30), "the other one is made")
    let told = try await Program.run("prepare", "a.jpg", "--longest", "40", "--output", "out", "--overwrite", in: scratch)
    #expect(told.code == 0, "\(told.errors)")
    #expect(try header(try scratch.read("out/a.jpg")).size == PixelSize(40, 30))
  }

  @Test func `a link in the output folder is replaced only when told, and never followed`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.turnedJPEG(), to: "a.jpg")
    try FileManager.default.createDirectory(atPath: "\(scratch.path)/out", withIntermediateDirectories: true)
    try scratch.link("out/a.jpg", to: "a.jpg")
    let source = try scratch.files()["a.jpg"]
    let refused = try await Program.run("prepare", "a.jpg", "--output", "out", in: scratch)
    #expect(refused.code == 1)
    let told = try await Program.run("prepare", "a.jpg", "--output", "out", "--overwrite", in: scratch)
    #expect(told.code == 0, "\(told.errors)")
    #expect(try scratch.files()["a.jpg"] == source, "the source is what it was")
    #expect(try header(try scratch.read("out/a.jpg")).orientation == .upright)
  }

  @Test func `an output folder that cannot be had ends with 3`() async throws {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.webP(), to: "a.webp")
    try scratch.write("a file", to: "taken")
    for output in ["taken", "taken/below"] {
      let ending = try await Program.run("prepare", "a.webp", "--output", output, in: scratch)
      #expect(ending.code == 3, "\(ending.errors)")
      #expect(ending.errors.contains("/taken' is no folder"), "\(ending.errors)")
    }
    #expect(try scratch.text("taken") == "a file")
  }

  @Test(arguments: [SIGINT, SIGTERM]) func `an interrupt leaves whole files only, and ends with 130`(_ signal: Int32) async throws {
    let scratch = try Scratch()
    for number in 1...120 {
      try scratch.write(
        try encoded(TestPictures.noise(PixelSize(300, 200), seed: UInt64(number)), as: FormatID("png")), to: "in/\(number).png")
    }
    let ending = try await Program.running(
      ["prepare", "in", "--output", "out", "--mime", "image/webp", "--jobs", "1", "--format", "json"], in: scratch
    ) { program in
      _ = await program.outputLine(containing: "\"prepared\"")
      program.send(signal)
    }
    #expect(ending.code == 130, "\(ending.errors)")
    #expect(!ending.wasKilled)
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(scratch.path)/out")
    #expect(!names.contains { $0.hasSuffix(".tmp") }, "\(names)")
    let pictures = names.filter { $0.hasSuffix(".webp") }
    #expect(!pictures.isEmpty && pictures.count < 120)
    for name in pictures { #expect(try pixels(try scratch.read("out/\(name)")).size == PixelSize(300, 200)) }
    #expect(try ending.preparation.notDone > 0)
    let again = try await Program.run("prepare", "in", "--output", "out", "--mime", "image/webp", in: scratch)
    #expect(again.code == 0, "\(again.errors)")
    #expect(try scratch.visible(in: "out").count == 120)
  }
}
