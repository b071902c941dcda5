/// A field that a gateway does not take, or is not known to take.
package struct FieldFinding: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    /// The gateway's wire format has no place for it; such a request is not sent.
    case inexpressible
    /// The gateway's documents do not name it; relays drop what they do not know without a word.
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
  /// What of a request this gateway does not take, in the order of ``RequestField``'s cases.
  package func unsupportedFields(of fields: Set<RequestField>) -> [FieldFinding] {
    RequestField.allCases.compactMap { field in
      guard fields.contains(field) else { return nil }
      if dialect.missingFields.contains(field) || inexpressibleFields.contains(field) {
        return FieldFinding(field: field, kind: .inexpressible)
      }
      return undocumentedFields.contains(field) ? FieldFinding(field: field, kind: .undocumented) : nil
    }
  }

  /// What this gateway requires and a request does not say, so that the caller can say it; nothing for answers without a picture.
  ///
  /// An `imageSize` and `responseModalities` that are missing are filled in with the model's defaults; a ratio cannot be where pictures are
  /// sent along, because without one the model follows them.
  package func missingFields(in fields: Set<RequestField>) -> [RequestField] {
    guard !fields.contains(.textAnswer) else { return [] }
    return RequestField.allCases.filter { requiredFields.contains($0) && $0 != .responseModalities && !fields.contains($0) }
  }

  /// Whether a size goes out although nobody has seen this gateway honour it for this model.
  package func isUnverified(imageSize: String, card: ModelCard?) -> Bool {
    guard passesOnUnverifiedSizes, let card else { return false }
    return !card.imageSizes.contains(imageSize) && imageSizes?.contains(imageSize) ?? false
  }

  /// The sizes that may stand in a pipeline file for a model here: the model's, as far as the gateway has them, and where the gateway is
  /// known to pass on others, those too.
  package func imageSizes(card: ModelCard?) -> [String]? {
    guard let card else { return imageSizes }
    guard let own = imageSizes else { return card.imageSizes }
    if passesOnUnverifiedSizes { return own }
    // A model's only size may always stand in the file; whether it is sent is the profile's affair.
    return card.imageSizes.filter { own.contains($0) || $0 == card.onlySize }
  }

  /// The size that goes out: one that its model cannot differ from stays here unless the gateway's documents ask for it.
  package func sentSize(of request: GenerationRequest, card: ModelCard?) -> String? {
    guard let size = request.imageSize else { return nil }
    return size == card?.onlySize && onlySizePolicy == .omitted ? nil : size
  }
}
