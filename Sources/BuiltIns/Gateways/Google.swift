import Dialects
import GatewayAPI

extension BuiltIns {
  static var google: GatewayProfile {
    var profile = GatewayProfile(
      name: "google", title: "Gemini Developer API", dialect: GeminiDialect.facts, source: "Google's API reference and SDKs",
      verifiedOn: CalendarDate(2026, 11, 21))
    profile.baseURL = address("https://generativelanguage.googleapis.com")
    profile.authentication = .googleAPIKey
    profile.errorFormat = .google
    // 100 MB since 8 January 2026 (https://ai.google.dev/gemini-api/docs/changelog), counted after base64.
    profile.maximumBodyBytes = 100_000_000
    // https://ai.google.dev/gemini-api/docs/logs-datasets
    profile.takesStore = true
    // https://ai.google.dev/gemini-api/docs/flex-inference and priority-inference
    profile.tiers = [.flex, .standard, .priority, .batch]
    profile.keySource = .environment(["GEMINI_API_KEY", "GOOGLE_API_KEY"])
    profile.models = [
      "gemini-3-pro-image", "gemini-3.1-flash-image", "gemini-3.1-flash-lite-image", "gemini-nano-banana-2.1", "gemini-2.5-flash-image",
    ]
    return profile
  }
}
