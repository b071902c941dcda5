import Dialects
import GatewayAPI
import GatewayClient
import ImageCore
import Testing

/// The dialect `openai-images`: JSON for words alone, a form for what goes with pictures.
@Suite struct OpenAIDialectTests {
  private static var profile: GatewayProfile {
    var profile = GatewayProfile.local(port: 1)
    profile.dialect = OpenAIImagesDialect.facts
    profile.path = "/v1/images/generations"
    return profile
  }

  private func encode(_ request: GenerationRequest) throws -> WireRequest {
    try HTTPContentGenerator.plain().encode(request, for: Self.profile, card: nil)
  }

  @Test func `words alone are a body`() throws {
    var request = GenerationRequest(model: "gpt-image-1", parts: [.text("A \"cat\"")], aspectRatio: AspectRatio(3, 2))
    (request.quality, request.background) = ("high", "transparent")
    let wire = try encode(request)
    #expect(wire.url == "http://127.0.0.1:1/v1/images/generations")
    #expect(
      String(decoding: wire.body, as: UTF8.self)
        == #"{"model":"gpt-image-1","prompt":"A \"cat\"","n":1,"size":"1536x1024","quality":"high","background":"transparent"}"#)
  }

  @Test func `what goes with pictures is a form, the same each time`() throws {
    var request = GenerationRequest(
      model: "gpt-image-1",
      parts: [.text("at night"), .image([1, 13, 10, 2], mediaType: "image/png"), .image([3], mediaType: "image/webp")])
    request.mask = [4, 5]
    let wire = try encode(request)
    #expect(wire.url == "http://127.0.0.1:1/v1/images/edits")
    #expect(wire.headers.first { $0.name == "Content-Type" }?.value.hasPrefix("multipart/form-data; boundary=") ?? false)
    let text = String(decoding: wire.body, as: UTF8.self)
    #expect(text.contains("name=\"prompt\"\r\n\r\nat night\r\n"))
    #expect(text.contains("name=\"image[]\"; filename=\"image1.png\"\r\nContent-Type: image/png\r\n\r\n\u{1}\r\n\u{2}\r\n"))
    #expect(text.contains("filename=\"image2.webp\""))
    #expect(text.contains("name=\"mask\"; filename=\"mask.png\"\r\nContent-Type: image/png\r\n\r\n\u{4}\u{5}\r\n"))
    #expect(text.hasSuffix("--\r\n"))
    #expect(try encode(request).body == wire.body)
  }

  @Test func `what it cannot say is refused, not dropped`() throws {
    #expect(throws: GatewayError.self) { try encode(GenerationRequest(model: "m", parts: [.text("a")], aspectRatio: AspectRatio(21, 9))) }
    #expect(throws: GatewayError.self) {
      try encode(GenerationRequest(model: "m", parts: [.text("a")], aspectRatio: AspectRatio(1, 1), imageSize: "4K"))
    }
    var masked = GenerationRequest(model: "m", parts: [.text("a")])
    masked.mask = [1]
    #expect(throws: GatewayError.self) { try encode(masked) }
    var seeded = GenerationRequest(model: "m", parts: [.text("a")])
    seeded.seed = NumberText("1")
    #expect(throws: GatewayError.self) { try encode(seeded) }
  }
}
