package import GatewayAPI

extension BuiltIns {
  /// All model cards. What a card infers rather than reads says so in its source.
  package static let models: [ModelCard] = [gemini25FlashImage, gemini3ProImage, gemini31FlashImage, gemini31FlashLiteImage, nanoBanana21]
}
