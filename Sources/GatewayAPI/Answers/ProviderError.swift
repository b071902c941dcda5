/// An error in the words of whichever server answered: Google, a relay, or something in front of them.
package struct ProviderError: Hashable, Sendable {
  /// The unit of an exhausted quota.
  package enum QuotaKind: String, Hashable, Sendable {
    case perMinute = "per-minute"
    case perDay = "per-day"
  }

  /// A number or a word.
  package var code: String?
  /// Google's word, such as `RESOURCE_EXHAUSTED`.
  package var status: String?
  /// The kind of error in the manner of OpenAI, such as `insufficient_quota`.
  package var type: String?
  /// Without keys and at most 1,000 characters.
  package var message: String
  /// Google's `ErrorInfo.reason`.
  package var reason: String?
  package var quotaKind: QuotaKind?
  /// The wait that the gateway asks for: the longest that it names anywhere in the error.
  package var retryDelay: Duration?

  package init(
    code: String? = nil, status: String? = nil, type: String? = nil, message: String, reason: String? = nil, quotaKind: QuotaKind? = nil,
    retryDelay: Duration? = nil
  ) {
    self.code = code
    self.status = status
    self.type = type
    self.message = message
    self.reason = reason
    self.quotaKind = quotaKind
    self.retryDelay = retryDelay
  }
}
