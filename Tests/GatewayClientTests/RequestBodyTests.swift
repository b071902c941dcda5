import GatewayAPI
import GatewayClient
import ImageCore
import Testing

@Suite struct RequestBodyTests {
  private static let request: GenerationRequest = {
    var request = GenerationRequest(
      model: "gemini-3-pro-image",
      parts: [
        .text("Put \"A\" on a/b\n\u{1}é"), .image([1, 2, 3], mediaType: "image/png"),
        .image([255, 254, 253, 252], mediaType: "image/webp"),
      ],
      aspectRatio: AspectRatio(16, 9), imageSize: "2K")
    request.temperature = NumberText("0.70")
    return request
  }()

  private func body(_ request: GenerationRequest, _ profile: GatewayProfile, card: ModelCard? = nil) throws -> String {
    String(decoding: try HTTPContentGenerator.plain().encode(request, for: profile, card: card).body, as: UTF8.self)
  }

  @Test func `text and two pictures in camel case`() throws {
    #expect(
      try body(Self.request, .local(port: 1))
        == #"{"contents":[{"role":"user","parts":[{"text":"Put \"A\" on a/b\n\u0001é"},"#
        + #"{"inlineData":{"mimeType":"image/png","data":"AQID"}},{"inlineData":{"mimeType":"image/webp","data":"//79/A=="}}]}],"#
        + #""generationConfig":{"temperature":0.70,"responseModalities":["IMAGE"],"imageConfig":{"aspectRatio":"16:9","imageSize":"2K"}}}"#)
  }

  @Test func `text and two pictures in snake case`() throws {
    var profile = GatewayProfile.local(port: 1)
    profile.imagePartSpelling = .snakeCase
    #expect(
      try body(Self.request, profile)
        == #"{"contents":[{"role":"user","parts":[{"text":"Put \"A\" on a/b\n\u0001é"},"#
        + #"{"inline_data":{"mime_type":"image/png","data":"AQID"}},{"inline_data":{"mime_type":"image/webp","data":"//79/A=="}}]}],"#
        + #""generationConfig":{"temperature":0.70,"responseModalities":["IMAGE"],"imageConfig":{"aspectRatio":"16:9","imageSize":"2K"}}}"#)
  }

  @Test func `every field that was asked for, in a fixed order`() throws {
    var request = GenerationRequest(
      model: "m",
      contents: [
        Content(role: .user, parts: [.text("a")]),
        Content(role: .model, parts: [ContentPart(.image(bytes: [0], mediaType: "image/png"), isThought: true, thoughtSignature: "c2ln")]),
        Content(role: .user, parts: [.text("b")]),
      ], responseModalities: [.text, .image])
    request.systemInstruction = "Be brief"
    request.topP = NumberText("0.9")
    request.topK = NumberText("40")
    request.seed = NumberText("-7")
    request.maxOutputTokens = NumberText("8192")
    request.safetySettings = [SafetySetting(category: "HARM_CATEGORY_HARASSMENT", threshold: "BLOCK_NONE")]
    request.tools = [try #require(Tool("google_search"))]
    #expect(
      try body(request, .local(port: 1))
        == #"{"contents":[{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"inlineData":{"mimeType":"image/png","data":"AA=="},"#
        + #""thought":true,"thoughtSignature":"c2ln"}]},{"role":"user","parts":[{"text":"b"}]}],"systemInstruction":{"parts":[{"text":"Be brief"}]},"#
        + #""safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_NONE"}],"tools":[{"googleSearch":{}}],"#
        + #""generationConfig":{"topP":0.9,"topK":40,"seed":-7,"maxOutputTokens":8192,"responseModalities":["TEXT","IMAGE"]}}"#)
  }

  private static let start =
    #"{"contents":[{"role":"user","parts":[{"text":"a"}]}],"generationConfig":{"responseModalities":["IMAGE"],"#

  /// What follows `start`, by what the profile and the request say.
  private static let services:
    [(profile: @Sendable (inout GatewayProfile) -> Void, tier: ServiceTier, storage: StorageChoice, rest: String)] =
      [
        ({ _ in }, .flex, .none, ""), ({ $0.takesStore = true }, .standard, .none, #","store":false"#),
        ({ $0.takesStore = true }, .standard, .allow, ""),
        ({ $0.tiers = [.standard, .flex] }, .flex, .none, #","serviceTier":"flex""#),
        ({ $0.tiers = [.standard, .flex] }, .standard, .none, ""),
        (
          {
            $0.takesStore = true
            $0.tiers = [.standard, .priority]
          }, .priority, .none, #","store":false,"serviceTier":"priority""#
        ),
      ]

  @Test(arguments: services.indices) func `how a call is served stands at the end, where the gateway has words for it`(_ index: Int) throws
  {
    let (change, tier, storage, rest) = Self.services[index]
    var profile = GatewayProfile.local(port: 1)
    change(&profile)
    var request = GenerationRequest(model: "m", parts: [.text("a")], aspectRatio: AspectRatio(1, 1))
    (request.tier, request.storage) = (tier, storage)
    let wire = try HTTPContentGenerator.plain().encode(request, for: profile, card: nil)
    let asked = Self.start + #""imageConfig":{"aspectRatio":"1:1"}}"#
    #expect(String(decoding: wire.body, as: UTF8.self) == asked + rest + "}")
    let same = wire.body[..<wire.service.lowerBound] + wire.body[wire.service.upperBound...]
    #expect(String(decoding: same, as: UTF8.self) == asked + "}", "what is asked is the same however it is served")
  }

  @Test func `thinking, search types and the newer place of the picture`() throws {
    var request = GenerationRequest(model: "m", parts: [.text("a")], aspectRatio: AspectRatio(1, 1), imageSize: "2K")
    request.thinkingLevel = "high"
    request.tools = [try #require(Tool("google_search")), try #require(Tool("url_context"))]
    request.searchTypes = [.webSearch, .imageSearch]
    var profile = GatewayProfile.local(port: 1)
    profile.pictureSpelling = .responseFormat
    #expect(
      try body(request, profile)
        == #"{"contents":[{"role":"user","parts":[{"text":"a"}]}],"tools":[{"googleSearch":{"searchTypes":{"webSearch":{},"imageSearch":{}}}},"#
        + #"{"urlContext":{}}],"generationConfig":{"responseModalities":["IMAGE"],"thinkingConfig":{"thinkingLevel":"high"},"#
        + #""responseFormat":{"image":{"aspectRatio":"1:1","imageSize":"2K"}}}}"#)
  }

  @Test func `a model's only size is sent only where the profile says so`() throws {
    let card = try #require(BuiltInsForTests.flash25)
    var request = otter
    request.model = card.id
    var profile = GatewayProfile.local(port: 1)
    #expect(try !body(request, profile, card: card).contains("imageSize"))
    profile.onlySizePolicy = .sent
    #expect(try body(request, profile, card: card).contains(#""imageSize":"1K""#))
  }

  @Test func `the address keeps slashes of a model's id and encodes the rest`() throws {
    let profile = GatewayProfile.local(port: 8089)
    var request = otter
    request.model = "google/gemini 3?x:é"
    let wire = try HTTPContentGenerator.plain().encode(request, for: profile, card: nil)
    #expect(wire.url == "http://127.0.0.1:8089/v1beta/models/google/gemini%203%3Fx%3A%C3%A9:generateContent")
    request.model = "../../admin"
    #expect(throws: GatewayError.self) { try HTTPContentGenerator.plain().encode(request, for: profile, card: nil) }
  }

  @Test func `the size after base64 and the size class are known before sending`() throws {
    let wire = try HTTPContentGenerator.plain().encode(Self.request, for: .local(port: 1), card: nil)
    #expect(wire.largestImageBytes == 8)
    #expect(wire.sizeClass == .two)
    #expect(wire.headers.contains(HeaderField("Content-Type", "application/json")))
  }

  @Test func `a megabyte of picture stays one run of standard base64`() throws {
    let picture = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let request = GenerationRequest(model: "m", parts: [.image(picture, mediaType: "image/png")])
    let wire = try HTTPContentGenerator.plain().encode(request, for: .local(port: 1), card: nil)
    #expect(wire.largestImageBytes == 1_333_336)
    #expect(wire.body.count < 1_333_336 + 300)
    let file = try AnswerFile(
      #"{"candidates":[{"content":"# + String(decoding: wire.body, as: UTF8.self).dropFirst(13).prefix { $0 != "]" } + "]}}]}")
    defer { withExtendedLifetime(file) {} }
    #expect(try file.answer().images.first?.bytes == picture)
  }
}
