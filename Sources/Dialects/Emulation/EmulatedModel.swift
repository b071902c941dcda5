package import GatewayAPI
package import ImageCore

/// What the emulator needs to know of a model: from its card, or for unknown ids from the card that has most ratios and sizes.
package struct EmulatedModel: Sendable {
  package let id: String
  package let title: String
  package let maximumInputImages: Int
  private let card: ModelCard?
  /// What an unknown model is taken for.
  private let widest: ModelCard?

  package init(id: String, cards: [ModelCard]) {
    let card = cards.card(for: id)
    self.id = id
    self.card = card
    widest = cards.max { $0.aspectRatios.count * $0.imageSizes.count < $1.aspectRatios.count * $1.imageSizes.count }
    title = card?.title ?? id
    maximumInputImages = card?.maximumInputImages ?? 14
  }

  /// The card whose ratios, sizes and pixels it has.
  private var geometry: ModelCard? { card ?? widest }
  private var ratios: [AspectRatio] { geometry?.aspectRatios ?? [] }
  private var sizes: [String] { geometry?.imageSizes ?? [] }
  private var defaultSize: String { geometry?.defaultSize ?? "1K" }

  package func has(size: String) -> Bool { sizes.contains(size) }

  /// Output tokens of one picture; 1120 is what the Gemini 3 models count for 1K.
  package func imageTokens(size: String?) -> Int { card?.imageTokens.value[size ?? defaultSize] ?? 1_120 }

  /// Input tokens of one picture.
  package var inputImageTokens: Int { card?.inputImageTokens.value.upperBound ?? 1_120 }

  /// The pixels of an answer. Without a ratio it follows the last input picture, without one it is square.
  package func pixelSize(ratio ratioText: String?, size sizeText: String?, inputs: [PixelSize]) throws(WireFailure) -> PixelSize {
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
  package func pixels(_ ratio: AspectRatio, _ size: String?) -> PixelSize? {
    geometry?.expectedSize(ratio, size)
  }

  /// Returns the format of an answer: where the model has several, the one that the request's digest picks; `nil` where none can be written.
  package func format(digest: UInt64, writable: [FormatID]) -> FormatID? {
    let choices = (card?.answerFormats ?? widest?.answerFormats ?? []).filter(writable.contains)
    guard !choices.isEmpty else { return writable.first }
    return choices[Int(digest >> 40) % choices.count]
  }
}
