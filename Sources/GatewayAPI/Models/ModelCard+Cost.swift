package import ImageCore

/// The properties of a request that decide its cost before it is sent.
package struct RequestShape: Hashable, Sendable {
  /// Bytes of all text that is sent, in UTF-8.
  package let textByteCount: Int
  package let inputImages: Int
  package let imageSize: String?
  package let responseModalities: [Modality]
  package let maxOutputTokens: Int?
  package let thinkingLevel: String?
  /// Whether the model may search.
  package let searches: Bool
  package var tier = ServiceTier.standard

  package init(
    textByteCount: Int, inputImages: Int, imageSize: String?, responseModalities: [Modality] = [.image], maxOutputTokens: Int? = nil,
    thinkingLevel: String? = nil, searches: Bool = false
  ) {
    self.textByteCount = max(0, textByteCount)
    self.inputImages = max(0, inputImages)
    self.imageSize = imageSize
    self.responseModalities = responseModalities
    self.maxOutputTokens = maxOutputTokens
    self.thinkingLevel = thinkingLevel
    self.searches = searches
  }

  package init(_ request: GenerationRequest) {
    var texts = request.systemInstruction?.utf8.count ?? 0
    var images = 0
    for part in request.contents.flatMap(\.parts) {
      switch part.payload {
      case .text(let text): texts += text.utf8.count
      case .image: images += 1
      }
    }
    self.init(
      textByteCount: texts, inputImages: images, imageSize: request.imageSize, responseModalities: request.responseModalities,
      maxOutputTokens: request.maxOutputTokens.flatMap { Int($0.text) }, thinkingLevel: request.thinkingLevel,
      searches: request.tools.contains(where: \.isSearch))
  }
}

extension ModelCard {
  /// Returns an approximate number of tokens for rate limiting; picture and text at the largest that is expected.
  package func expectedTokens(_ shape: RequestShape) -> Int {
    let image = shape.responseModalities.contains(.image) ? imageTokens.value[shape.imageSize ?? defaultSize] ?? 0 : 0
    // About four bytes a token, as Google's own rule of thumb has it.
    return image + shape.textByteCount / 4 + inputImageTokens.value.upperBound * shape.inputImages
      + textTokens(thinking: shape.thinkingLevel).upperBound
  }

  /// Returns the text and thinking tokens that a call is expected to answer with at a level of thinking.
  private func textTokens(thinking level: String?) -> ClosedRange<Int> {
    level.flatMap { thinking?.value.tokens[$0] } ?? textAllowance.value
  }

  /// What a call will cost; nil where the model's size has no known token count, or searches no known price.
  package func estimate(_ shape: RequestShape) -> CostRange? {
    guard let prices, let tokens = estimateTokens(shape, at: prices.value) else { return nil }
    var total: CostRange? = tokens
    if let flat = prices.value.perCall { total = total?.adding(CostRange(low: flat, high: flat)) }
    guard shape.searches else { return total }
    // How often the model will search is its own affair.
    guard let most = searchPrice?.value.reservation else { return nil }
    return total?.adding(CostRange(low: .zero, high: most))
  }

  /// A token is between one and eight bytes of text: tokenisers split below a byte for nothing and rarely join more than eight.
  private func estimateTokens(_ shape: RequestShape, at prices: Prices) -> CostRange? {
    guard !prices.isFlat else { return .zero }
    var classes = TokenClasses()
    classes.textInput = (shape.textByteCount / 8)...shape.textByteCount
    guard let image = inputImageTokens.value.multiplied(by: shape.inputImages) else { return nil }
    classes.imageInput = image
    let text = textTokens(thinking: shape.thinkingLevel)
    let textMost = min(text.upperBound, max(0, shape.maxOutputTokens ?? .max))
    classes.textOutput = min(text.lowerBound, textMost)...textMost
    if shape.responseModalities.contains(.image) {
      guard let tokens = imageTokens.value[shape.imageSize ?? defaultSize] else { return nil }
      classes.imageOutput = tokens...tokens
    }
    return classes.cost(at: prices, percent: reservedPercent(of: shape.tier))
  }

  /// Returns what a tier's call may cost, in percent of the standard price: where sources disagree on whether there is the tier, the
  /// standard price may be due.
  package func reservedPercent(of tier: ServiceTier) -> ClosedRange<Int> {
    guard tier != .standard else { return 100...100 }
    guard let facts = tiers[tier] else { return 100...100 }
    return facts.isDisputed ? facts.percent.lowerBound...max(100, facts.percent.upperBound) : facts.percent
  }

  /// Returns whether it is known what a tier costs.
  func hasPrice(of tier: ServiceTier) -> Bool { tier == .standard || prices?.value.isFlat == true || tiers[tier] != nil }

  /// Returns whether counts are plausible for an answer that holds a picture. Relays that count nothing write zeros, and some count the
  /// text alone (https://github.com/BerriAI/litellm/pull/17554): zero input tokens, or fewer output tokens than the picture's own, are no
  /// measurement.
  package func believes(_ usage: Usage, accompanyingPictureOf size: PixelSize) -> Bool {
    guard let candidates = usage.candidates ?? usage.candidatesByModality.sum, usage.prompt ?? usage.promptByModality.sum ?? 0 > 0 else {
      return false
    }
    let textOutput = min(candidates, max(0, usage.candidatesByModality["TEXT"] ?? 0))
    let own = imageTokens.value[Self.sizeClass(of: size).rawValue] ?? imageTokens.value.values.min() ?? 1
    return candidates - textOutput >= own
  }

  /// What the tokens of a call did cost at list price, as its answer counts them; nil where the answer does not count them.
  ///
  /// Where a relay leaves open which class tokens belong to, the range spans both readings.
  /// - Parameter tier: the one that answered.
  package func cost(of usage: Usage, tier: ServiceTier = .standard) -> CostRange? {
    // What a tier costs that no source prices is not known, whoever answered by it.
    guard let percent = tier == .standard ? 100...100 : tiers[tier]?.percent else { return nil }
    guard let prices, let prompt = usage.prompt ?? usage.promptByModality.sum,
      let candidates = usage.candidates ?? usage.candidatesByModality.sum
    else { return nil }
    // No call has counts like these, so they are not believed.
    let counts = [prompt, candidates, usage.thoughts ?? 0, usage.toolUsePrompt ?? 0]
    guard counts.allSatisfy({ (0...1_000_000_000_000).contains($0) }) else { return nil }
    var classes = TokenClasses()

    let imageInput = min(prompt, max(0, usage.promptByModality["IMAGE"] ?? 0))
    let cached = min(prompt - imageInput, max(0, usage.cachedContent ?? 0))
    guard let textInput = (prompt - imageInput).sum(max(0, usage.toolUsePrompt ?? 0)) else { return nil }
    classes.imageInput = imageInput...imageInput
    // Cached input is cheaper by a rate that no card holds.
    classes.textInput = (textInput - cached)...textInput

    let thoughts = max(0, usage.thoughts ?? 0)
    // Some relays count thinking among the candidates' tokens; then the total says so.
    let thoughtsAreInside = usage.total.map { $0 == prompt + candidates && thoughts > 0 } ?? false
    let imageOutput = min(candidates, max(0, usage.candidatesByModality["IMAGE"] ?? 0))
    let textOutput = min(candidates - imageOutput, max(0, usage.candidatesByModality["TEXT"] ?? 0))
    let open = candidates - imageOutput - textOutput
    guard let maximumImage = imageOutput.sum(open), let maximumText = textOutput.sum(thoughts) else { return nil }
    classes.imageOutput = imageOutput...maximumImage
    let minimumText = textOutput + (thoughtsAreInside ? 0 : thoughts)
    guard let range = classes.with(text: minimumText...maximumText).cost(at: prices.value, percent: percent) else { return nil }
    guard open > 0 else { return range }
    // The cheaper reading counts the open tokens as text rather than not at all.
    classes.imageOutput = imageOutput...imageOutput
    guard let asText = minimumText.sum(open), let cheaper = classes.with(text: asText...asText).cost(at: prices.value, percent: percent)
    else { return nil }
    return CostRange(low: min(cheaper.low, range.high), high: max(range.high, cheaper.high))
  }
}

extension TokenClasses {
  fileprivate func with(text: ClosedRange<Int>) -> TokenClasses {
    var copy = self
    copy.textOutput = text
    return copy
  }
}

extension Int {
  fileprivate func sum(_ other: Int) -> Int? {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? nil : sum
  }
}

extension ClosedRange<Int> {
  fileprivate func multiplied(by count: Int) -> ClosedRange<Int>? {
    let (low, lowOverflow) = lowerBound.multipliedReportingOverflow(by: count)
    let (high, highOverflow) = upperBound.multipliedReportingOverflow(by: count)
    return lowOverflow || highOverflow ? nil : low...high
  }
}

extension [String: Int] {
  /// The sum of all counts, or `nil` if there are none or one is out of range.
  fileprivate var sum: Int? {
    guard !isEmpty else { return nil }
    return values.reduce(Optional(0)) { total, count in
      guard let total, count >= 0 else { return nil }
      return total.sum(count)
    }
  }
}
