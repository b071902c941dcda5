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
    profile.keySource = .environment(["GEMINI_API_KEY", "GOOGLE_API_KEY"])
    profile.models = [
      "gemini-3-pro-image", "gemini-3.1-flash-image", "gemini-3.1-flash-lite-image", "gemini-nano-banana-2.1", "gemini-2.5-flash-image",
    ]
    return profile
  }
}
