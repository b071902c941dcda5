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
