package import Dialects

extension BuiltIns {
  /// Every dialect; the first is the one of profiles that name none.
  package static let dialects: [any Dialect] = [
    GeminiDialect(),
    ImagesDialect(),
    OpenRouterDialect(),
    OpenAIImagesDialect(),
  ]
}
