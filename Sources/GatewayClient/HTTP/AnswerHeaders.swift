import GatewayAPI

/// The parts of an answer's headers that may be kept.
enum AnswerHeaders {
  /// Headers that carry secrets or sessions.
  private static let dropped: Set<String> = [
    "set-cookie", "set-cookie2", "cookie", "authorization", "proxy-authorization", "www-authenticate", "proxy-authenticate",
    "x-goog-api-key",
    "x-api-key",
  ]

  static func kept(_ fields: [(name: String, value: String)], _ redaction: Redaction) -> [HeaderField] {
    fields.filter { !dropped.contains($0.name.lowercased()) }.map { HeaderField($0.name, redaction.text($0.value, limit: 2_000)) }
  }

  /// Returns whether the head delimits the body.
  static func areDelimiting(_ fields: [(name: String, value: String)]) -> Bool {
    fields.contains { field in
      let name = field.name.lowercased()
      return name == "content-length" || (name == "transfer-encoding" && field.value.lowercased().contains("chunked"))
    }
  }
}
