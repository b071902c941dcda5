import BuiltIns
import Dialects
import GatewayAPI
import GatewayEmulator
import ImageCore
import Testing

/// The same calls through every profile, against an emulator that insists on that gateway's address, key, spelling and fields.
@Suite struct ConformanceTests {
  static let names = BuiltIns.gateways.map(\.name)

  private func model(_ profile: GatewayProfile) -> String { profile.models.first ?? "gemini-3-pro-image" }

  @Test(arguments: names) func `words become a picture`(_ name: String) async throws {
    let profile = try builtIn(name)
    try await emulator(as: profile).withServer { server in
      let caller = try Caller(profile, port: server.port)
      let request = GenerationRequest(
        model: model(profile), parts: [.text("A lighthouse at noon")], aspectRatio: AspectRatio(4, 3), imageSize: "1K")
      let answer = try await caller.answer(to: request)
      let picture = try #require(answer.images.last)
      let card = try #require(BuiltIns.models.card(for: request.model))
      #expect(try sizeOfPicture(picture.bytes) == card.expectedSize(AspectRatio(4, 3), "1K"))
      #expect(answer.usage?.candidatesByModality["IMAGE"] == card.imageTokens.value["1K"])
      let received = try #require(await server.requests.first)
      #expect(received.refusal == nil)
      #expect(received.model == profile.wireModel(for: request.model))
      #expect(received.path == profile.path.replacing("{model}", with: profile.wireModel(for: request.model)))
      #expect(received.authentication.rawValue == profile.authentication.rawValue)
    }
  }

  @Test(arguments: names) func `pictures arrive in order, with the words`(_ name: String) async throws {
    let profile = try builtIn(name)
    try await emulator(as: profile).withServer { server in
      let caller = try Caller(profile, port: server.port)
      let picture = try smallPicture()
      let request = GenerationRequest(
        model: model(profile),
        parts: [.text("Blend them"), .image(picture, mediaType: "image/png"), .image(picture, mediaType: "image/png")],
        aspectRatio: AspectRatio(1, 1), imageSize: "1K")
      let answer = try await caller.answer(to: request)
      #expect(try sizeOfPicture(#require(answer.images.last).bytes) == PixelSize(1024, 1024))
      let received = try #require(await server.requests.first)
      #expect(received.images.map(\.bytes) == [picture, picture])
      #expect(received.prompt == "Blend them")
    }
  }

  @Test(arguments: names.filter { $0 != "emulator" }) func `a key of another kind, or none, is refused`(_ name: String) async throws {
    let profile = try builtIn(name)
    try await emulator(as: profile).withServer { server in
      let request = GenerationRequest(
        model: model(profile), parts: [.text("A")], aspectRatio: AspectRatio(1, 1), imageSize: "1K")
      for style in [GatewayProfile.Authentication.raw, .none] {
        var other = profile
        other.authentication = style
        let error = try #require(await Caller(other, port: server.port).error(of: request))
        #expect(error.classification == .rejected(.authentication))
      }
    }
  }

  @Test(arguments: names) func `another gateway's address is not found`(_ name: String) async throws {
    let profile = try builtIn(name)
    try await emulator(as: profile).withServer { server in
      var other = profile
      other.path = "/v2/models/{model}:generateContent"
      let request = GenerationRequest(
        model: model(profile), parts: [.text("A")], aspectRatio: AspectRatio(1, 1), imageSize: "1K")
      let error = try #require(await Caller(other, port: server.port).error(of: request))
      #expect(error.phase == .answered(status: 404))
    }
  }

  @Test(arguments: names.filter { !["gravitex-images", "openrouter"].contains($0) }) func `the other spelling of pictures is refused`(
    _ name: String
  ) async throws {
    let profile = try builtIn(name)
    try await emulator(as: profile).withServer { server in
      var other = profile
      other.imagePartSpelling = profile.imagePartSpelling == .camelCase ? .snakeCase : .camelCase
      let request = GenerationRequest(
        model: model(profile), parts: [.text("A"), .image(try smallPicture(), mediaType: "image/png")], aspectRatio: AspectRatio(1, 1),
        imageSize: "1K")
      let error = try #require(await Caller(other, port: server.port).error(of: request))
      #expect(error.classification == .rejected(.badRequest))
    }
  }

  @Test func `the host of one's own insists on ratio, size and modalities`() async throws {
    let profile = try builtIn("native")
    try await emulator(as: profile).withServer { server in
      var lax = profile
      lax.requiredFields = []
      lax.sendsResponseModalities = false
      let request = GenerationRequest(model: "gemini-3.1-flash-image-preview", parts: [.text("A")], imageSize: "1K")
      let error = try #require(await Caller(lax, port: server.port).error(of: request))
      #expect(error.message.contains("responseModalities is required"))
      // With the profile as it is, what is missing is filled in.
      let bare = GenerationRequest(model: "gemini-3.1-flash-image-preview", parts: [.text("A")])
      let answer = try await Caller(profile, port: server.port).answer(to: bare)
      #expect(try sizeOfPicture(#require(answer.images.first).bytes) == PixelSize(1024, 1024))
    }
  }

  @Test func `the host of one's own serves text models too`() async throws {
    let profile = try builtIn("native")
    try await emulator(as: profile).withServer { server in
      var request = GenerationRequest(model: "gemini-2.5-pro", parts: [.text("Three colours")], responseModalities: [.text])
      request.temperature = NumberText("0.7")
      let answer = try await Caller(profile, port: server.port).answer(to: request)
      #expect(answer.text?.contains("Three colours") == true)
      #expect(answer.images.isEmpty)
    }
  }

  @Test(arguments: names) func `without a profile every address is served`(_ name: String) async throws {
    let profile = try builtIn(name)
    try await emulator().withServer { server in
      let request = GenerationRequest(
        model: "gemini-3.1-flash-image", parts: [.text("A")], aspectRatio: AspectRatio(1, 1), imageSize: "1K")
      let answer = try await Caller(profile, port: server.port).answer(to: request)
      #expect(answer.images.count == 1)
    }
  }

  @Test func `a size that the model lacks goes out where the profile passes it on`() async throws {
    let profile = try builtIn("gravitex-images")
    try await emulator(as: profile).withServer { server in
      let request = GenerationRequest(
        model: "gemini-2.5-flash-image", parts: [.text("A")], aspectRatio: AspectRatio(16, 9), imageSize: "3K")
      let answer = try await Caller(profile, port: server.port).answer(to: request)
      #expect(await server.requests.first?.imageSize == "3K")
      #expect(try sizeOfPicture(#require(answer.images.first).bytes) == PixelSize(1344, 768))
    }
  }
}
