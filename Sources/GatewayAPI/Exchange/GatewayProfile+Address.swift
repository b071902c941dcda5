extension GatewayProfile {
  /// Returns the address of a call. The model's id is percent-encoded but for its slashes, and nothing else is guessed or added.
  package func requestURL(model: String) throws(GatewayError) -> String {
    guard let baseURL else { throw GatewayError(.preparing, gateway: name, "gateway '\(name)' has no base URL") }
    let id = wireModel(for: model)
    let segments = id.split(separator: "/", omittingEmptySubsequences: false)
    guard !segments.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
      throw GatewayError(.preparing, gateway: name, "'\(id)' cannot be a model's id in an address")
    }
    var encoded = ""
    for byte in id.utf8 {
      if byte.isASCIILetterOrDigit || "-._~/".utf8.contains(byte) {
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        encoded += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
      }
    }
    return baseURL.description + path.replacing("{model}", with: encoded)
  }
}
