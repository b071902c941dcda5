import Diagnostics

extension Prices {
  /// Reads `{textInput, imageInput, textOutput, imageOutput}` in USD per million tokens.
  /// - Parameter base: the defaults; without them all but `imageInput`, which costs like text, are required.
  static func read(_ node: Node, subject: String, base: Prices?) -> (prices: Prices?, diagnostics: [Diagnostic]) {
    var reader = SettingsReader(node, subject: subject, at: node.position)
    let prices = read(&reader, base: base)
    let diagnostics = reader.finish().diagnostics
    return (diagnostics.hasErrors ? nil : prices, diagnostics)
  }

  /// The settings of a mapping of prices.
  static var descriptions: [SettingDescription] {
    var reader = SettingsReader(nil, subject: "prices")
    _ = read(&reader, base: nil)
    return reader.finish().descriptions
  }

  private static func read(_ reader: inout SettingsReader, base: Prices?) -> Prices? {
    let textInput = amount("textInput", &reader, base?.textInput, isRequired: base == nil, "text that is sent")
    let imageInput = amount("imageInput", &reader, base?.imageInput ?? textInput, isRequired: false, "pictures that are sent")
    let textOutput = amount("textOutput", &reader, base?.textOutput, isRequired: base == nil, "text and thinking that come back")
    let imageOutput = amount("imageOutput", &reader, base?.imageOutput, isRequired: base == nil, "pictures that come back")
    guard let textInput, let imageInput, let textOutput, let imageOutput else { return nil }
    return Prices(textInput: textInput, imageInput: imageInput, textOutput: textOutput, imageOutput: imageOutput)
  }

  private static func amount(
    _ key: String, _ reader: inout SettingsReader, _ fallback: Amount?, isRequired: Bool, _ what: String
  ) -> Amount? {
    reader.value(
      key, default: fallback, expected: "an amount of USD such as 0.30", isRequired: isRequired, "USD per million tokens of \(what).",
      show: { $0?.description }, parse: { text in Amount(text).flatMap { $0 >= .zero ? .some($0) : nil } })
  }
}
