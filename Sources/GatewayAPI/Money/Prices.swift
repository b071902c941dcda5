/// Prices of one model: for each kind of token in USD per million tokens, for each call and for searches.
package struct Prices: Hashable, Sendable {
  package let textInput: Amount
  package let imageInput: Amount
  /// Also the price of thinking.
  package let textOutput: Amount
  package let imageOutput: Amount
  /// USD for each call, beside its tokens; `nil` where only these count.
  package var perCall: Amount?
  /// What searches cost where these prices are; `nil` where they say nothing of it.
  package var search: SearchPrice?

  package init(textInput: Amount, imageInput: Amount, textOutput: Amount, imageOutput: Amount) {
    self.textInput = textInput
    self.imageInput = imageInput
    self.textOutput = textOutput
    self.imageOutput = imageOutput
  }

  /// A price for each call whatever it holds.
  package init(perCall: Amount) {
    self.init(textInput: .zero, imageInput: .zero, textOutput: .zero, imageOutput: .zero)
    self.perCall = perCall
  }

  /// Whether tokens cost nothing beside the price of the call.
  package var isFlat: Bool {
    perCall != nil && [textInput, imageInput, textOutput, imageOutput].allSatisfy { $0 == .zero }
  }
}

/// What searches of the model cost.
package struct SearchPrice: Hashable, Sendable {
  package enum Unit: String, Hashable, Sendable {
    /// For each query that the model made, on the web and for pictures.
    case query
    /// For each request that a search was used for, however many queries it made.
    case groundedPrompt
  }

  package let unit: Unit
  /// USD for one.
  package let amount: Amount
  /// Queries of one call that are set aside for; more are booked all the same.
  package var reservedQueries = 10
  /// What is free of it, in the source's words; it is never counted on.
  package var freeAllowance: String?

  package init(_ unit: Unit, _ amount: Amount, freeAllowance: String? = nil) {
    self.unit = unit
    self.amount = amount
    self.freeAllowance = freeAllowance
  }

  /// The most that is set aside for one call.
  package var reservation: Amount? { unit == .query ? amount.multiplied(by: reservedQueries) : amount }

  /// Returns what searches cost; `nil` where it does not fit, and where they are billed one by one and the answer does not count them.
  package func cost(of use: SearchUse) -> Amount? {
    switch unit {
    case .query where use.isUncounted: nil
    case .query: amount.multiplied(by: min(use.queries, 1_000_000))
    case .groundedPrompt: use.isGrounded ? amount : .zero
    }
  }
}

/// The searches that an answer tells of.
package struct SearchUse: Hashable, Sendable {
  package var webQueries = 0
  package var imageQueries = 0
  /// Whether the answer is grounded in a search, with or without its queries.
  package var isGrounded = false

  package init() {}

  package var queries: Int { webQueries + imageQueries }

  /// Whether there were searches, and nobody says how many.
  var isUncounted: Bool { isGrounded && queries == 0 }
}

/// Tokens of one call in classes that do not overlap, each as the least and the most there can be.
struct TokenClasses {
  var textInput = 0...0
  var imageInput = 0...0
  var textOutput = 0...0
  var imageOutput = 0...0

  /// The cost in whole billionths, rounded up once at the end; nil where it does not fit.
  /// - Parameter percent: of these prices, at least and at most.
  func cost(at prices: Prices, percent: ClosedRange<Int> = 100...100) -> CostRange? {
    let classes = [
      (textInput, prices.textInput), (imageInput, prices.imageInput), (textOutput, prices.textOutput), (imageOutput, prices.imageOutput),
    ]
    guard let low = Self.sum(classes.map { ($0.0.lowerBound, $0.1) }, percent: percent.lowerBound),
      let high = Self.sum(classes.map { ($0.0.upperBound, $0.1) }, percent: percent.upperBound)
    else { return nil }
    return CostRange(low: low, high: max(low, high))
  }

  private static func sum(_ terms: [(tokens: Int, price: Amount)], percent: Int) -> Amount? {
    var total = Amount.zero
    for term in terms {
      guard let product = term.price.multiplied(by: term.tokens), let sum = total.adding(product) else { return nil }
      total = sum
    }
    guard let scaled = total.multiplied(by: percent) else { return nil }
    let (whole, rest) = scaled.nanos.quotientAndRemainder(dividingBy: 100_000_000)
    return Amount(nanos: whole + (rest > 0 ? 1 : 0))
  }
}
