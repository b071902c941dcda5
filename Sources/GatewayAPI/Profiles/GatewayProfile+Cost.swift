extension GatewayProfile {
  /// What a call through this gateway will cost: nothing where it does not bill, else the model's list price; nil where that is unknown.
  package func estimate(_ shape: RequestShape, card: ModelCard?) -> CostRange? {
    isBilled ? card?.estimate(shape) : .zero
  }

  /// What a call did cost, from the tokens that its answer counts; nil where that is unknown.
  package func cost(of usage: Usage?, card: ModelCard?) -> CostRange? {
    guard isBilled else { return .zero }
    guard let usage else { return nil }
    return card?.cost(of: usage)
  }
}
