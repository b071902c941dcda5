import Dialects
import GatewayAPI
import ImageCore

private let lookedUp = CalendarDate(2026, 11, 30)

/// Relays that bill by the call, and those of other ways in.
extension BuiltIns {
  /// https://docs.laozhang.ai/api-capabilities/nano-banana-image names this host, and https://docs.laozhang.ai/skill.md another,
  /// `api2.laozhang.ai`; the page of the models is taken.
  static var laozhang: GatewayProfile {
    var profile = GatewayProfile(
      name: "laozhang", title: "LaoZhang API", dialect: GeminiDialect.facts,
      source: "https://docs.laozhang.ai/api-capabilities/nano-banana-image (https://docs.laozhang.ai/skill.md names api2.laozhang.ai)",
      verifiedOn: lookedUp)
    profile.baseURL = address("https://api.laozhang.ai")
    profile.keySource = .environment(["LAOZHANG_API_KEY"])
    profile.models = [
      "gemini-3-pro-image", "gemini-3.1-flash-image", "gemini-nano-banana-2.1", "gemini-3.1-flash-lite-image", "gemini-2.5-flash-image",
    ]
    profile.imageSizes = ["512", "1K", "2K", "4K"]
    profile.undocumentedFields = relayFields
    profile.prices = perCall(
      [
        "gemini-3-pro-image": 90, "gemini-3.1-flash-image": 55, "gemini-nano-banana-2.1": 45, "gemini-3.1-flash-lite-image": 25,
        "gemini-2.5-flash-image": 20,
      ], source: "https://docs.laozhang.ai/api-capabilities/nano-banana-image, prices of 2026-10-07", holdsFrom: CalendarDate(2026, 10, 7))
    // Every answer with the status 200 is charged, whatever it holds.
    profile.billsEmptyAnswers = true
    return profile
  }

  static var apiyi: GatewayProfile {
    var profile = GatewayProfile(
      name: "apiyi", title: "APIYI", dialect: GeminiDialect.facts,
      source: "https://docs.apiyi.com/en/api-capabilities/nano-banana-dev-guide.md", verifiedOn: lookedUp)
    profile.baseURL = address("https://api.apiyi.com")
    profile.keySource = .environment(["APIYI_API_KEY"])
    profile.models = [
      "gemini-3-pro-image-preview", "gemini-3-pro-image", "gemini-3.1-flash-image-preview", "gemini-3.1-flash-image",
      "gemini-3.1-flash-lite-image", "gemini-2.5-flash-image",
    ]
    profile.imageSizes = ["512", "1K", "2K", "4K"]
    profile.undocumentedFields = relayFields
    profile.prices = perCall(
      ["gemini-3-pro-image": 90, "gemini-3.1-flash-image": 55, "gemini-3.1-flash-lite-image": 25, "gemini-2.5-flash-image": 20],
      source: "https://docs.apiyi.com/ja/api-capabilities/nano-banana-pricing.md, by the request", holdsFrom: nil)
    profile.billsEmptyAnswers = true
    return profile
  }

  /// https://cloud.google.com/vertex-ai/generative-ai/docs/start/express-mode/vertex-ai-express-mode-api-reference
  static var vertexExpress: GatewayProfile {
    var profile = GatewayProfile(
      name: "vertex-express", title: "Vertex AI in express mode", dialect: GeminiDialect.facts,
      source:
        "https://cloud.google.com/vertex-ai/generative-ai/docs/start/express-mode/vertex-ai-express-mode-api-reference",
      verifiedOn: lookedUp)
    profile.baseURL = address("https://aiplatform.googleapis.com")
    profile.path = "/v1/publishers/google/models/{model}:generateContent"
    profile.authentication = .googleAPIKey
    profile.errorFormat = .google
    profile.keySource = .environment(["VERTEX_EXPRESS_API_KEY"])
    profile.models = [
      "gemini-3-pro-image", "gemini-3.1-flash-image", "gemini-3.1-flash-lite-image", "gemini-nano-banana-2.1", "gemini-2.5-flash-image",
    ]
    return profile
  }

  static var openrouter: GatewayProfile {
    var profile = GatewayProfile(
      name: "openrouter", title: "OpenRouter, /api/v1/images", dialect: OpenRouterDialect.facts,
      source: "https://openrouter.ai/docs/guides/overview/multimodal/image-generation.md", verifiedOn: lookedUp)
    profile.baseURL = address("https://openrouter.ai")
    profile.keySource = .environment(["OPENROUTER_API_KEY"])
    profile.models = [
      "gemini-3-pro-image", "gemini-3-pro-image-preview", "gemini-3.1-flash-image", "gemini-3.1-flash-image-preview",
      "gemini-2.5-flash-image", "gemini-nano-banana-2.1",
    ]
    profile.modelIDs = Dictionary(uniqueKeysWithValues: profile.models.map { ($0, "google/\($0)") })
    profile.imageSizes = ["1K", "2K", "4K"]
    profile.undocumentedFields = [.seed, .quality]
    return profile
  }

  /// Their pages have ratio and size; of the others they say nothing.
  private static let relayFields: Set<RequestField> = [
    .systemInstruction, .safetySettings, .tools, .searchTypes, .temperature, .topP, .topK, .seed, .maxOutputTokens, .thinkingLevel,
  ]

  /// - Parameter thousandths: of USD, by model.
  private static func perCall(_ thousandths: [String: Int64], source: String, holdsFrom: CalendarDate?) -> [String: Sourced<Prices>] {
    thousandths.mapValues { price in
      Sourced(Prices(perCall: Amount(nanos: price * 1_000_000)), source: source, verifiedOn: lookedUp, holdsFrom: holdsFrom)
    }
  }
}
