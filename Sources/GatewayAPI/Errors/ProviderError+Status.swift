extension ProviderError {
  /// The HTTP status that the error's own words stand for, if it came inside an answer with a status of success, or `nil` if they stand for
  /// none.
  ///
  /// Google's words are those of `google.rpc.Code` (https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto); relays
  /// write words of their own.
  package var embeddedStatus: Int? {
    if let code, let number = Int(code), (300..<600).contains(number) { return number }
    for word in [status, code, type] {
      switch word?.uppercased() {
      case "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE": return 400
      case "UNAUTHENTICATED", "INVALID_API_KEY": return 401
      case "PERMISSION_DENIED": return 403
      case "NOT_FOUND", "MODEL_NOT_FOUND": return 404
      case "RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED": return 429
      case "INTERNAL": return 500
      case "UNAVAILABLE", "CHANNEL:NO_AVAILABLE_KEY": return 503
      case "DEADLINE_EXCEEDED", "CHANNEL:RESPONSE_TIME_EXCEEDED": return 504
      default: continue
      }
    }
    return quotaKind == nil ? nil : 429
  }
}
