extension GatewayError {
  /// Returns the meaning of a status and the words beside it for the exchange, with the consequence from the table of errors.
  package static func classify(
    status: Int, provider: ProviderError?, noWorkStatuses: Set<Int>, retryAfter: Duration?
  ) -> (classification: Classification, consequence: ErrorConsequence) {
    let rule = GatewayErrorTable.rule(for: provider, status: status)
    let isCertain = rule.map { $0.consequence == .endForQuota || ($0.place != .status && $0.consequence.holdsForOthers) } ?? false
    if noWorkStatuses.contains(status), !isCertain {
      return (.rejected(.noWorkStarted(retryAfter: retryAfter)), status == 429 ? .throttle : .retry)
    }
    let consequence = rule?.consequence ?? .fail
    return (consequence.classification(retryAfter: retryAfter), consequence)
  }

  /// Creates the error of an answer with a status other than success.
  /// - Parameter now: seconds since 1970, for a time to wait until; `nil` leaves such a time out unless the answer has a date itself.
  package init(
    answered head: AnswerHead, profile: GatewayProfile, provider: ProviderError?, now: Int? = nil, message: String
  ) {
    let waits = [provider?.retryDelay, head.namedWait(now: now)].compactMap { $0 }
    let (classification, consequence) = Self.classify(
      status: head.status, provider: provider, noWorkStatuses: profile.noWorkStatuses, retryAfter: waits.max())
    self.init(status: head.status, head, profile, provider, classification, consequence, message)
  }

  /// Creates the error inside an answer with a status of success, if its own words determine the outcome of the call (nothing was started,
  /// or it may have worked), or apply to every call. Returns `nil` if the answer is final, with the error for its outcome.
  /// - Parameter showsWork: `true` if the answer holds anything that only an executed call yields.
  package init?(inside head: AnswerHead, _ provider: ProviderError, showsWork: Bool = false, profile: GatewayProfile) {
    let status = provider.embeddedStatus
    let (classification, consequence) = Self.classify(
      status: status ?? head.status, provider: provider, noWorkStatuses: profile.noWorkStatuses, retryAfter: provider.retryDelay)
    switch consequence {
    case .unknown: break
    case .throttle, .retry, .endForQuota, .endForKey, .endForService, .endModel: if showsWork { return nil }
    case .refuse, .redirect, .fail: return nil
    }
    let what = status.map { "an error \($0)" } ?? "an error"
    self.init(
      status: status ?? head.status, head, profile, provider, classification, consequence,
      "gateway '\(profile.name)' answered \(head.status) with \(what) inside: \(provider.message)")
  }

  private init(
    status: Int, _ head: AnswerHead, _ profile: GatewayProfile, _ provider: ProviderError?, _ classification: Classification,
    _ consequence: ErrorConsequence, _ message: String
  ) {
    self.init(
      .answered(status: status), gateway: profile.name, message, classification: classification, consequence: consequence,
      provider: provider, requestID: head["x-request-id"] ?? head["x-goog-request-id"] ?? head["cf-ray"])
  }
}

extension ErrorConsequence {
  fileprivate func classification(retryAfter: Duration?) -> GatewayError.Classification {
    switch self {
    case .endForQuota: .rejected(.quotaExhausted)
    case .endForKey: .rejected(.authentication)
    case .endForService: .rejected(.serviceRefused)
    case .endModel: .rejected(.modelNotServed)
    case .throttle, .retry: .rejected(.noWorkStarted(retryAfter: retryAfter))
    case .refuse: .rejected(.badRequest)
    case .redirect: .rejected(.redirected)
    case .fail: .rejected(.serverFailed)
    case .unknown: .unknown
    }
  }
}
