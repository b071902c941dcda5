import Foundation
import GatewayEmulator
import ImageCore
import TestSupport
import Testing

/// `aquatint prepare --as parts`: the pictures of a request, for people who send it themselves.
@Suite struct PreparePartsTests {
  /// In either spelling.
  private struct Part: Decodable {
    struct Camel: Decodable {
      let mimeType: String
      let data: String
    }

    struct Snake: Decodable {
      let mime_type: String
      let data: String
    }

    let inlineData: Camel?
    let inline_data: Snake?
    let image: String?
  }

  private func scratch() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write(try MarkedPicture.turnedJPEG(), to: "turned.jpg")
    try scratch.write(try MarkedPicture.translucentPNG(), to: "clear.png")
    return scratch
  }

  private func parts(_ ending: Program.Ending) throws -> [Part] {
    try JSONDecoder().decode([Part].self, from: Data(ending.output.utf8))
  }

  @Test func `parts come in the order of the arguments, prepared, and nothing else is on standard output`() async throws {
    let scratch = try scratch()
    let ending = try await Program.run("prepare", "turned.jpg", "clear.png", "--as", "parts", "--longest", "64", in: scratch)
    #expect(ending.code == 0, "\(ending.errors)")
    let found = try parts(ending)
    #expect(found.map(\.inlineData?.mimeType) == ["image/jpeg", "image/png"])
    for part in found {
      let data = try #require(part.inlineData?.data)
      let bytes = [UInt8](try #require(Data(base64Encoded: data)))
      #expect(try header(bytes).uprightSize == PixelSize(64, 48))
      #expect(CarriedData.names(in: bytes, format: try header(bytes).format) == [])
    }
    #expect(ending.errors.contains("2 of 2 pictures prepared"))
    #expect(try scratch.visible(in: ".") == ["clear.png", "turned.jpg"], "nothing is written")
  }

  @Test(arguments: [
    (["--spelling", "snake"], "snake"), (["--gateway", "cometapi"], "snake"), (["--gateway", "google"], "camel"),
    (["--gateway", "cometapi", "--spelling", "camel"], "camel"), (["--gateway", "gravitex-images"], "data-uri"),
  ])
  func `the spelling is the gateway's, or the one that is named`(_ arguments: [String], _ spelling: String) async throws {
    let scratch = try scratch()
    let ending = try await Program.running(["prepare", "turned.jpg", "--as", "parts"] + arguments, in: scratch) { _ in }
    #expect(ending.code == 0, "\(ending.errors)")
    let part = try #require(try parts(ending).first)
    #expect((part.inlineData != nil) == (spelling == "camel"))
    #expect((part.inline_data?.mime_type == "image/jpeg") == (spelling == "snake"))
    #expect((part.image?.hasPrefix("data:image/jpeg;base64,") == true) == (spelling == "data-uri"))
  }

  @Test func `a bad input is left out, and the array is whole all the same`() async throws {
    let scratch = try scratch()
    try scratch.write("words", to: "text.jpg")
    let ending = try await Program.run("prepare", "text.jpg", "turned.jpg", "--as", "parts", "--format", "json", in: scratch)
    #expect(ending.code == 1)
    #expect(try parts(ending).count == 1)
    let reports = ending.errors.split(separator: "\n").compactMap { try? JSONDecoder().decode(PreparedLine.self, from: Data($0.utf8)) }
    #expect(reports.map(\.event) == ["started", "failed", "prepared", "summary"])
    let none = try await Program.run("prepare", "text.jpg", "--as", "parts", in: scratch)
    #expect(none.code == 1)
    #expect(none.output == "[]\n")
  }

  @Test func `they may be written as files too, and too many for one request are refused`() async throws {
    let scratch = try scratch()
    let both = try await Program.run("prepare", "turned.jpg", "--as", "parts", "--output", "out", in: scratch)
    #expect(both.code == 0, "\(both.errors)")
    #expect(try parts(both).first?.inlineData?.data == Data(try scratch.read("out/turned.jpg")).base64EncodedString())
    for number in 1...15 {
      try scratch.write(
        try encoded(TestPictures.noise(PixelSize(8, 8), seed: UInt64(number)), as: FormatID("png")), to: "many/\(number).png")
    }
    let many = try await Program.run("prepare", "many", "--as", "parts", "--model", "gemini-3-pro-image", in: scratch)
    #expect(many.code == 2)
    #expect(many.errors.contains("takes 14"))
    #expect(many.output.isEmpty)
  }

  @Test func `a server that speaks the protocol takes them`() async throws {
    let scratch = try scratch()
    let ending = try await Program.run("prepare", "turned.jpg", "clear.png", "--as", "parts", in: scratch)
    let body = """
      {"contents":[{"role":"user","parts":[{"text":"A red shoe"},\(ending.output.trimmingCharacters(in: .whitespacesAndNewlines).dropFirst())}],\
      "generationConfig":{"responseModalities":["IMAGE"],"imageConfig":{"aspectRatio":"1:1"}}}
      """
    try scratch.write(body, to: "request.json")
    try await withGateway { emulator in
      let curl = Process()
      curl.executableURL = URL(filePath: "/usr/bin/env")
      curl.arguments = [
        "curl", "--silent", "--noproxy", "*", "--data-binary", "@\(scratch.path)/request.json", "-H", "content-type: application/json",
        "-H", "x-goog-api-key: nobody", "-o", "\(scratch.path)/answer.json",
        "http://127.0.0.1:\(emulator.port)/v1beta/models/gemini-2.5-flash-image:generateContent",
      ]
      try curl.run()
      curl.waitUntilExit()
      try #require(curl.terminationStatus == 0)
    }
    let answer = try scratch.text("answer.json")
    #expect(answer.contains("inlineData"), "\(answer.prefix(300))")
  }
}
