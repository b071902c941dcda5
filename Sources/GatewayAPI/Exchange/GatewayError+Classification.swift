extension GatewayError {
  /// What a status and the words beside it mean for the exchange.
  package static func classify(
    status: Int, provider: ProviderError?, noWorkStatuses: Set<Int>, retryAfter: Duration?
  ) -> Classification {
    if provider?.quotaKind == .balance || status == 402 { return .rejected(.quotaExhausted) }
    if status == 429, provider?.quotaKind == .perDay { return .rejected(.quotaExhausted) }
    if noWorkStatuses.contains(status) { return .rejected(.noWorkStarted(retryAfter: retryAfter)) }
    switch status {
    case 300..<400: return .rejected(.redirected)
    case 401: return .rejected(.authentication)
    case 429, 503, 529: return .rejected(.noWorkStarted(retryAfter: retryAfter))
    case 408, 504, 520...524: return .unknown
    case 400..<500: return provider?.meansBadKey == true ? .rejected(.authentication) : .rejected(.badRequest)
    default: return .rejected(.serverFailed)
    }
  }
}
