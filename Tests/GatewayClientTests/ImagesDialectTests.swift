import Dialects
import GatewayAPI
import GatewayClient
import ImageCore
import Testing

/// The dialect `images`, `/v1/images/generations`.
@Suite struct ImagesDialectTests {
  private static var profile: GatewayProfile {
    var profile = GatewayProfile.local(port: 1)
    profile.dialect = ImagesDialect.facts
    profile.path = "/v1/images/generations"
    profile.onlySizePolicy = .sent
    profile.inexpressibleFields = [.temperature, .tools]
    return profile
  }

  private func body(_ request: GenerationRequest) throws -> String {
    String(decoding: try HTTPContentGenerator.plain().encode(request, for: Self.profile, card: nil).body, as: UTF8.self)
  }

  @Test func `words alone are a prompt`() throws {
    var request = GenerationRequest(
      model: "gemini-2.5-flash-image", parts: [.text("A \"cat\""), .text("asleep")], aspectRatio: AspectRatio(16, 9), imageSize: "2K")
    request.quality = "high"
    #expect(
      try body(request)
        == #"{"model":"gemini-2.5-flash-image","prompt":"A \"cat\"\nasleep","size":"16:9","quality":"high","n":1,"response_format":"b64_json","#
        + #""image_size":"2K","mime_type":"image/png","response_modalities":"image"}"#)
    #expect(
      try HTTPContentGenerator.plain().encode(request, for: Self.profile, card: nil).url == "http://127.0.0.1:1/v1/images/generations")
  }

  @Test func `with pictures there are contents with data URIs`() throws {
    let request = GenerationRequest(
      model: "m", parts: [.text("a"), .image([1, 2, 3], mediaType: "image/png"), .image([255], mediaType: "image/webp")],
      aspectRatio: AspectRatio(1, 1))
    #expect(
      try body(request)
        == #"{"model":"m","size":"1:1","response_format":"b64_json","contents":[{"role":"user","parts":[{"text":"a"},"#
        + #"{"image":"data:image/png;base64,AQID"},{"image":"data:image/webp;base64,/w=="}]}]}"#)
  }

  @Test func `earlier turns are contents too`() throws {
    let request = GenerationRequest(
      model: "m",
      contents: [
        Content(role: .user, parts: [.text("a")]), Content(role: .model, parts: [.image([0], mediaType: "image/png")]),
        Content(role: .user, parts: [.text("b")]),
      ])
    #expect(
      try body(request)
        == #"{"model":"m","response_format":"b64_json","contents":[{"role":"user","parts":[{"text":"a"}]},"#
        + #"{"role":"model","parts":[{"image":"data:image/png;base64,AA=="}]},{"role":"user","parts":[{"text":"b"}]}]}"#)
  }

  @Test func `what the dialect cannot say is refused, not dropped`() throws {
    var request = GenerationRequest(model: "m", parts: [.text("a")])
    request.temperature = NumberText("1")
    #expect(throws: GatewayError.self) { try body(request) }
    let signed = GenerationRequest(
      model: "m", contents: [Content(role: .model, parts: [ContentPart(.text("a"), thoughtSignature: "c2ln")])])
    #expect(throws: GatewayError.self) { try body(signed) }
  }

  @Test func `the answer gives pictures, links and usage`() throws {
    let answer = try readAnswer(
      #"{"created":1,"id":"r1","data":[{"b64_json":"\#(pngBase64)"},{"url":"https://a.example/1.png"},{"b64_json":"%%"}],"#
        + #""usage":{"input_tokens":9,"output_tokens":1290,"total_tokens":1299,"input_tokens_details":{"text_tokens":9,"image_tokens":0},"#
        + #""output_tokens_details":{"image_tokens":1290}}}"#, profile: Self.profile)
    #expect(try answer.images.map { try $0.bytes } == [pngBytes])
    #expect(answer.images.map(\.origin) == [.base64JSON])
    #expect(answer.links == ["https://a.example/1.png"])
    #expect(answer.defects.count == 1)
    #expect(answer.responseID == "r1")
    #expect(answer.usage?.prompt == 9)
    #expect(answer.usage?.candidates == 1_290)
    #expect(answer.usage?.candidatesByModality == ["IMAGE": 1_290])
    #expect(answer.usage?.promptByModality["TEXT"] == 9)
  }
}
