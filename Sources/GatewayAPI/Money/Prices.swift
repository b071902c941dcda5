/// List prices of one model for each kind of token, in USD per million tokens.
package struct Prices: Hashable, Sendable {
  package let textInput: Amount
  package let imageInput: Amount
  /// Also the price of thinking.
  package let textOutput: Amount
  package let imageOutput: Amount

  package init(textInput: Amount, imageInput: Amount, textOutput: Amount, imageOutput: Amount) {
    self.textInput = textInput
    self.imageInput = imageInput
    self.textOutput = textOutput
    self.imageOutput = imageOutput
  }
}

/// Tokens of one call in classes that do not overlap, each as the least and the most there can be.
struct TokenClasses {
  var textInput = 0...0
  var imageInput = 0...0
  var textOutput = 0...0
  var imageOutput = 0...0

  /// Returns the cost in whole billionths, rounded up once at the end, or `nil` if it does not fit.
  func cost(at prices: Prices) -> CostRange? {
    let classes = [
      (textInput, prices.textInput), (imageInput, prices.imageInput), (textOutput, prices.textOutput), (imageOutput, prices.imageOutput),
    ]
    guard let low = Self.sum(classes.map { ($0.0.lowerBound, $0.1) }), let high = Self.sum(classes.map { ($0.0.upperBound, $0.1) })
    else { return nil }
    return CostRange(low: low, high: max(low, high))
  }

  private static func sum(_ terms: [(tokens: Int, price: Amount)]) -> Amount? {
    var total = Amount.zero
    for term in terms {
      guard let product = term.price.multiplied(by: term.tokens), let sum = total.adding(product) else { return nil }
      total = sum
    }
    let (whole, rest) = total.nanos.quotientAndRemainder(dividingBy: 1_000_000)
    return Amount(nanos: whole + (rest > 0 ? 1 : 0))
  }
}
