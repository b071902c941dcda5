package import GatewayAPI
package import JSON

/// Google's own `generateContent` (https://ai.google.dev/api/generate-content), which most relays speak too.
package struct GeminiDialect: Dialect {
  /// Facts of this dialect: only others can express a picture's quality, a mask and a transparent ground. The tier's header:
  /// https://ai.google.dev/gemini-api/docs/flex-inference.
  package static let facts = DialectFacts(
    name: "gemini", defaultPath: "/v1beta/models/{model}:generateContent", missingFields: [.quality, .mask, .background],
    tierHeader: "x-gemini-service-tier")

  package init() {}

  package var facts: DialectFacts { Self.facts }

  // MARK: requests

  package func write(
    _ request: GenerationRequest, for profile: GatewayProfile, card: ModelCard?, to writer: inout JSONWriter
  ) throws(GatewayError) -> WrittenRequest {
    try GeminiRequestEncoder(profile: profile, card: card).encode(request, to: &writer)
  }

  /// `{"inlineData": {"mimeType": …, "data": …}}` and `{"inline_data": {"mime_type": …, "data": …}}`.
  package var partSpellings: [String] { ["camel", "snake"] }

  package func partSpelling(of profile: GatewayProfile) -> String { profile.imagePartSpelling == .snakeCase ? "snake" : "camel" }

  package func writePart(_ bytes: [UInt8], mediaType: String, spelling: String, to writer: inout JSONWriter) {
    writer.object { GeminiPart.write(bytes, mediaType: mediaType, isSnake: spelling == "snake", to: &$0) }
  }

  // MARK: answers

  package var shapes: [any AnswerShape] { [GeminiCandidates(), GeminiContent()] }

  package func usage(in value: JSONValue) -> Usage? { GeminiUsageReader.read(value) }

  package func isEmptyAnswer(_ root: JSONValue) -> Bool {
    let names = root.memberNames
    if names.contains("candidates") || names.contains("promptFeedback") || names.contains("prompt_feedback") { return true }
    // An object that holds nothing, or an error of nothing, is nobody's answer: what became of the call cannot be told by it.
    return names.contains { $0 != "error" } && names.allSatisfy(Self.metadata.contains)
  }

  /// The members of Google's answers beside their candidates.
  private static let metadata: Set<String> = [
    "promptFeedback", "prompt_feedback", "usageMetadata", "usage_metadata", "usage", "modelVersion", "model_version", "model", "responseId",
    "response_id", "createTime", "create_time", "modelStatus", "model_status", "automaticFunctionCallingHistory", "sdkHttpResponse",
    "error",
  ]

  package var jobs: (any JobFormat)? { GeminiJobs() }

  // MARK: the emulator's side

  /// The API's two versions, and the doubled one that relays serve.
  package var servedPaths: [String] {
    [
      facts.defaultPath, "/v1/models/{model}:generateContent", "/v1/v1beta/models/{model}:generateContent",
      "/v1/publishers/google/models/{model}:generateContent",
    ]
  }

  /// Returns no model: the address names it.
  package func model(in root: JSONValue) -> String { "" }

  package func check(_ root: JSONValue, for profile: GatewayProfile) throws(WireFailure) {
    try GeminiRules(profile: profile).check(root)
  }

  package func readCall(_ root: JSONValue, model: EmulatedModel, pictures: ReceivedPictures) throws(WireFailure) -> EmulatedCall {
    try GeminiCallReader(pictures: pictures).read(root, model: model)
  }

  package var jobService: (any JobService)? { GeminiJobService() }

  package func answer(
    to call: EmulatedCall, plan: AnswerPlan, model: EmulatedModel, pictures: [EmulatedPicture], id: String
  ) -> [UInt8] {
    GeminiAnswerWriter(plan: plan, model: model, call: call, id: id).answer(with: pictures)
  }
}

/// A picture inside a part of a request.
enum GeminiPart {
  static func write(_ bytes: [UInt8], mediaType: String, isSnake: Bool, to object: inout JSONWriter) {
    object.member(isSnake ? "inline_data" : "inlineData") { member in
      member.object { data in
        data.member(isSnake ? "mime_type" : "mimeType") { $0.string(mediaType) }
        data.member("data") { $0.base64(bytes) }
      }
    }
  }
}
