package import GatewayAPI
import ImageCore
package import JSON

/// OpenAI's own image API: https://platform.openai.com/docs/api-reference/images/create, and
/// https://platform.openai.com/docs/api-reference/images/createEdit for what goes with pictures, as `multipart/form-data`.
package struct OpenAIImagesDialect: Dialect {
  package static let facts = DialectFacts(
    name: "openai-images", defaultPath: "/v1/images/generations",
    missingFields: [
      .systemInstruction, .safetySettings, .tools, .temperature, .topP, .topK, .seed, .maxOutputTokens, .thinkingLevel, .searchTypes,
      .history, .textAnswer, .textBesidePicture,
    ])

  package init() {}

  package var facts: DialectFacts { Self.facts }

  // MARK: requests

  package func write(
    _ request: GenerationRequest, for profile: GatewayProfile, card: ModelCard?, to writer: inout JSONWriter
  ) throws(GatewayError) -> WrittenRequest {
    try OpenAIRequestEncoder(profile: profile, card: card).encode(request, to: &writer)
  }

  /// A field of a form; a picture has no place among the members of a body.
  package var partSpellings: [String] { ["form"] }

  package func partSpelling(of profile: GatewayProfile) -> String { "form" }

  package func writePart(_ bytes: [UInt8], mediaType: String, spelling: String, to writer: inout JSONWriter) {
    writer.object { part in part.member("image") { $0.dataURI(bytes, mediaType: mediaType) } }
  }

  // MARK: answers

  /// Its answers have shapes that another dialect reads.
  package var shapes: [any AnswerShape] { [] }

  package func usage(in value: JSONValue) -> Usage? { nil }

  // MARK: the emulator's side

  /// The one for pictures; that of words alone is served by the dialect whose requests it takes too.
  package var servedPaths: [String] { [Self.editPath(for: facts.defaultPath)] }

  package func paths(of profile: GatewayProfile) -> [String] { [profile.path, Self.editPath(for: profile.path)] }

  /// Returns where requests with pictures go.
  static func editPath(for path: String) -> String { path.replacing("/generations", with: "/edits") }

  package func body(_ bytes: [UInt8], mediaType: String) throws(WireFailure) -> JSONValue? {
    guard let form = try MultipartForm(bytes, mediaType: mediaType) else { return nil }
    return form.value
  }

  package func model(in root: JSONValue) throws(WireFailure) -> String {
    guard let model = root[field: "model"]?.string, !model.isEmpty else { throw .invalidArgument("model is required") }
    return model
  }

  package func check(_ root: JSONValue, for profile: GatewayProfile) throws(WireFailure) {}

  package func readCall(_ root: JSONValue, model: EmulatedModel, pictures: ReceivedPictures) throws(WireFailure) -> EmulatedCall {
    try OpenAICallReader(pictures: pictures).read(root, model: model)
  }

  package func answer(
    to call: EmulatedCall, plan: AnswerPlan, model: EmulatedModel, pictures: [EmulatedPicture], id: String
  ) -> [UInt8] {
    ImagesAnswerWriter(plan: plan, model: model, call: call).answer(with: pictures)
  }
}
