package import GatewayAPI
import ImageCore

extension ModelCard {
  /// A model whose pictures are small enough for tests that make many: 1,000 tokens at 10 USD a million, that is 0.01 USD, for each.
  package static let tiny: ModelCard = {
    let date = CalendarDate(2026, 1, 1)
    let ratios = [AspectRatio(1, 1), AspectRatio(4, 3), AspectRatio(3, 4), AspectRatio(16, 9)]
    let free = Amount.zero
    return ModelCard(
      id: "tiny-image", title: "Tiny", aspectRatios: ratios, imageSizes: ["1K", "2K"], takesImageSize: true,
      pixels: Sourced(
        [
          "1K": [
            AspectRatio(1, 1): PixelSize(32, 32), AspectRatio(4, 3): PixelSize(48, 36), AspectRatio(3, 4): PixelSize(36, 48),
            AspectRatio(16, 9): PixelSize(64, 36),
          ],
          "2K": [
            AspectRatio(1, 1): PixelSize(64, 64), AspectRatio(4, 3): PixelSize(96, 72), AspectRatio(3, 4): PixelSize(72, 96),
            AspectRatio(16, 9): PixelSize(128, 72),
          ],
        ], source: "this test", verifiedOn: date),
      imageTokens: Sourced(["1K": 1_000, "2K": 2_000], source: "this test", verifiedOn: date),
      inputImageTokens: Sourced(0...0, source: "this test", verifiedOn: date),
      textAllowance: Sourced(0...0, source: "this test", verifiedOn: date),
      prices: Sourced(
        Prices(textInput: free, imageInput: free, textOutput: free, imageOutput: Amount(nanos: 10_000_000_000)), source: "this test",
        verifiedOn: date), maximumInputImages: 4)
  }()
}
