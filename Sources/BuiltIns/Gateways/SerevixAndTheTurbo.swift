import Dialects
import GatewayAPI
import ImageCore

/// One platform under two brands, with the same documents.
extension BuiltIns {
  static var serevix: GatewayProfile {
    var profile = platform("serevix", title: "Serevix", host: "gateway.serevixai.ai", key: "SEREVIX_API_KEY")
    profile.models = ["gemini-2.5-flash-image"]
    return profile
  }

  static var theturbo: GatewayProfile {
    var profile = platform("theturbo", title: "TheTurbo", host: "gateway.theturbo.ai", key: "THETURBO_API_KEY")
    profile.models = ["gemini-2.5-flash-image", "gemini-3-pro-image-preview", "gemini-3.1-flash-image-preview"]
    return profile
  }

  private static func platform(_ name: String, title: String, host: String, key: String) -> GatewayProfile {
    var profile = GatewayProfile(
      name: name, title: title, dialect: GeminiDialect.facts, source: "the vendor's page on image generation",
      verifiedOn: CalendarDate(2026, 11, 21))
    profile.baseURL = address("https://\(host)")
    // The page documents the doubled version.
    profile.path = "/v1/v1beta/models/{model}:generateContent"
    profile.keySource = .environment([key])
    profile.aspectRatios = [
      AspectRatio(1, 1), AspectRatio(2, 3), AspectRatio(3, 2), AspectRatio(3, 4), AspectRatio(4, 3), AspectRatio(9, 16), AspectRatio(16, 9),
      AspectRatio(21, 9),
    ]
    profile.imageSizes = ["1K", "2K", "4K"]
    // Its examples send 1K to a model that has no other size.
    profile.onlySizePolicy = .sent
    // The upstream's default allows text without a picture.
    profile.addedFields = [.responseModalities]
    profile.undocumentedFields = [
      .systemInstruction, .safetySettings, .tools, .temperature, .topP, .topK, .seed, .maxOutputTokens, .thinkingLevel, .searchTypes,
    ]
    return profile
  }
}
