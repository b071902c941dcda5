import BuiltIns
import GatewayAPI
import ImageCore
import Testing

@Suite struct RequestFieldTests {
  private func profile(_ name: String) throws -> GatewayProfile { try #require(BuiltIns.gateways.first { $0.name == name }) }

  private func everything() throws -> GenerationRequest {
    var request = GenerationRequest(
      model: "m",
      contents: [
        Content(role: .user, parts: [.text("a"), .image([1], mediaType: "image/png")]), Content(role: .model, parts: [.text("b")]),
        Content(role: .user, parts: [.text("c")]),
      ], aspectRatio: AspectRatio(1, 1), imageSize: "1K", responseModalities: [.text, .image])
    request.systemInstruction = "s"
    request.safetySettings = [SafetySetting(category: "HARM_CATEGORY_HARASSMENT", threshold: "BLOCK_NONE")]
    request.tools = [try #require(Tool("googleSearch"))]
    request.temperature = NumberText("1")
    request.topP = NumberText("1")
    request.topK = NumberText("1")
    request.seed = NumberText("1")
    request.maxOutputTokens = NumberText("1")
    request.thinkingLevel = "high"
    request.searchTypes = [.imageSearch]
    request.quality = "high"
    request.mask = [1]
    request.background = "transparent"
    return request
  }

  @Test func `a request names every field that it says`() throws {
    let all = Set(RequestField.allCases).subtracting([.textAnswer, .responseModalities])
    #expect(try everything().fields == all)
    #expect(GenerationRequest(model: "m", parts: [.text("a")], responseModalities: [.text]).fields == [.textAnswer])
  }

  @Test func `Google takes everything but the other dialects' quality, mask and background`() throws {
    #expect(
      try profile("google").unsupportedFields(of: everything().fields)
        == [.quality, .mask, .background].map { FieldFinding(field: $0, kind: .inexpressible) })
  }

  @Test func `the images dialect has no place for Google's settings`() throws {
    let found = try profile("gravitex-images").unsupportedFields(of: everything().fields)
    #expect(found.allSatisfy { $0.kind == .inexpressible })
    #expect(
      found.map(\.field)
        == [
          .systemInstruction, .safetySettings, .tools, .temperature, .topP, .topK, .seed, .maxOutputTokens, .thinkingLevel, .searchTypes,
          .mask, .background, .textBesidePicture,
        ])
  }

  @Test func `a page that names no tools makes them undocumented`() throws {
    let found = try profile("serevix").unsupportedFields(of: [.tools, .aspectRatio, .references])
    #expect(found == [FieldFinding(field: .tools, kind: .undocumented)])
    #expect(try profile("cometapi").unsupportedFields(of: [.tools]) == [])
  }

  @Test func `a gateway's required fields are missed only where a picture is wanted`() throws {
    let native = try profile("native")
    #expect(native.missingFields(in: []) == [.aspectRatio, .imageSize])
    #expect(native.missingFields(in: [.aspectRatio, .imageSize]) == [])
    #expect(native.missingFields(in: [.textAnswer]) == [])
  }

  @Test func `sizes of model and gateway together`() throws {
    let flash25 = try #require(BuiltIns.models.card(for: "gemini-2.5-flash-image"))
    let flash31 = try #require(BuiltIns.models.card(for: "gemini-3.1-flash-image"))
    #expect(try profile("google").imageSizes(card: flash31) == ["512", "1K", "2K", "4K"])
    #expect(try profile("theturbo").imageSizes(card: flash31) == ["1K", "2K", "4K"])
    #expect(try profile("theturbo").imageSizes(card: flash25) == ["1K"])
    let images = try profile("gravitex-images")
    #expect(images.imageSizes(card: flash25) == ["1K", "2K", "3K"])
    #expect(images.isUnverified(imageSize: "3K", card: flash25))
    #expect(!images.isUnverified(imageSize: "1K", card: flash25))
    #expect(try !profile("serevix").isUnverified(imageSize: "2K", card: flash25))
  }
}
