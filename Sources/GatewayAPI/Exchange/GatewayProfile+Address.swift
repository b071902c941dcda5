import ImageCore

extension GatewayProfile {
  /// Returns the address of a call. The model's id is percent-encoded but for its slashes, and nothing else is guessed or added.
  /// - Parameter path: in place of the profile's own.
  package func requestURL(model: String, path: String? = nil) throws(GatewayError) -> String {
    guard let baseURL else { throw GatewayError(.preparing, gateway: name, "gateway '\(name)' has no base URL") }
    let id = wireModel(for: model)
    let segments = id.split(separator: "/", omittingEmptySubsequences: false)
    guard !segments.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
      throw GatewayError(.preparing, gateway: name, "'\(id)' cannot be a model's id in an address")
    }
    let encoded = WireText.encoded(id, keepingSlashes: true)
    return baseURL.description + (path ?? self.path).replacing("{model}", with: encoded)
  }
}

extension GatewayProfile {
  /// Returns the reason why this gateway cannot take a request, in a few words, or `nil` if none is known.
  package func obstacle(to request: GenerationRequest, card: ModelCard?) -> String? {
    if let ratio = request.aspectRatio, let aspectRatios, !aspectRatios.contains(ratio) { return "has no ratio \(ratio)" }
    if let size = request.imageSize, let sizes = imageSizes(card: card), !sizes.contains(size) { return "has no size \(size)" }
    let pictures = request.contents.flatMap(\.parts).filter(\.isImage).count
    if let maximumReferences, pictures > maximumReferences { return "takes \(maximumReferences) pictures, not \(pictures)" }
    let refused = unsupportedFields(of: request.fields).filter { $0.kind == .inexpressible }
    if let first = refused.first { return "has no place for \(first.field.rawValue)" }
    if missingFields(in: request.fields).contains(.aspectRatio), request.fields.contains(.references) { return "requires a ratio" }
    if !tiers.contains(request.tier) { return "has no tier '\(request.tier.rawValue)'" }
    return nil
  }
}
