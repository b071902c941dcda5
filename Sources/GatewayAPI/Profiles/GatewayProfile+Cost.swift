package import ImageCore

extension GatewayProfile {
  /// Returns the expected cost of a call through this gateway: zero if it does not bill, else by the model's list price, or `nil` if that
  /// is unknown.
  package func estimate(_ shape: RequestShape, card: ModelCard?) -> CostRange? {
    isBilled ? priced(card)?.estimate(shape) : .zero
  }

  /// Returns a model's card with this gateway's own prices, if it has some for the model.
  package func priced(_ card: ModelCard?) -> ModelCard? {
    guard var card else { return nil }
    if let own = ([card.id] + card.aliases).lazy.compactMap({ prices[$0] }).first { card.prices = own }
    return card
  }

  /// Returns the actual cost of a call, from the tokens that its answer counts, or `nil` if that is unknown.
  /// - Parameter picture: the size of the picture in the answer; an implausible count for it is ignored.
  package func cost(of usage: Usage?, card: ModelCard?, picture: PixelSize? = nil) -> CostRange? {
    guard isBilled else { return .zero }
    guard let usage, let card = priced(card), picture.map({ card.believes(usage, besidePictureOf: $0) }) ?? true else { return nil }
    return card.cost(of: usage)
  }
}
