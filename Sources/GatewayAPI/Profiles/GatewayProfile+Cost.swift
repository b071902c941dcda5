package import ImageCore

extension GatewayProfile {
  /// What a call through this gateway will cost: nothing where it does not bill, else the model's list price; nil where that is unknown.
  package func estimate(_ shape: RequestShape, card: ModelCard?) -> CostRange? {
    isBilled ? priced(card)?.estimate(shape) : .zero
  }

  /// A model's card with this gateway's own prices, where it has some for the model.
  package func priced(_ card: ModelCard?) -> ModelCard? {
    guard var card else { return nil }
    if let own = ([card.id] + card.aliases).lazy.compactMap({ prices[$0] }).first { card.prices = own }
    return card
  }

  /// Returns what a call did cost, from the tokens that its answer counts; `nil` where that is unknown.
  /// - Parameter picture: the size of the picture that came back; a count that cannot be that of an answer with it is not believed.
  package func cost(of usage: Usage?, card: ModelCard?, picture: PixelSize? = nil) -> CostRange? {
    guard isBilled else { return .zero }
    guard let usage, let card = priced(card), picture.map({ card.believes(usage, besidePictureOf: $0) }) ?? true else { return nil }
    return card.cost(of: usage)
  }
}
