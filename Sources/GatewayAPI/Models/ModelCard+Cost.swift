package import ImageCore

/// The properties of a request that decide its cost before it is sent.
package struct RequestShape: Hashable, Sendable {
  /// Bytes of all text that is sent, in UTF-8.
  package let textByteCount: Int
  package let inputImages: Int
  package let imageSize: String?
  package let responseModalities: [Modality]
  package let maxOutputTokens: Int?

  package init(
    textByteCount: Int, inputImages: Int, imageSize: String?, responseModalities: [Modality] = [.image], maxOutputTokens: Int? = nil
  ) {
    self.textByteCount = max(0, textByteCount)
    self.inputImages = max(0, inputImages)
    self.imageSize = imageSize
    self.responseModalities = responseModalities
    self.maxOutputTokens = maxOutputTokens
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
      maxOutputTokens: request.maxOutputTokens.flatMap { Int($0.text) })
  }
}

extension ModelCard {
  /// Returns an approximate number of tokens for rate limiting; picture and text at the largest that is expected.
  package func expectedTokens(_ shape: RequestShape) -> Int {
    let image = shape.responseModalities.contains(.image) ? imageTokens.value[shape.imageSize ?? defaultSize] ?? 0 : 0
    // About four bytes a token, as Google's own rule of thumb has it.
    return image + shape.textByteCount / 4 + inputImageTokens.value.upperBound * shape.inputImages + textAllowance.value.upperBound
  }

  /// Returns the expected cost of a call, or `nil` if the model's size has no known token count.
  ///
  /// A token is between one and eight bytes of text: tokenisers do not split bytes and rarely join more than eight.
  package func estimate(_ shape: RequestShape) -> CostRange? {
    guard let prices else { return nil }
    var classes = TokenClasses()
    classes.textInput = (shape.textByteCount / 8)...shape.textByteCount
    guard let image = inputImageTokens.value.multiplied(by: shape.inputImages) else { return nil }
    classes.imageInput = image
    let textMost = min(textAllowance.value.upperBound, max(0, shape.maxOutputTokens ?? .max))
    classes.textOutput = min(textAllowance.value.lowerBound, textMost)...textMost
    if shape.responseModalities.contains(.image) {
      guard let tokens = imageTokens.value[shape.imageSize ?? defaultSize] else { return nil }
      classes.imageOutput = tokens...tokens
    }
    return classes.cost(at: prices.value)
  }

  /// Returns whether counts are plausible for an answer that holds a picture. Relays that count nothing write zeros, and some count the
  /// text alone (https://github.com/BerriAI/litellm/pull/17554): zero input tokens, or fewer output tokens than the picture's own, are no
  /// measurement.
  package func believes(_ usage: Usage, besidePictureOf size: PixelSize) -> Bool {
    guard let candidates = usage.candidates ?? usage.candidatesByModality.sum, usage.prompt ?? usage.promptByModality.sum ?? 0 > 0 else {
      return false
    }
    let textOutput = min(candidates, max(0, usage.candidatesByModality["TEXT"] ?? 0))
    let own = imageTokens.value[Self.sizeClass(of: size).rawValue] ?? imageTokens.value.values.min() ?? 1
    return candidates - textOutput >= own
  }

  /// Returns the actual cost of a call at list price, from the tokens that its answer counts, or `nil` if the answer does not count them.
  ///
  /// If a relay leaves open which class tokens belong to, the range spans both readings.
  package func cost(of usage: Usage) -> CostRange? {
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
    guard let mostImage = imageOutput.sum(open), let mostText = textOutput.sum(thoughts) else { return nil }
    classes.imageOutput = imageOutput...mostImage
    let leastText = textOutput + (thoughtsAreInside ? 0 : thoughts)
    guard let range = classes.with(text: leastText...mostText).cost(at: prices.value) else { return nil }
    guard open > 0 else { return range }
    // The cheaper reading counts the open tokens as text rather than not at all.
    classes.imageOutput = imageOutput...imageOutput
    guard let asText = leastText.sum(open), let cheaper = classes.with(text: asText...asText).cost(at: prices.value) else { return nil }
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
