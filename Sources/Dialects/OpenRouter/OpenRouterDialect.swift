package import GatewayAPI
import ImageCore
package import JSON

/// `/api/v1/images` of OpenRouter (https://openrouter.ai/docs/guides/overview/multimodal/image-generation.md; its fields as
/// https://docs.rs/openrouter-rs/0.14.0/src/openrouter_rs/api/images.rs.html has them).
package struct OpenRouterDialect: Dialect {
  package static let facts = DialectFacts(
    name: "openrouter", defaultPath: "/api/v1/images",
    missingFields: [
      .systemInstruction, .safetySettings, .tools, .temperature, .topP, .topK, .maxOutputTokens, .thinkingLevel, .searchTypes, .history,
      .textAnswer, .textBesidePicture, .mask, .background,
    ])

  package init() {}

  package var facts: DialectFacts { Self.facts }

  // MARK: requests

  package func write(
    _ request: GenerationRequest, for profile: GatewayProfile, card: ModelCard?, to writer: inout JSONWriter
  ) throws(GatewayError) -> WrittenRequest {
    let parts = request.contents.flatMap(\.parts)
    guard request.contents.count == 1, !parts.contains(where: { $0.isThought || $0.thoughtSignature != nil }) else {
      throw GatewayError(.preparing, gateway: profile.name, "gateway '\(profile.name)' has no place for earlier turns")
    }
    writer.object { body in
      body.member("model") { $0.string(profile.wireModel(for: request.model)) }
      body.member("prompt") { $0.string(request.prompt) }
      if let ratio = request.aspectRatio { body.member("aspect_ratio") { $0.string(ratio.description) } }
      if let size = profile.sentSize(of: request, card: card) { body.member("resolution") { $0.string(size) } }
      if let quality = request.quality { body.member("quality") { $0.string(quality) } }
      if let seed = request.seed { body.member("seed") { $0.verbatim(seed.text) } }
      body.member("n") { $0.verbatim("1") }
      guard parts.contains(where: \.isImage) else { return }
      body.member("input_references") { member in
        member.array { list in
          for case .image(let bytes, let mediaType) in parts.map(\.payload) {
            writePart(bytes, mediaType: mediaType, spelling: "image-url", to: &list)
          }
        }
      }
    }
    return WrittenRequest()
  }

  /// `{"type": "image_url", "image_url": {"url": "data:…"}}`.
  package var partSpellings: [String] { ["image-url"] }

  package func partSpelling(of profile: GatewayProfile) -> String { "image-url" }

  package func writePart(_ bytes: [UInt8], mediaType: String, spelling: String, to writer: inout JSONWriter) {
    writer.object { part in
      part.member("type") { $0.string("image_url") }
      part.member("image_url") { member in
        member.object { address in address.member("url") { $0.dataURI(bytes, mediaType: mediaType) } }
      }
    }
  }

  // MARK: answers

  /// Its answers have the shape of OpenAI's, which another dialect reads.
  package var shapes: [any AnswerShape] { [] }

  package func usage(in value: JSONValue) -> Usage? { nil }

  // MARK: the emulator's side

  package var servedPaths: [String] { [facts.defaultPath] }

  package func model(in root: JSONValue) throws(WireFailure) -> String {
    guard let model = root[field: "model"]?.string, !model.isEmpty else { throw .invalidArgument("model is required") }
    return model
  }

  package func check(_ root: JSONValue, for profile: GatewayProfile) throws(WireFailure) {
    try profile.check(ratio: root[field: "aspectRatio"]?.string, size: root[field: "resolution"]?.string)
  }

  package func readCall(_ root: JSONValue, model: EmulatedModel, pictures: ReceivedPictures) throws(WireFailure) -> EmulatedCall {
    guard let prompt = root[field: "prompt"]?.string, !prompt.isEmpty else { throw .invalidArgument("prompt is required") }
    if let count = root[field: "n"]?.wholeNumber, count != 1 { throw .invalidArgument("n must be 1 for this model") }
    var parts: [ReceivedTurn.Part] = [.text(prompt)]
    for (index, value) in (root[field: "inputReferences"]?.array ?? []).enumerated() {
      let path = "input_references[\(index)]"
      guard let uri = value[field: "imageUrl"]?[field: "url"]?.string else { throw .invalidArgument("\(path).image_url.url is required") }
      parts.append(.image(try pictures.picture(dataURI: uri, path: path)))
    }
    let turns = [ReceivedTurn(role: "user", parts: parts)]
    let images = turns.flatMap(\.images)
    try pictures.requireRoom(for: images, model: model)
    let (ratio, size) = (root[field: "aspectRatio"]?.string, root[field: "resolution"]?.string)
    var settings: [String: String] = [:]
    for name in ["quality", "seed", "background", "output_format"] { settings[name] = root[name]?.scalarText }
    return EmulatedCall(
      turns: turns, systemInstruction: nil, aspectRatio: ratio, imageSize: size, responseModalities: ["IMAGE"], settings: settings,
      pixels: try model.pixelSize(ratio: ratio, size: size, inputs: images.map(\.uprightSize)))
  }

  package func answer(
    to call: EmulatedCall, plan: AnswerPlan, model: EmulatedModel, pictures: [EmulatedPicture], id: String
  ) -> [UInt8] {
    let data = pictures.map { picture -> JSONValue in
      if let link = plan.link { return .members(["url": .text(link)]) }
      let payload = plan.payload(of: picture)
      return .members(["b64_json": .text(payload.base64), "media_type": .text(payload.mediaType)])
    }
    let answered = pictures.isEmpty ? 0 : model.imageTokens(size: plan.imageSize ?? call.imageSize)
    let asked = max(1, call.prompt.utf8.count / 4) + call.turns.flatMap(\.images).count * model.inputImageTokens
    return JSONValue.members([
      // A fixed moment, so that the same request gives the same bytes.
      "created": .integer(1_763_683_200), "data": .array(data),
      "usage": .members([
        "prompt_tokens": .integer(asked), "completion_tokens": .integer(answered), "total_tokens": .integer(asked + answered),
        "completion_tokens_details": .members(["image_tokens": .integer(answered)]), "cost": plan.cost,
      ]),
    ]).encoded(.answer)
  }
}
