import BuiltIns
import Diagnostics
import Dialects
import Foundation
import GatewayAPI
import GatewayClient
import GatewayEmulator
import ImageCore
import JSON
import Testing

/// What every registered dialect has to do, its client's side against its emulator's.
@Suite struct DialectConformanceTests {
  static let names = BuiltIns.dialects.map(\.facts.name)

  private func dialect(_ name: String) throws -> any Dialect {
    try #require(BuiltIns.dialects.first { $0.facts.name == name })
  }

  /// A gateway that has nothing but its dialect.
  private func profile(_ name: String) throws -> GatewayProfile {
    var profile = GatewayProfile(
      name: "bare-\(name)", title: name, dialect: try dialect(name).facts, source: "this test", verifiedOn: CalendarDate(2026, 11, 21))
    profile.authentication = .none
    return profile
  }

  private let model = "gemini-3.1-flash-image"

  @Test func `no two dialects share a name, a path or a spelling`() {
    let paths = BuiltIns.dialects.flatMap(\.servedPaths)
    let spellings = BuiltIns.dialects.flatMap(\.partSpellings)
    #expect(Set(Self.names).count == Self.names.count)
    #expect(Set(paths).count == paths.count)
    #expect(Set(spellings).count == spellings.count)
  }

  @Test(arguments: names) func `the default path is one that the emulator serves`(_ name: String) throws {
    let dialect = try dialect(name)
    // Dialects may share an address; then the bodies tell them apart.
    #expect(BuiltIns.dialects.flatMap(\.servedPaths).contains(dialect.facts.defaultPath))
    #expect(dialect.servedPaths.allSatisfy { $0.hasPrefix("/") })
  }

  @Test(arguments: names, [true, false])
  func `words become a picture of the ratio and size that were asked for`(_ name: String, isImitated: Bool) async throws {
    let profile = try profile(name)
    try await emulator(as: isImitated ? profile : nil).withServer { server in
      let request = GenerationRequest(model: model, parts: [.text("A lighthouse")], aspectRatio: AspectRatio(16, 9), imageSize: "1K")
      let answer = try await Caller(profile, port: server.port).answer(to: request)
      #expect(answer.images.count == 1)
      #expect(try sizeOfPicture(#require(answer.images.first).bytes) == PixelSize(1376, 768))
      let usage = try #require(answer.usage)
      #expect(usage.candidatesByModality["IMAGE"] == 1_120)
      #expect(usage.total == usage.prompt.flatMap { prompt in usage.candidates.map { prompt + $0 } })
      let received = try #require(await server.requests.first)
      #expect(received.refusal == nil)
      #expect(received.prompt == "A lighthouse")
      #expect(received.model == model)
      // A dialect that asks in pixels has neither word; the picture's size has held it.
      #expect(received.aspectRatio ?? "16:9" == "16:9")
      #expect(received.imageSize ?? "1K" == "1K")
    }
  }

  @Test(arguments: names) func `turns and their pictures arrive in order`(_ name: String) async throws {
    let profile = try profile(name)
    try await emulator(as: profile).withServer { server in
      let picture = try smallPicture()
      let request = GenerationRequest(
        model: model, parts: [.text("Blend"), .image(picture, mediaType: "image/png"), .image(picture, mediaType: "image/png")],
        aspectRatio: AspectRatio(1, 1), imageSize: "1K")
      _ = try await Caller(profile, port: server.port).answer(to: request)
      let received = try #require(await server.requests.first)
      #expect(received.turns.map(\.role) == ["user"])
      #expect(received.images.map(\.bytes) == [picture, picture])
      #expect(received.images.map(\.mediaType) == ["image/png", "image/png"])
    }
  }

  @Test(arguments: names) func `a request says the same every time`(_ name: String) throws {
    let caller = try Caller(try profile(name), port: 9)
    let request = GenerationRequest(model: model, parts: [.text("A")], aspectRatio: AspectRatio(1, 1), imageSize: "2K")
    let first = try caller.generator.encode(request, for: caller.profile, card: BuiltIns.models.card(for: model))
    let second = try caller.generator.encode(request, for: caller.profile, card: BuiltIns.models.card(for: model))
    #expect(first.body == second.body)
    #expect(first.url == second.url)
  }

  @Test(arguments: names) func `what the dialect has no word for is refused`(_ name: String) throws {
    let profile = try profile(name)
    for field in try dialect(name).facts.missingFields {
      #expect(profile.unsupportedFields(of: [field]) == [FieldFinding(field: field, kind: .inexpressible)])
    }
  }

  @Test(arguments: names) func `a part is one object in each spelling, with the picture's base64`(_ name: String) throws {
    let picture = try smallPicture()
    let base64 = Data(picture).base64EncodedString()
    let dialect = try dialect(name)
    #expect(dialect.partSpellings.contains(dialect.partSpelling(of: try profile(name))))
    for spelling in dialect.partSpellings {
      let part = try #require(PicturePart(spelling: spelling, dialects: BuiltIns.dialects))
      let json = part.json(picture, mediaType: "image/png")
      #expect(try JSONSerialization.jsonObject(with: Data(json)) is [String: Any])
      #expect(String(decoding: json, as: UTF8.self).replacing("\\/", with: "/").contains(base64))
    }
  }

  @Test(arguments: names) func `a body that asks for nothing is refused in words`(_ name: String) throws {
    let dialect = try dialect(name)
    let pictures = ReceivedPictures(limits: .standard, codecs: CodecRegistry(BuiltIns.codecs))
    #expect(throws: WireFailure.self) {
      try dialect.readCall(.object([]), model: EmulatedModel(id: model, cards: BuiltIns.models), pictures: pictures)
    }
  }

  @Test(arguments: names) func `a file's gateway speaks it by name`(_ name: String) throws {
    let start = SourcePosition(line: 1, column: 1)
    let entries = [("dialect", name), ("baseURL", "https://ours.example"), ("auth", "none")].map { key, value in
      Node.Entry(key: Node.Scalar(key, at: start), value: .scalar(Node.Scalar(value, at: start)))
    }
    let read = GatewayProfile.read(
      name: Node.Scalar("ours", at: start), node: .mapping(entries, start), builtIns: BuiltIns.gateways,
      dialects: BuiltIns.dialects.map(\.facts))
    #expect(read.diagnostics.isEmpty)
    #expect(read.profile?.dialect.name == name)
    #expect(read.profile?.path == (try dialect(name).facts.defaultPath))
  }
}
