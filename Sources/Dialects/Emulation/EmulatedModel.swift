package import GatewayAPI
package import ImageCore

/// The facts about a model that the emulator needs: from its card, or for unknown ids from the card that has most ratios and sizes.
package struct EmulatedModel: Sendable {
  package let id: String
  package let title: String
  package let maximumInputImages: Int
  private let card: ModelCard?
  /// The card that stands in for an unknown model.
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

  /// Returns the output tokens of one picture; 1120 is the count of the Gemini 3 models for 1K.
  package func imageTokens(size: String?) -> Int { card?.imageTokens.value[size ?? defaultSize] ?? 1_120 }

  /// Input tokens of one picture.
  package var inputImageTokens: Int { card?.inputImageTokens.value.upperBound ?? 1_120 }

  /// Returns the pixels of an answer. Without a ratio it follows the last input picture, and without that it is square.
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

  /// Returns the pixels of a ratio and size, or `nil` if the model does not have them.
  package func pixels(_ ratio: AspectRatio, _ size: String?) -> PixelSize? {
    geometry?.expectedSize(ratio, size)
  }

  /// Returns the format of an answer: if the model has several, the one that the request's digest selects, or `nil` if none can be written.
  package func format(digest: UInt64, writable: [FormatID]) -> FormatID? {
    let choices = (card?.answerFormats ?? widest?.answerFormats ?? []).filter(writable.contains)
    guard !choices.isEmpty else { return writable.first }
    return choices[Int(digest >> 40) % choices.count]
  }
}

extension GatewayProfile {
  /// Validates ratio and size against those that the gateway documents.
  package func check(ratio: String?, size: String?) throws(WireFailure) {
    if let ratio, let allowed = aspectRatios?.map(\.description), !allowed.contains(ratio) {
      throw .invalidArgument("Invalid aspect ratio '\(ratio)'. Allowed values: \(allowed.joined(separator: ", ")).")
    }
    if let size, let allowed = imageSizes, !allowed.contains(size) {
      throw .invalidArgument("Invalid image size '\(size)'. Allowed values: \(allowed.joined(separator: ", ")).")
    }
  }
}
