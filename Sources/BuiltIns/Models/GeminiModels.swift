import GatewayAPI
import ImageCore

private let lookedUp = CalendarDate(2026, 11, 21)
/// When the facts about tiers, searches, thinking and shutdowns were looked up.
private let lookedUpAgain = CalendarDate(2026, 11, 30)
private let changelog = "Google's changelog, https://ai.google.dev/gemini-api/docs/changelog"
private let guide = "Google image generation guide"
private let pricing = "Google pricing page, in copies"
private let deprecations = "Google deprecations page, in copies; the date is the earliest"
private let ownAllowance = "an allowance of our own for thinking and remarks; no figure is documented"

/// Gemini 2.5 answers PNG; the Gemini 3 models JPEG or PNG without a rule (Comfy-Org/ComfyUI #12511).
private let thirdGenerationFormats = [FormatID("jpeg"), FormatID("png")]

private func usdPerMillion(textInput: String, textOutput: String, imageOutput: String, source: String = pricing) -> Sourced<Prices> {
  // Pictures sent along are priced like text by these pages.
  Sourced(
    Prices(textInput: usd(textInput), imageInput: usd(textInput), textOutput: usd(textOutput), imageOutput: usd(imageOutput)),
    source: source, verifiedOn: lookedUp)
}

private func usd(_ decimal: String) -> Amount {
  guard let amount = Amount(decimal) else { preconditionFailure("'\(decimal)' is not an amount") }
  return amount
}

extension BuiltIns {
  static let gemini25FlashImage = secondGeneration(
    ModelCard(
      id: "gemini-2.5-flash-image", aliases: ["gemini-2.5-flash-image-preview"], title: "Nano Banana",
      retirements: [
        "gemini-2.5-flash-image": Sourced(CalendarDate(2026, 10, 2), source: deprecations, verifiedOn: lookedUp),
        "gemini-2.5-flash-image-preview": Sourced(CalendarDate(2026, 1, 15), source: changelog, verifiedOn: lookedUpAgain),
      ],
      aspectRatios: GeminiPixels.commonRatios, imageSizes: ["1K"], takesImageSize: false,
      pixels: Sourced(["1K": GeminiPixels.flash25], source: guide, verifiedOn: lookedUp),
      imageTokens: Sourced(["1K": 1_290], source: pricing, verifiedOn: lookedUp),
      inputImageTokens: Sourced(1_290...1_290, source: "seen in answers of the preview model", verifiedOn: lookedUp),
      textAllowance: Sourced(0...500, source: ownAllowance, verifiedOn: lookedUp),
      prices: usdPerMillion(textInput: "0.30", textOutput: "2.50", imageOutput: "30"), maximumInputImages: 3,
      answerFormats: [FormatID("png")]
    ))

  static let gemini3ProImage = pro(
    ModelCard(
      id: "gemini-3-pro-image", aliases: ["gemini-3-pro-image-preview", "nano-banana-pro-preview"], title: "Nano Banana Pro",
      retirements: [
        "gemini-3-pro-image-preview": Sourced(CalendarDate(2026, 6, 25), source: deprecations, verifiedOn: lookedUp),
        "nano-banana-pro-preview": Sourced(CalendarDate(2026, 6, 25), source: deprecations, verifiedOn: lookedUp),
      ],
      aspectRatios: GeminiPixels.commonRatios, imageSizes: ["1K", "2K", "4K"], takesImageSize: true,
      pixels: Sourced(
        GeminiPixels.thirdGeneration(GeminiPixels.commonRatios, sizes: ["1K", "2K", "4K"]), source: guide, verifiedOn: lookedUp),
      imageTokens: Sourced(["1K": 1_120, "2K": 1_120, "4K": 2_000], source: pricing, verifiedOn: lookedUp),
      inputImageTokens: Sourced(560...560, source: pricing, verifiedOn: lookedUp),
      textAllowance: Sourced(0...2_000, source: ownAllowance, verifiedOn: lookedUp),
      prices: usdPerMillion(textInput: "2", textOutput: "12", imageOutput: "120"), maximumInputImages: 14,
      answerFormats: thirdGenerationFormats))

  static let gemini31FlashImage = flash31(
    ModelCard(
      id: "gemini-3.1-flash-image", aliases: ["gemini-3.1-flash-image-preview"], title: "Nano Banana 2",
      retirements: [
        "gemini-3.1-flash-image": Sourced(
          CalendarDate(2026, 10, 29), source: "LiteLLM discussion 44983 and one project's notes; Google announces no date",
          verifiedOn: lookedUpAgain),
        "gemini-3.1-flash-image-preview": Sourced(CalendarDate(2026, 6, 25), source: deprecations, verifiedOn: lookedUp),
      ],
      aspectRatios: GeminiPixels.allRatios, imageSizes: ["512", "1K", "2K", "4K"], takesImageSize: true,
      pixels: Sourced(
        GeminiPixels.thirdGeneration(GeminiPixels.allRatios, sizes: ["512", "1K", "2K", "4K"]), source: guide, verifiedOn: lookedUp),
      imageTokens: Sourced(["512": 747, "1K": 1_120, "2K": 1_680, "4K": 2_520], source: pricing, verifiedOn: lookedUp),
      inputImageTokens: Sourced(560...1_290, source: "inferred from its neighbours", verifiedOn: lookedUp),
      textAllowance: Sourced(0...2_000, source: ownAllowance, verifiedOn: lookedUp),
      prices: usdPerMillion(textInput: "0.50", textOutput: "3", imageOutput: "60"), maximumInputImages: 14,
      answerFormats: thirdGenerationFormats))

  static let gemini31FlashLiteImage = lite(
    ModelCard(
      id: "gemini-3.1-flash-lite-image", title: "Nano Banana 2 Lite", aspectRatios: GeminiPixels.commonRatios, imageSizes: ["1K"],
      takesImageSize: true,
      pixels: Sourced(
        GeminiPixels.thirdGeneration(GeminiPixels.commonRatios, sizes: ["1K"]), source: "inferred from gemini-3.1-flash-image",
        verifiedOn: lookedUp),
      imageTokens: Sourced(["1K": 1_120], source: "price divided by rate", verifiedOn: lookedUp),
      inputImageTokens: Sourced(560...1_290, source: "inferred from its neighbours", verifiedOn: lookedUp),
      textAllowance: Sourced(0...2_000, source: ownAllowance, verifiedOn: lookedUp),
      prices: usdPerMillion(textInput: "0.25", textOutput: "1.50", imageOutput: "30", source: "resellers' price lists"),
      maximumInputImages: 14, answerFormats: thirdGenerationFormats))

  static let nanoBanana21 = banana21(
    ModelCard(
      id: "gemini-nano-banana-2.1", title: "Nano Banana 2.1", aspectRatios: GeminiPixels.allRatios, imageSizes: ["1K", "2K", "4K"],
      takesImageSize: true,
      pixels: Sourced(
        GeminiPixels.thirdGeneration(GeminiPixels.allRatios, sizes: ["1K", "2K", "4K"]),
        source:
          "inferred from gemini-3.1-flash-image; the sizes and the 14 ratios by @tanstack/ai-gemini 0.36.0 and by Google's changelog",
        verifiedOn: lookedUpAgain),
      imageTokens: Sourced(
        ["1K": 1_120, "2K": 1_680, "4K": 3_780],
        source:
          "price divided by rate: $0.0336 and $0.1134 (https://inference.sh/apps/google/gemini-nano-banana-2-1), $0.0504 by LaoZhang's page",
        verifiedOn: lookedUpAgain),
      inputImageTokens: Sourced(560...1_290, source: "inferred from its neighbours", verifiedOn: lookedUp),
      textAllowance: Sourced(0...2_000, source: ownAllowance, verifiedOn: lookedUp),
      prices: usdPerMillion(
        textInput: "1.50", textOutput: "7.50", imageOutput: "30",
        source: "https://github.com/BerriAI/litellm/discussions/44983 and https://inference.sh/apps/google/gemini-nano-banana-2-1"),
      maximumInputImages: 14, answerFormats: thirdGenerationFormats))
}
