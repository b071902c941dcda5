import Dialects
import GatewayAPI

/// One host with two routes: Google's own and one in the manner of OpenAI.
extension BuiltIns {
  static var gravitex: GatewayProfile {
    var profile = platform(
      "gravitex", title: "Gravitex, native route", dialect: GeminiDialect.facts, source: "the vendor's page on the native route")
    profile.undocumentedFields = [
      .systemInstruction, .safetySettings, .tools, .temperature, .topP, .topK, .seed, .maxOutputTokens, .thinkingLevel, .searchTypes,
    ]
    profile.imageSizes = ["1K", "2K", "4K"]
    return profile
  }

  static var gravitexImages: GatewayProfile {
    var profile = platform(
      "gravitex-images", title: "Gravitex, /v1/images/generations", dialect: ImagesDialect.facts,
      source: "the vendor's page on image generation")
    profile.imageSizes = ["1K", "2K", "3K"]
    // Its examples request 2K and 3K of a model that has 1K only; the effect of that is not known.
    profile.onlySizePolicy = .sent
    profile.passesOnUnverifiedSizes = true
    profile.inexpressibleFields = [
      .systemInstruction, .safetySettings, .tools, .temperature, .topP, .topK, .seed, .maxOutputTokens, .textAnswer, .textBesidePicture,
    ]
    return profile
  }

  private static func platform(_ name: String, title: String, dialect: DialectFacts, source: String) -> GatewayProfile {
    var profile = GatewayProfile(name: name, title: title, dialect: dialect, source: source, verifiedOn: CalendarDate(2026, 11, 21))
    profile.baseURL = address("https://api.gravitex.ai")
    profile.keySource = .environment(["GRAVITEX_API_KEY"])
    profile.models = ["gemini-2.5-flash-image", "gemini-3-pro-image-preview"]
    return profile
  }
}
