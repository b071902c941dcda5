/// An error in the words of whoever answered: Google, a relay, or something in front of them.
package struct ProviderError: Hashable, Sendable {
  package enum QuotaKind: String, Hashable, Sendable {
    case perMinute = "per-minute"
    case perDay = "per-day"
    /// No money or quota left at the relay.
    case balance
  }

  /// A number or a word.
  package var code: String?
  /// Google's word, such as `RESOURCE_EXHAUSTED`.
  package var status: String?
  /// Without keys and at most 1,000 characters.
  package var message: String
  /// Google's `ErrorInfo.reason`.
  package var reason: String?
  package var quotaKind: QuotaKind?
  /// How long the gateway asks to wait.
  package var retryDelay: Duration?

  package init(
    code: String? = nil, status: String? = nil, message: String, reason: String? = nil, quotaKind: QuotaKind? = nil,
    retryDelay: Duration? = nil
  ) {
    self.code = code
    self.status = status
    self.message = message
    self.reason = reason
    self.quotaKind = quotaKind
    self.retryDelay = retryDelay
  }

  /// Whether the words say that the key is wrong, which Google reports as a bad request; relays pass on its message without the reason.
  package var meansBadKey: Bool {
    reason == "API_KEY_INVALID" || message.lowercased().hasPrefix("api key not valid")
      || ["invalid_api_key", "UNAUTHENTICATED"].contains(code ?? "") || status == "UNAUTHENTICATED"
  }
}
