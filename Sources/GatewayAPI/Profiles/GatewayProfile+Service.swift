extension GatewayProfile {
  /// How long a call may take from its first byte to its last. A flex call is answered when there is room for it, which takes up to a quarter of
  /// an hour.
  package func timeout(for size: SizeClass?, tier: ServiceTier) -> Duration {
    let usual = timeouts.timeout(for: size)
    return tier == .flex ? max(usual, ServiceChoice.usualPatience) : usual
  }

  /// What a call comes to at whichever of the tiers answers it; `nil` where the price at one is unknown.
  package func estimate(_ shape: RequestShape, card: ModelCard?, service: ServiceChoice) -> CostRange? {
    var total: CostRange?
    for tier in service.steps {
      var shape = shape
      shape.tier = tiers.contains(tier) ? tier : .standard
      guard let cost = estimate(shape, card: card) else { return nil }
      total = total.map { CostRange(low: min($0.low, cost.low), high: max($0.high, cost.high)) } ?? cost
    }
    return total
  }

  /// Returns what a call comes to at each tier that this gateway and the model have.
  package func estimates(_ shape: RequestShape, card: ModelCard?) -> [ServiceTier: CostRange] {
    var estimates: [ServiceTier: CostRange] = [:]
    for tier in tiers where tier == .standard || card?.tiers[tier] != nil {
      var shape = shape
      shape.tier = tier
      estimates[tier] = estimate(shape, card: card)
    }
    return estimates
  }
}
