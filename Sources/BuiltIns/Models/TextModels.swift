package import GatewayAPI
import ImageCore

private let lookedUp = CalendarDate(2026, 11, 30)

extension BuiltIns {
  /// Models that are asked about pictures and answer in words.
  package static let textModels: [ModelCard] = [gemini35FlashLite, gemini31FlashLite]

  static let gemini35FlashLite = textModel(
    "gemini-3.5-flash-lite", title: "Gemini 3.5 Flash-Lite", input: "0.30", output: "2.50",
    source:
      "Google's pricing page as read on 2026-10-07, https://raw.githubusercontent.com/api-evangelist/deepmind/refs/heads/main/plans/deepmind-plans-pricing.yml"
  )

  static let gemini31FlashLite = textModel(
    "gemini-3.1-flash-lite", aliases: ["gemini-3.1-flash-lite-preview"], title: "Gemini 3.1 Flash-Lite", input: "0.25", output: "1.50",
    source: "https://modelpedia.dev/google/gemini-3.1-flash-lite-preview")

  /// - Parameters:
  ///   - input: USD for a million tokens, of text and of pictures.
  ///   - output: the same of what is answered, thinking included.
  private static func textModel(
    _ id: String, aliases: [String] = [], title: String, input: String, output: String, source: String
  ) -> ModelCard {
    guard let input = Amount(input), let output = Amount(output) else { preconditionFailure("the prices of '\(id)' are amounts") }
    return ModelCard(
      id: id, aliases: aliases, title: title, aspectRatios: [], imageSizes: [], takesImageSize: false,
      pixels: Sourced([:], source: "it makes no pictures", verifiedOn: lookedUp),
      imageTokens: Sourced([:], source: "it makes no pictures", verifiedOn: lookedUp),
      inputImageTokens: Sourced(280...1_120, source: "https://ai.google.dev/gemini-api/docs/media-resolution", verifiedOn: lookedUp),
      textAllowance: Sourced(
        0...2_000, source: "an allowance of our own for thinking and a sentence; no figure is documented", verifiedOn: lookedUp),
      prices: Sourced(
        Prices(textInput: input, imageInput: input, textOutput: output, imageOutput: output), source: source, verifiedOn: lookedUp),
      maximumInputImages: 14)
  }
}
