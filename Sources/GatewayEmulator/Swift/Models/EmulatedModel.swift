import GatewayAPI
import ImageCore

/// What the emulator needs to know of a model: from its card, or for unknown ids from a generic one.
struct EmulatedModel: Sendable {
  let id: String
  let title: String
  let maximumInputImages: Int
  private let card: ModelCard?

  init(id: String, cards: [ModelCard]) {
    let card = cards.card(for: id)
    self.id = id
    self.card = card
    title = card?.title ?? id
    maximumInputImages = card?.maximumInputImages ?? 14
  }

  private var ratios: [AspectRatio] { card?.aspectRatios ?? EmulatedModel.genericPixels.map(\.ratio) }
  private var sizes: [String] { card?.imageSizes ?? ["512", "1K", "2K", "4K"] }
  private var defaultSize: String { card?.defaultSize ?? "1K" }

  func has(size: String) -> Bool { sizes.contains(size) }

  /// Output tokens of one picture; 1120 is what the Gemini 3 models count for 1K.
  func imageTokens(size: String?) -> Int { card?.imageTokens.value[size ?? defaultSize] ?? 1_120 }

  /// Input tokens of one picture.
  var inputImageTokens: Int { card?.inputImageTokens.value.upperBound ?? 1_120 }

  /// The pixels of an answer. Without a ratio it follows the last input picture, without one it is square.
  func pixelSize(ratio ratioText: String?, size sizeText: String?, inputs: [PixelSize]) throws(WireFailure) -> PixelSize {
    let size = sizeText ?? defaultSize
    guard sizes.contains(size) else {
      throw .invalidArgument("Invalid value for image_size: '\(size)'. Allowed values: \(sizes.joined(separator: ", ")).")
    }
    var ratio = AspectRatio(1, 1)
    if let ratioText {
      guard let known = AspectRatio(ratioText), ratios.contains(known) else {
        let allowed = ratios.map(\.description).joined(separator: ", ")
        throw .invalidArgument("Invalid value for aspect_ratio: '\(ratioText)'. Allowed values: \(allowed).")
      }
      ratio = known
    } else if let last = inputs.last {
      ratio = AspectRatio.nearest(to: last, among: ratios) ?? ratio
    }
    guard let pixels = pixels(ratio, size) else {
      throw .invalidArgument("The model has no size '\(size)' for the ratio \(ratio).")
    }
    return pixels
  }

  /// The pixels of a ratio and size that exist; nil for others.
  func pixels(_ ratio: AspectRatio, _ size: String?) -> PixelSize? {
    if let card { return card.expectedSize(ratio, size) }
    guard let row = EmulatedModel.genericPixels.first(where: { $0.ratio == ratio }) else { return nil }
    switch size ?? "1K" {
    case "512": return PixelSize(row.pixels.width / 2, row.pixels.height / 2)
    case "2K": return PixelSize(row.pixels.width * 2, row.pixels.height * 2)
    case "4K": return PixelSize(row.pixels.width * 4, row.pixels.height * 4)
    default: return row.pixels
    }
  }

  /// The media types' formats that a model answers in, by how its id begins; others answer in the first that the request's digest picks.
  /// Gemini 2.5 answers PNG; the Gemini 3 models JPEG or PNG without a rule (Comfy-Org/ComfyUI #12511).
  func format(digest: UInt64, writable: [FormatID]) -> FormatID? {
    let wanted = id.contains("gemini-2.5") ? ["png"] : ["jpeg", "png"]
    let choices = wanted.map { FormatID($0) }.filter(writable.contains)
    guard !choices.isEmpty else { return writable.first }
    return choices[Int(digest >> 40) % choices.count]
  }

  /// The 1K pixels of the Gemini 3 image models (Google's image generation guide); the other sizes are exact multiples of them.
  private static let genericPixels: [(ratio: AspectRatio, pixels: PixelSize)] = [
    (AspectRatio(1, 1), PixelSize(1024, 1024)), (AspectRatio(1, 4), PixelSize(512, 2048)), (AspectRatio(1, 8), PixelSize(384, 3072)),
    (AspectRatio(2, 3), PixelSize(848, 1264)), (AspectRatio(3, 2), PixelSize(1264, 848)), (AspectRatio(3, 4), PixelSize(896, 1200)),
    (AspectRatio(4, 1), PixelSize(2048, 512)), (AspectRatio(4, 3), PixelSize(1200, 896)), (AspectRatio(4, 5), PixelSize(928, 1152)),
    (AspectRatio(5, 4), PixelSize(1152, 928)), (AspectRatio(8, 1), PixelSize(3072, 384)), (AspectRatio(9, 16), PixelSize(768, 1376)),
    (AspectRatio(16, 9), PixelSize(1376, 768)), (AspectRatio(21, 9), PixelSize(1584, 672)),
  ]
}
