import Dialects
import GatewayAPI

extension BuiltIns {
  /// A host of the user's own that serves Google's format; address and key come from the pipeline file.
  static var native: GatewayProfile {
    var profile = GatewayProfile(
      name: "native", title: "A Gemini-native host of your own", dialect: GeminiDialect.facts,
      source: "the page of a relay that names no host",
      verifiedOn: CalendarDate(2026, 11, 21))
    profile.imagePartSpelling = .snakeCase
    profile.models = ["gemini-3.1-flash-image-preview", "gemini-2.5-flash-image", "gemini-2.5-pro"]
    profile.aspectRatios = GeminiPixels.commonRatios
    profile.imageSizes = ["1K", "2K", "4K"]
    // The page marks the size as required.
    profile.onlySizePolicy = .sent
    profile.requiredFields = [.responseModalities, .aspectRatio, .imageSize]
    profile.undocumentedFields = [.tools, .seed, .thinkingLevel, .searchTypes]
    return profile
  }

  /// Returns an address that is part of the program.
  static func address(_ text: String) -> BaseURL {
    do {
      return try BaseURL(text)
    } catch {
      preconditionFailure("'\(text)' is not a base URL: \(error.message)")
    }
  }
}
