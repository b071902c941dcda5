/// A field that a gateway does not accept, or is not known to accept.
package struct FieldFinding: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    /// The gateway's wire format has no place for it; such a request is not sent.
    case inexpressible
    /// The gateway's documents do not name it; relays silently drop unknown fields.
    case undocumented
  }

  package let field: RequestField
  package let kind: Kind

  package init(field: RequestField, kind: Kind) {
    self.field = field
    self.kind = kind
  }
}

extension GatewayProfile {
  /// Returns the fields of a request that this gateway does not accept, in the order of ``RequestField``'s cases.
  package func unsupportedFields(of fields: Set<RequestField>) -> [FieldFinding] {
    RequestField.allCases.compactMap { field in
      guard fields.contains(field) else { return nil }
      if dialect.missingFields.contains(field) || inexpressibleFields.contains(field) {
        return FieldFinding(field: field, kind: .inexpressible)
      }
      return undocumentedFields.contains(field) ? FieldFinding(field: field, kind: .undocumented) : nil
    }
  }

  /// Returns the fields that this gateway requires and a request lacks, so that the caller can add them; none for answers without a
  /// picture.
  ///
  /// A missing `imageSize` or `responseModalities` is filled in with the model's defaults; a ratio cannot be if pictures are sent along,
  /// because without one the model follows them.
  package func missingFields(in fields: Set<RequestField>) -> [RequestField] {
    guard !fields.contains(.textAnswer) else { return [] }
    return RequestField.allCases.filter { requiredFields.contains($0) && $0 != .responseModalities && !fields.contains($0) }
  }

  /// Returns whether a size is sent that this gateway is not known to honour for this model.
  package func isUnverified(imageSize: String, card: ModelCard?) -> Bool {
    guard passesOnUnverifiedSizes, let card else { return false }
    return !card.imageSizes.contains(imageSize) && imageSizes?.contains(imageSize) ?? false
  }

  /// Returns the sizes that a pipeline file may use for a model here: the model's, as far as the gateway has them, and if the gateway is
  /// known to pass on others, those too.
  package func imageSizes(card: ModelCard?) -> [String]? {
    guard let card else { return imageSizes }
    guard let own = imageSizes else { return card.imageSizes }
    if passesOnUnverifiedSizes { return own }
    // A model's only size may always stand in the file; whether it is sent is the profile's affair.
    return card.imageSizes.filter { own.contains($0) || $0 == card.onlySize }
  }

  /// Returns the size that is sent: the only size of a model is omitted unless the gateway's documents require it.
  package func sentSize(of request: GenerationRequest, card: ModelCard?) -> String? {
    guard let size = request.imageSize else { return nil }
    return size == card?.onlySize && onlySizePolicy == .omitted ? nil : size
  }
}

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
