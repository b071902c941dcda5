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
