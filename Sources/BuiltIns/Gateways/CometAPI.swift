import Dialects
import GatewayAPI

extension BuiltIns {
  static var cometapi: GatewayProfile {
    var profile = GatewayProfile(
      name: "cometapi", title: "CometAPI", dialect: GeminiDialect.facts, source: "the vendor's OpenAPI page",
      verifiedOn: CalendarDate(2026, 11, 21))
    profile.baseURL = address("https://api.cometapi.com")
    // The page shows a bare Authorization value too; this header is the one without two readings.
    profile.authentication = .googleAPIKey
    profile.keySource = .environment(["COMETAPI_KEY"])
    profile.imagePartSpelling = .snakeCase
    profile.models = ["gemini-3-pro-image", "gemini-3-pro-image-preview", "gemini-3.1-flash-image-preview"]
    profile.undocumentedFields = [
      .systemInstruction, .safetySettings, .temperature, .topP, .topK, .seed, .maxOutputTokens, .thinkingLevel, .searchTypes,
    ]
    profile.aspectRatios = GeminiPixels.commonRatios
    profile.imageSizes = ["1K", "2K", "4K"]
    return profile
  }
}
