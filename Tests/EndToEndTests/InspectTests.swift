import Foundation
import Testing

@Suite struct InspectTests {
  private struct Facts: Decodable {
    let path: String
    let format: String
    let mediaType: String
    let width: Int
    let height: Int
    let orientation: Int
    let ratio: String
    let alpha: Bool
    let frames: Int
    let profileBytes: Int?
    let gps: Bool
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
