import Diagnostics

extension ModelCard {
  /// Reads what an entry of `models:` says about fields, thinking and tiers; everything starts from the card as it is.
  mutating func readHabits(_ reader: inout SettingsReader, source: String, date: CalendarDate) {
    func sourced<Value>(_ value: Value) -> Sourced<Value> { Sourced(value, source: source, verifiedOn: date) }
    let refusable = RequestField.allCases.filter(\.isSettingOfItsOwn)
    let refused = reader.list(
      "refuses", default: refusable.filter { refusedFields?.value.contains($0) ?? false }, expected: "a setting of generate",
      allowed: refusable.map(\.rawValue), "Settings of generate that the model refuses with an error.", show: \.rawValue,
      parse: { text in refusable.first { $0.rawValue == text } })
    if reader.has("refuses") { refusedFields = sourced(Set(refused)) }
    let levels = reader.list(
      "thinkingLevels", default: thinking?.value.levels ?? [], expected: "levels such as minimal",
      "The levels of thinking that it takes.", show: { $0 }, parse: { $0.isEmpty || $0.utf8.count > 40 ? nil : $0 })
    if reader.has("thinkingLevels") {
      thinking = sourced(ThinkingLevels(levels, standard: nil, tokens: thinking?.value.tokens ?? [:]))
    }
    let named = reader.list(
      "tiers", default: ServiceTier.listed.filter { tiers[$0] != nil }, expected: "flex or priority",
      allowed: ServiceTier.listed.map(\.rawValue), "The tiers that it has beside the standard one.", show: \.rawValue,
      parse: { ServiceTier.listed($0) })
    guard reader.has("tiers") else { return }
    for tier in ServiceTier.listed {
      let known = tiers[tier]
      tiers[tier] =
        named.contains(tier)
        ? TierFacts(
          percent: known?.percent ?? tier.usualPercent, priceSource: known?.priceSource ?? ServiceTier.usualSource, sourced(true)) : nil
    }
  }
}

extension RequestField {
  /// Whether it is one setting of `generate` that can be left out.
  fileprivate var isSettingOfItsOwn: Bool {
    switch self {
    case .responseModalities, .references, .history, .textAnswer, .textBesidePicture: false
    default: true
    }
  }
}

extension ServiceTier {
  /// Where ``usualPercent`` is from.
  package static let usualSource = "https://ai.google.dev/gemini-api/docs/optimization"

  /// The price of a tier's tokens in percent of the standard one, as Google's overview of its tiers has it.
  package var usualPercent: ClosedRange<Int> {
    switch self {
    case .flex, .batch: 50...50
    case .standard: 100...100
    // 75 to 100 % more than standard.
    case .priority: 175...200
    }
  }
}
