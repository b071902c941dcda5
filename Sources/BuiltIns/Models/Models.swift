package import GatewayAPI

extension BuiltIns {
  /// All model cards. A value that is inferred is marked as such in its source.
  package static let models: [ModelCard] = [gemini25FlashImage, gemini3ProImage, gemini31FlashImage, gemini31FlashLiteImage, nanoBanana21]
}
