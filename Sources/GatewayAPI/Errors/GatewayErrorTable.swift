/// The meaning of gateways' errors as data: the first row that matches an error decides, in the order reason, quota, code, words, codes
/// that state no more than a status does, status.
///
/// A status that leaves open whether the call worked takes precedence over all of them: no word makes such a call safe to send again. Words
/// that match no row fall back to the status.
package enum GatewayErrorTable {
  package static let rows: [ErrorRule] = reasons + quotas + codes + words + generalCodes + statuses

  /// Statuses after which the call may have worked.
  static let uncertain: [ClosedRange<Int>] = [408...408, 504...504, 520...524]

  /// Returns the row that matches an error, or `nil` if none does.
  /// - Parameter status: the answer's own, or the one that an error inside an answer stands for, or `nil` if there is none.
  package static func rule(for error: ProviderError?, status: Int?) -> ErrorRule? {
    if let status, uncertain.contains(where: { $0.contains(status) }) { return statuses.first { $0.matches(error, status: status) } }
    return rows.first { $0.matches(error, status: status) }
  }

  /// Statuses of errors inside an answer of success, and of refusals that have no meaning of their own; those of servers that failed are left
  /// out, they may have worked.
  private static let refused: [ClosedRange<Int>] = [200...299, 400...400, 403...407, 409...499, 503...503, 529...529]

  private static let errorReason = "https://github.com/googleapis/googleapis/blob/master/google/api/error_reason.proto"
  private static let codeProto = "https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto"
  private static let newAPI = "https://github.com/QuantumNous/new-api/blob/main/types/error.go"
  private static let openRouter = "https://openrouter.ai/docs/api_reference/limits"
  private static let liteLLM = "https://github.com/BerriAI/litellm/pull/40002"
  private static let openAI = "https://platform.openai.com/docs/guides/error-codes"
  private static let aliyun = "https://help.aliyun.com/en/model-studio/error-code"
  private static let volcengine = "https://www.volcengine.com/docs/82379/1299023"
  private static let jiekou = "https://docs.jiekou.ai/docs/models/reference-error-code.md"

  private static let reasons = [
    ErrorRule(
      .reason,
      [
        "API_KEY_INVALID", "API_KEY_EXPIRED", "API_KEY_NOT_FOUND", "CREDENTIALS_MISSING", "ACCESS_TOKEN_EXPIRED",
        "ACCESS_TOKEN_TYPE_UNSUPPORTED",
      ],
      .endForKey, source: errorReason),
    ErrorRule(
      .reason,
      [
        "API_KEY_SERVICE_BLOCKED", "API_KEY_HTTP_REFERRER_BLOCKED", "API_KEY_IP_ADDRESS_BLOCKED", "API_KEY_ANDROID_APP_BLOCKED",
        "API_KEY_IOS_APP_BLOCKED",
      ], .endForKey, source: errorReason),
    ErrorRule(
      .reason,
      [
        "SERVICE_DISABLED", "BILLING_DISABLED", "CONSUMER_SUSPENDED", "CONSUMER_INVALID", "USER_PROJECT_DENIED", "ACCOUNT_STATE_INVALID",
        "LOCATION_POLICY_VIOLATED", "LOCATION_TAX_POLICY_VIOLATED", "SECURITY_POLICY_VIOLATED", "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
      ], .endForService, source: errorReason),
    ErrorRule(
      .reason, ["QUOTA_EXHAUSTED", "RESOURCE_QUOTA_EXCEEDED"], .endForQuota, needsLongWait: true,
      source: "https://github.com/Wei-Shaw/claude-relay-service/issues/746"),
    ErrorRule(
      .reason, ["MODEL_CAPACITY_EXHAUSTED"], at: refused, .retry, source: "https://github.com/google-gemini/gemini-cli/issues/26633"),
  ]

  private static let quotas = [
    ErrorRule(
      .quota, [ProviderError.QuotaKind.perDay.rawValue], at: [200...299, 429...429], .endForQuota,
      source: "https://ai.google.dev/gemini-api/docs/rate-limits")
  ]

  private static let codes = [
    ErrorRule(
      .code,
      [
        "insufficient_user_quota", "pre_consume_token_quota_failed", "token_quota_exhausted", "entitlement_daily_limit_exceeded",
        "entitlement_total_limit_exceeded",
      ], .endForQuota, source: newAPI),
    ErrorRule(.code, ["insufficient_quota", "billing_hard_limit_reached"], .endForQuota, source: openAI),
    ErrorRule(.code, ["budget_exceeded"], .endForQuota, source: liteLLM),
    ErrorRule(
      .code, ["spend_limit_exceeded"], .endForQuota, source: "https://developers.glean.com/errors/spend-limit-exceeded"),
    ErrorRule(.code, ["spend_cap_exceeded"], .endForQuota, source: "https://you.com/docs/additional-resources/changelog/2026/10/5"),
    ErrorRule(.code, ["payment_required", "insufficient_credits"], .endForQuota, source: openRouter),
    ErrorRule(.code, ["not_enough_balance", "insufficient_balance"], .endForQuota, source: jiekou),
    ErrorRule(.code, ["arrearage"], .endForQuota, source: aliyun),
    ErrorRule(.code, ["accountoverdueerror"], .endForQuota, source: volcengine),
    ErrorRule(.code, ["invalid_api_key", "account_deactivated"], .endForKey, source: openAI),
    ErrorRule(.code, ["failed_to_auth"], .endForKey, source: jiekou),
    ErrorRule(.code, ["invalidapikey"], .endForKey, source: aliyun),
    ErrorRule(.code, ["auth_unauthorized", "auth_user_disabled"], .endForKey, source: newAPI),
    ErrorRule(.code, ["entitlement_required", "entitlement_inactive"], .endForService, source: newAPI),
    ErrorRule(
      .code, ["sensitive_words_detected", "prompt_blocked", "violation_fee.grok.csam"], at: [200...299, 400...499], .refuse, source: newAPI),
    ErrorRule(
      .code, ["content_policy_violation", "moderation_blocked", "content_filter"], at: [200...299, 400...499], .refuse, source: openAI),
    ErrorRule(.code, ["model_not_found", "model_price_error", "channel:model_mapped_error"], .endModel, source: newAPI),
    ErrorRule(
      .code, ["model_not_supported"], at: [200...299, 400...499], .endModel, source: "https://github.com/github/copilot-cli/issues/418"),
    ErrorRule(.code, ["modelnotfound"], .endModel, source: aliyun),
    ErrorRule(.code, ["modelnotopen", "invalidendpointormodel.notfound"], .endModel, source: volcengine),
  ]

  /// Codes that state no more than a status does: words that apply to every request outrank them, as in a RESOURCE_EXHAUSTED whose message
  /// says that the credits are gone.
  private static let generalCodes = [
    ErrorRule(
      .reason, ["RATE_LIMIT_EXCEEDED", "QUOTA_EXHAUSTED", "RESOURCE_QUOTA_EXCEEDED"], at: refused, .throttle, source: errorReason),
    ErrorRule(.code, ["unauthenticated"], .endForKey, source: codeProto),
    ErrorRule(.code, ["permission_denied"], at: [200...299, 403...403], .endForKey, source: codeProto),
    ErrorRule(.code, ["resource_exhausted"], at: refused, .throttle, source: codeProto),
    ErrorRule(
      .code, ["rate_limit_exceeded", "rate_limit_error", "ratelimitexceeded", "userratelimitexceeded"], at: refused, .throttle,
      source: openAI),
    ErrorRule(.code, ["token_concurrency_limit_reached"], at: refused, .throttle, source: newAPI),
    ErrorRule(.code, ["unavailable"], at: [200...299, 429...429, 503...503, 529...529], .retry, source: codeProto),
    ErrorRule(
      .code, ["overloaded_error"], at: [200...299, 429...429, 503...503, 529...529], .retry,
      source: "https://docs.anthropic.com/en/api/errors"),
    ErrorRule(
      .code, ["channel:no_available_key", "token_concurrency_unavailable"], at: [200...299, 429...429, 503...503], .retry, source: newAPI),
  ]

  private static let statuses = [
    ErrorRule(.status, at: [402...402], .endForQuota, source: "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.3"),
    ErrorRule(.status, at: [401...401], .endForKey, source: "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.2"),
    ErrorRule(.status, at: [300...399], .redirect, source: "https://www.rfc-editor.org/rfc/rfc9110#section-15.4"),
    ErrorRule(.status, at: [429...429], .throttle, source: "https://www.rfc-editor.org/rfc/rfc6585#section-4"),
    ErrorRule(.status, at: [503...503], .retry, source: "https://www.rfc-editor.org/rfc/rfc9110#section-15.6.4"),
    ErrorRule(.status, at: [529...529], .retry, source: "https://docs.anthropic.com/en/api/errors"),
    ErrorRule(
      .status, at: uncertain, .unknown,
      source: "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/"),
    ErrorRule(.status, at: [400...499], .refuse, source: "https://www.rfc-editor.org/rfc/rfc9110#section-15.5"),
    ErrorRule(.status, at: [500...599], .fail, source: "https://www.rfc-editor.org/rfc/rfc9110#section-15.6"),
  ]
}
