package import GatewayAPI
package import JSON

/// `/v1/images/generations` in the manner of OpenAI (https://platform.openai.com/docs/api-reference/images/create), with Gemini models behind.
package struct ImagesDialect: Dialect {
  package static let facts = DialectFacts(
    name: "images", defaultPath: "/v1/images/generations", missingFields: [.thinkingLevel, .searchTypes, .mask, .background])

  package init() {}

  package var facts: DialectFacts { Self.facts }

  // MARK: requests

  package func write(
    _ request: GenerationRequest, for profile: GatewayProfile, card: ModelCard?, to writer: inout JSONWriter
  ) throws(GatewayError) -> WrittenRequest {
    try ImagesRequestEncoder(profile: profile, card: card).encode(request, to: &writer)
  }

  /// `{"image": "data:…;base64,…"}`.
  package var partSpellings: [String] { ["data-uri"] }

  package func partSpelling(of profile: GatewayProfile) -> String { "data-uri" }

  package func writePart(_ bytes: [UInt8], mediaType: String, spelling: String, to writer: inout JSONWriter) {
    writer.object { part in part.member("image") { $0.dataURI(bytes, mediaType: mediaType) } }
  }

  // MARK: answers

  package var shapes: [any AnswerShape] { [ImagePlaces(), SinglePlace()] }

  package func usage(in value: JSONValue) -> Usage? { ImagesUsageReader.read(value) }

  // MARK: the emulator's side

  package var servedPaths: [String] { [facts.defaultPath] }

  package func model(in root: JSONValue) throws(WireFailure) -> String {
    guard let model = root[field: "model"]?.string, !model.isEmpty else { throw .invalidArgument("model is required") }
    return model
  }

  package func check(_ root: JSONValue, for profile: GatewayProfile) throws(WireFailure) {
    try profile.check(ratio: root[field: "size"]?.string, size: root[field: "image_size"]?.string)
  }

  package func readCall(_ root: JSONValue, model: EmulatedModel, pictures: ReceivedPictures) throws(WireFailure) -> EmulatedCall {
    try ImagesCallReader(pictures: pictures).read(root, model: model)
  }

  package func answer(
    to call: EmulatedCall, plan: AnswerPlan, model: EmulatedModel, pictures: [EmulatedPicture], id: String
  ) -> [UInt8] {
    ImagesAnswerWriter(plan: plan, model: model, call: call).answer(with: pictures)
  }
}
