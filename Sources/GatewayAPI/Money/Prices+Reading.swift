import Diagnostics

extension Prices {
  /// Reads `{textInput, imageInput, textOutput, imageOutput}` in USD per million tokens, with `perCall`, `perSearchQuery` or
  /// `perGroundedPrompt` in USD.
  /// - Parameter base: what stands for those that are not given; without it all but `imageInput`, which costs like text, are needed, or
  ///   `perCall` alone.
  static func read(_ node: Node, subject: String, base: Prices?) -> (prices: Prices?, diagnostics: [Diagnostic]) {
    var reader = SettingsReader(node, subject: subject, at: node.position)
    let prices = read(&reader, subject: subject, base: base)
    let diagnostics = reader.finish().diagnostics
    return (diagnostics.hasErrors ? nil : prices, diagnostics)
  }

  /// The settings of a mapping of prices.
  static var descriptions: [SettingDescription] {
    var reader = SettingsReader(nil, subject: "prices")
    _ = read(&reader, subject: "prices", base: nil)
    return reader.finish().descriptions
  }

  private static let tokenKeys = ["textInput", "imageInput", "textOutput", "imageOutput"]

  private static func read(_ reader: inout SettingsReader, subject: String, base given: Prices?) -> Prices? {
    // A price by the call that stands alone is the price of all of it, whatever was known of tokens.
    let base = reader.has("perCall") && !tokenKeys.contains(where: { reader.has($0) }) ? nil : given
    let perCall = single("perCall", &reader, base?.perCall, "USD for each call, beside its tokens; alone, the price of all of a call.")
    let perQuery = single("perSearchQuery", &reader, nil, "USD for each query that the model searches with.")
    let perPrompt = single("perGroundedPrompt", &reader, nil, "USD for each request that a search was used for.")
    if perQuery != nil, perPrompt != nil {
      reader.report(
        .contradictingPrices, "searches are billed by the query or by the request, not by both", at: "perGroundedPrompt")
    }
    let search = perQuery.map { SearchPrice(.query, $0) } ?? perPrompt.map { SearchPrice(.groundedPrompt, $0) } ?? base?.search
    // A price by the call may stand alone.
    let zero = perCall != nil && base == nil ? Amount.zero : nil
    if base == nil, !reader.has("perCall") {
      for key in ["textInput", "textOutput", "imageOutput"] where !reader.has(key) {
        reader.report(.missingKey, "\(subject) needs '\(key)', or 'perCall'", at: "")
      }
    }
    var prices = tokenPrices(&reader, base: base, zero: zero)
    prices?.perCall = perCall
    prices?.search = search
    return prices
  }

  private static func tokenPrices(_ reader: inout SettingsReader, base: Prices?, zero: Amount?) -> Prices? {
    let textInput = amount("textInput", &reader, base?.textInput ?? zero, "text that is sent")
    let imageInput = amount("imageInput", &reader, base?.imageInput ?? textInput, "pictures that are sent")
    let textOutput = amount("textOutput", &reader, base?.textOutput ?? zero, "text and thinking that come back")
    let imageOutput = amount("imageOutput", &reader, base?.imageOutput ?? zero, "pictures that come back")
    guard let textInput, let imageInput, let textOutput, let imageOutput else { return nil }
    return Prices(textInput: textInput, imageInput: imageInput, textOutput: textOutput, imageOutput: imageOutput)
  }

  private static func single(
    _ key: String, _ reader: inout SettingsReader, _ fallback: Amount?, _ documentation: String
  ) -> Amount? {
    reader.value(
      key, default: fallback, expected: "an amount of USD such as 0.05", documentation, show: { $0?.description },
      parse: { text in Amount(text).flatMap { $0 >= .zero ? .some($0) : nil } })
  }

  private static func amount(
    _ key: String, _ reader: inout SettingsReader, _ fallback: Amount?, _ what: String
  ) -> Amount? {
    reader.value(
      key, default: fallback, expected: "an amount of USD such as 0.30", "USD per million tokens of \(what).",
      show: { $0?.description }, parse: { text in Amount(text).flatMap { $0 >= .zero ? .some($0) : nil } })
  }
}

extension Diagnostic.ID {
  fileprivate static let contradictingPrices: Diagnostic.ID = "contradicting-prices"
}
