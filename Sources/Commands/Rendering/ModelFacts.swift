import GatewayAPI
import ImageCore
import JSON

/// The facts about a model, its prices included, for people and for programs.
struct ModelFacts {
  let card: ModelCard

  var lines: [String] {
    var lines = ["\(card.id)  \(card.title)"]
    if !card.aliases.isEmpty { lines.append("  also: \(card.aliases.joined(separator: ", "))") }
    for (id, date) in retirements { lines.append("  \(id) is shut down on \(date.value) (\(date.source))") }
    lines.append("  ratios: \(card.aspectRatios.map(\.description).joined(separator: " "))")
    lines.append("  sizes: \(card.imageSizes.joined(separator: " "))\(card.takesImageSize ? "" : " (not to be sent)")")
    lines.append("  pictures in: at most \(card.maximumInputImages)")
    for size in card.imageSizes {
      guard let tokens = card.imageTokens.value[size] else { continue }
      let shape = RequestShape(textByteCount: 0, inputImages: 0, imageSize: size, maxOutputTokens: 0)
      let cost = card.estimate(shape).map { ", \($0.low) USD" } ?? ""
      let pixels = card.expectedSize(AspectRatio(1, 1), size).map { "\($0), " } ?? ""
      lines.append("  a square of \(size): \(pixels)\(tokens) tokens\(cost)")
    }
    lines.append("  prices: \(card.prices.map { "\($0.source), \($0.verifiedOn)" } ?? "not known")")
    if let origin = card.origin { lines.append("  from: \(origin)") }
    return lines
  }

  var json: JSONValue {
    .object([
      ("id", .text(card.id)), ("title", .text(card.title)), ("aliases", GatewayFacts.texts(card.aliases)),
      (
        "retirements",
        .array(
          retirements.map { id, date in
            .object([("id", .text(id)), ("date", .text(date.value.description)), ("source", .text(date.source))])
          })
      ),
      ("aspectRatios", GatewayFacts.texts(card.aspectRatios.map(\.description))), ("imageSizes", GatewayFacts.texts(card.imageSizes)),
      ("takesImageSize", .flag(card.takesImageSize)), ("maximumInputImages", .integer(card.maximumInputImages)),
      ("alpha", .flag(card.hasAlpha)),
      (
        "pixels",
        .object(
          card.imageSizes.map { size in
            let sizes = card.aspectRatios.compactMap { ratio -> (name: String, value: JSONValue)? in
              card.expectedSize(ratio, size).map { (ratio.description, .text($0.description)) }
            }
            return (size, .object(sizes))
          })
      ),
      ("imageTokens", .object(card.imageSizes.compactMap { size in card.imageTokens.value[size].map { (size, .integer($0)) } })),
      (
        "usdPerMillionTokens", card.prices.map { Self.json($0.value) } ?? .null
      ),
      ("pricesSource", .optional(card.prices?.source)), ("verifiedOn", .optional(card.prices?.verifiedOn.description)),
      ("from", .text(card.origin ?? "built-in")),
    ])
  }

  static func json(_ prices: Prices) -> JSONValue {
    .object([
      ("textInput", .text(prices.textInput.description)), ("imageInput", .text(prices.imageInput.description)),
      ("textOutput", .text(prices.textOutput.description)), ("imageOutput", .text(prices.imageOutput.description)),
    ])
  }

  private var retirements: [(id: String, date: Sourced<CalendarDate>)] {
    ([card.id] + card.aliases).compactMap { id in card.retirement(of: id).map { (id, $0) } }
  }
}
