import ImageCore

/// The pixel sizes of Google's image generation guide.
enum GeminiPixels {
  /// The ratios that every model of the family has.
  static let commonRatios = [
    AspectRatio(1, 1), AspectRatio(2, 3), AspectRatio(3, 2), AspectRatio(3, 4), AspectRatio(4, 3), AspectRatio(4, 5), AspectRatio(5, 4),
    AspectRatio(9, 16), AspectRatio(16, 9), AspectRatio(21, 9),
  ]

  /// Those and the long ones of 3.1 Flash and its successors.
  static let allRatios = [
    AspectRatio(1, 1), AspectRatio(1, 4), AspectRatio(1, 8), AspectRatio(2, 3), AspectRatio(3, 2), AspectRatio(3, 4), AspectRatio(4, 1),
    AspectRatio(4, 3), AspectRatio(4, 5), AspectRatio(5, 4), AspectRatio(8, 1), AspectRatio(9, 16), AspectRatio(16, 9), AspectRatio(21, 9),
  ]

  static let flash25: [AspectRatio: PixelSize] = [
    AspectRatio(1, 1): PixelSize(1024, 1024),
    AspectRatio(2, 3): PixelSize(832, 1248),
    AspectRatio(3, 2): PixelSize(1248, 832),
    AspectRatio(3, 4): PixelSize(864, 1184),
    AspectRatio(4, 3): PixelSize(1184, 864),
    AspectRatio(4, 5): PixelSize(896, 1152),
    AspectRatio(5, 4): PixelSize(1152, 896),
    AspectRatio(9, 16): PixelSize(768, 1344),
    AspectRatio(16, 9): PixelSize(1344, 768),
    AspectRatio(21, 9): PixelSize(1536, 672),
  ]

  /// 1K of the third generation.
  private static let oneK: [AspectRatio: PixelSize] = [
    AspectRatio(1, 1): PixelSize(1024, 1024),
    AspectRatio(1, 4): PixelSize(512, 2048),
    AspectRatio(1, 8): PixelSize(384, 3072),
    AspectRatio(2, 3): PixelSize(848, 1264),
    AspectRatio(3, 2): PixelSize(1264, 848),
    AspectRatio(3, 4): PixelSize(896, 1200),
    AspectRatio(4, 1): PixelSize(2048, 512),
    AspectRatio(4, 3): PixelSize(1200, 896),
    AspectRatio(4, 5): PixelSize(928, 1152),
    AspectRatio(5, 4): PixelSize(1152, 928),
    AspectRatio(8, 1): PixelSize(3072, 384),
    AspectRatio(9, 16): PixelSize(768, 1376),
    AspectRatio(16, 9): PixelSize(1376, 768),
    AspectRatio(21, 9): PixelSize(1584, 672),
  ]

  /// Returns the pixels of the third generation for some of its ratios and sizes.
  ///
  /// 2K and 4K are two and four times 1K and 512 is half of it. The guide prints 792x168 for 21:9 at 512, which is neither half nor 21:9;
  /// the half, 792x336, is used.
  static func thirdGeneration(_ ratios: [AspectRatio], sizes: [String]) -> [String: [AspectRatio: PixelSize]] {
    var table: [String: [AspectRatio: PixelSize]] = [:]
    for size in sizes {
      table[size] = oneK.filter { ratios.contains($0.key) }.mapValues { one in
        switch size {
        case "512": PixelSize(one.width / 2, one.height / 2)
        case "2K": PixelSize(one.width * 2, one.height * 2)
        case "4K": PixelSize(one.width * 4, one.height * 4)
        default: one
        }
      }
    }
    return table
  }
}
