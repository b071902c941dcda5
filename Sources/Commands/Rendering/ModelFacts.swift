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
    for dispute in card.disputes { lines.append("  \(dispute.text)") }
    if card.imageSizes.isEmpty {
      lines.append("  answers with text")
    } else {
      lines.append("  ratios: \(card.aspectRatios.map(\.description).joined(separator: " "))")
      lines.append("  sizes: \(card.imageSizes.joined(separator: " "))\(card.takesImageSize ? "" : " (not to be sent)")")
    }
    lines.append("  pictures in: at most \(card.maximumInputImages)")
    for size in card.imageSizes {
      guard let tokens = card.imageTokens.value[size] else { continue }
      let shape = RequestShape(textByteCount: 0, inputImages: 0, imageSize: size, maxOutputTokens: 0)
      let cost = card.estimate(shape).map { ", \($0.low) USD" } ?? ""
      let pixels = card.expectedSize(AspectRatio(1, 1), size).map { "\($0), " } ?? ""
      lines.append("  a square of \(size): \(pixels)\(tokens) tokens\(cost)")
    }
    lines.append("  prices: \(card.prices.map { "\($0.source), \($0.verifiedOn)" } ?? "not known")")
    lines += habits
    if let origin = card.origin { lines.append("  from: \(origin)") }
    return lines
  }

  /// What is known beside sizes and tokens, with who says so.
  private var habits: [String] {
    var lines: [String] = []
    if let refused = card.refusedFields, !refused.value.isEmpty {
      let names = RequestField.allCases.filter(refused.value.contains).map(\.rawValue).joined(separator: ", ")
      lines.append("  said to refuse: \(names) (\(refused.source), \(refused.verifiedOn))")
    }
    if let thinking = card.thinking, !thinking.value.levels.isEmpty {
      let standard = thinking.value.standard.map { ", \($0) by itself" } ?? ""
      lines.append("  thinking: \(thinking.value.levels.joined(separator: " "))\(standard) (\(thinking.source), \(thinking.verifiedOn))")
    }
    if let search = card.searchPrice {
      let unit = search.value.unit == .query ? "a search query" : "a request with a search"
      let free = search.value.freeAllowance.map { "; free, and not counted on: \($0)" } ?? ""
      lines.append("  searches: \(search.value.amount) USD \(unit) (\(search.source), \(search.verifiedOn))\(free)")
    }
    for tier in ServiceTier.allCases {
      guard let facts = card.tiers[tier] else { continue }
      let percent = facts.percent
      let price = percent.lowerBound == percent.upperBound ? "\(percent.upperBound)" : "\(percent.lowerBound) to \(percent.upperBound)"
      lines.append(
        "  tier \(tier.rawValue): \(price) % of the price of tokens (\(facts.priceSource)); \(facts.isDisputed ? "disputed: " : "")\(facts.text)"
      )
    }
    return lines
  }

  var json: JSONValue { .object(base + habitsJSON) }

  private var habitsJSON: [(name: String, value: JSONValue)] {
    let refused = RequestField.allCases.filter { card.refusedFields?.value.contains($0) ?? false }.map(\.rawValue)
    var tiers: [(name: String, value: JSONValue)] = []
    for tier in ServiceTier.allCases {
      if let facts = card.tiers[tier] { tiers.append((tier.rawValue, Self.json(facts))) }
    }
    return [
      ("refuses", GatewayFacts.texts(refused)),
      ("thinkingLevels", card.thinking.map { GatewayFacts.texts($0.value.levels) } ?? .null), ("tiers", .object(tiers)),
      ("search", card.searchPrice.map { Self.json($0) } ?? .null), ("disputes", .array(card.disputes.map { Self.json($0) })),
    ]
  }

  private var base: [(name: String, value: JSONValue)] {
    [
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
    ]
  }

  private static func json(_ dispute: SourceDispute) -> JSONValue {
    let claims = dispute.claims.map { claim -> JSONValue in
      .object([("claim", .text(claim.value)), ("source", .text(claim.source)), ("verifiedOn", .text(claim.verifiedOn.description))])
    }
    return .object([("id", .text(dispute.id)), ("subject", .text(dispute.subject)), ("claims", .array(claims))])
  }

  private static func json(_ facts: TierFacts) -> JSONValue {
    .object([
      ("percent", .array([.integer(facts.percent.lowerBound), .integer(facts.percent.upperBound)])), ("disputed", .flag(facts.isDisputed)),
      ("sources", GatewayFacts.texts(facts.claims.map(\.source))),
    ])
  }

  private static func json(_ search: Sourced<SearchPrice>) -> JSONValue {
    .object([
      ("unit", .text(search.value.unit.rawValue)), ("usd", .text(search.value.amount.description)),
      ("reservedQueries", .integer(search.value.reservedQueries)), ("freeAllowance", .optional(search.value.freeAllowance)),
      ("source", .text(search.source)), ("verifiedOn", .text(search.verifiedOn.description)),
    ])
  }

  static func json(_ prices: Prices) -> JSONValue {
    var parts: [(name: String, value: JSONValue)] = [
      ("textInput", .text(prices.textInput.description)), ("imageInput", .text(prices.imageInput.description)),
      ("textOutput", .text(prices.textOutput.description)), ("imageOutput", .text(prices.imageOutput.description)),
    ]
    if let perCall = prices.perCall { parts.append(("perCall", .text(perCall.description))) }
    return .object(parts)
  }

  private var retirements: [(id: String, date: Sourced<CalendarDate>)] {
    ([card.id] + card.aliases).compactMap { id in card.retirement(of: id).map { (id, $0) } }
  }
}
