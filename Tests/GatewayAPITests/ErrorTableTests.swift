import GatewayAPI
import Testing

/// The table of gateways' errors: each way to say something leads to what it means, and to nothing else.
@Suite struct ErrorTableTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let status: Int
    let provider: ProviderError
    let consequence: ErrorConsequence
    /// Who says it like this.
    let source: String

    var testDescription: String {
      "\(status) \(provider.reason ?? provider.code ?? provider.status ?? provider.message.prefix(60).description)"
    }

    init(_ status: Int, _ provider: ProviderError, _ consequence: ErrorConsequence, _ source: String) {
      (self.status, self.provider, self.consequence, self.source) = (status, provider, consequence, source)
    }

    init(_ status: Int, _ words: String, _ consequence: ErrorConsequence, _ source: String) {
      self.init(status, ProviderError(message: words), consequence, source)
    }
  }

  private static func google(_ status: String, _ words: String, reason: String? = nil, wait: Duration? = nil) -> ProviderError {
    ProviderError(status: status, message: words, reason: reason, retryDelay: wait)
  }

  static let cases: [Case] = [
    // No money or quota.
    Case(
      429, google("RESOURCE_EXHAUSTED", "Your prepayment credits are depleted. Please go to AI Studio."), .endForQuota,
      "https://github.com/dyad-sh/dyad/issues/3626"),
    Case(
      402, google("RESOURCE_EXHAUSTED", "Your prepay balance is depleted."), .endForQuota, "https://ai.google.dev/gemini-api/docs/billing"),
    Case(
      429, google("RESOURCE_EXHAUSTED", "Your project has exceeded its spending cap."), .endForQuota,
      "https://ai.google.dev/gemini-api/docs/billing"),
    Case(
      429, google("RESOURCE_EXHAUSTED", "Quota exceeded for metric: x/generate_content_free_tier_requests, limit: 0, model: m"),
      .endForQuota,
      "https://ai.google.dev/gemini-api/docs/rate-limits"),
    Case(
      429, google("RESOURCE_EXHAUSTED", "Quota will reset after 5h", reason: "QUOTA_EXHAUSTED", wait: .seconds(18_000)), .endForQuota,
      "https://github.com/Wei-Shaw/claude-relay-service/issues/746"),
    Case(403, ProviderError(code: "insufficient_user_quota", type: "new_api_error", message: "用户额度不足"), .endForQuota, "new-api"),
    Case(401, "该令牌额度已用尽 TokenStatusExhausted[sk-abc***xyz]", .endForQuota, "new-api"),
    Case(401, "Квота этого токена исчерпана TokenStatusExhausted[sk-a***b]", .endForQuota, "new-api"),
    Case(403, "令牌額度不足", .endForQuota, "new-api"),
    Case(403, "このトークンのクォータは使い果たされました", .endForQuota, "new-api"),
    Case(403, "账户余额不足，请充值", .endForQuota, "https://docs.jiekou.ai/docs/models/reference-error-code.md"),
    Case(403, "token quota is not enough, token remain quota: 0.001", .endForQuota, "new-api"),
    Case(403, ProviderError(code: "403", message: "Key limit exceeded (total limit)"), .endForQuota, "OpenRouter"),
    Case(402, ProviderError(code: "402", message: "This request requires more credits"), .endForQuota, "OpenRouter"),
    Case(400, "ExceededBudget: User x has exceeded their budget", .endForQuota, "https://github.com/BerriAI/litellm/issues/14144"),
    Case(
      429, ProviderError(code: "429", type: "budget_exceeded", message: "m"), .endForQuota, "https://github.com/BerriAI/litellm/pull/40002"),
    Case(429, ProviderError(code: "insufficient_quota", message: "You exceeded your current quota"), .endForQuota, "OpenAI"),
    Case(
      400, ProviderError(code: "Arrearage", message: "Access denied, please make sure your account is in good standing."), .endForQuota,
      "Alibaba"),
    Case(403, ProviderError(code: "AccountOverdueError", message: "m"), .endForQuota, "Volcengine"),
    Case(429, ProviderError(message: "", quotaKind: .perDay), .endForQuota, "Google"),
    Case(500, "upstream: insufficient_user_quota", .endForQuota, "new-api"),
    Case(500, "upstream: insufficient balance", .endForQuota, "DeepSeek"),
    Case(401, "Le quota de ce jeton est épuisé TokenStatusExhausted[sk-a***b]", .endForQuota, "new-api"),
    Case(403, "Quota insuffisant", .endForQuota, "new-api"),
    Case(403, "Este token não tem cota suficiente", .endForQuota, "new-api"),
    Case(403, "할당량이 부족합니다.", .endForQuota, "new-api"),
    // A key that is refused.
    Case(
      403, google("PERMISSION_DENIED", "Your API key was reported as leaked. Please use another API key."), .endForKey,
      "https://github.com/continuedev/continue/issues/10513"),
    Case(400, google("INVALID_ARGUMENT", "API key expired. Please renew the API key.", reason: "API_KEY_INVALID"), .endForKey, "Google"),
    Case(400, "API Key not found. Please pass a valid API key.", .endForKey, "https://github.com/Wei-Shaw/sub2api/issues/1709"),
    Case(
      403, google("PERMISSION_DENIED", "Requests from referer <empty> are blocked.", reason: "API_KEY_HTTP_REFERRER_BLOCKED"), .endForKey,
      "Google"),
    Case(403, google("PERMISSION_DENIED", "The caller does not have permission"), .endForKey, "Google"),
    Case(401, "", .endForKey, "RFC 9110"),
    Case(401, "无效的令牌 (request id: 2)", .endForKey, "new-api"),
    Case(403, "用户已被封禁", .endForKey, "new-api"),
    Case(403, "您的 IP 不在令牌允许访问的列表中", .endForKey, "new-api"),
    Case(200, "無効なトークン", .endForKey, "new-api"),
    Case(200, ProviderError(code: "invalid_api_key", message: "m"), .endForKey, "OpenAI"),
    Case(401, "Jeton invalide (request id: 2)", .endForKey, "new-api"),
    Case(403, "O usuário foi banido", .endForKey, "new-api"),
    Case(200, "유효하지 않은 토큰", .endForKey, "new-api"),
    // A service that is off.
    Case(
      403,
      google(
        "PERMISSION_DENIED", "Generative Language API has not been used in project 1 before or it is disabled.", reason: "SERVICE_DISABLED"),
      .endForService, "Google"),
    Case(
      403, google("PERMISSION_DENIED", "This API method requires billing to be enabled.", reason: "BILLING_DISABLED"), .endForService,
      "Google"),
    Case(
      400, "User location is not supported for the API use.", .endForService, "https://github.com/google-gemini/gemini-cli/issues/24641"),
    Case(
      400, "Gemini API free tier is not available in your country. Please enable billing on your project in Google AI Studio.",
      .endForService,
      "https://ai.google.dev/gemini-api/docs/troubleshooting"),
    // A model that is not served.
    Case(
      404, google("NOT_FOUND", "models/x is not found for API version v1beta, or is not supported for generateContent. Call ListModels."),
      .endModel, "Google"),
    Case(503, ProviderError(code: "model_not_found", message: "分组 default 下模型 x 无可用渠道（distributor）"), .endModel, "new-api"),
    Case(503, "No available channel for model x under group default (distributor)", .endModel, "new-api"),
    Case(403, "This token has no access to model x", .endModel, "new-api"),
    Case(404, ProviderError(code: "404", message: "No endpoints found for google/x."), .endModel, "OpenRouter"),
    Case(400, "google/x is not a valid model ID", .endModel, "OpenRouter"),
    Case(
      400, "/chat/completions: Invalid model name passed in model=x. Call `/v1/models`", .endModel,
      "https://github.com/BerriAI/litellm/issues/9663"),
    Case(404, "Model not found", .endModel, "https://github.com/iOfficeAI/AionUi/pull/1122"),
    Case(503, "API error: 503 model_not_found (request id: 2)", .endModel, "https://github.com/iOfficeAI/AionUi/pull/1122"),
    Case(404, "The model `x` does not exist or you do not have access to it.", .endModel, "OpenAI"),
    Case(500, "not supported model for image generation, only imagen models are supported", .endModel, "new-api"),
    Case(503, "Aucun canal disponible pour le modèle x dans le groupe default (distributor)", .endModel, "new-api"),
    Case(403, "Este token não tem acesso ao modelo x", .endModel, "new-api"),
    Case(503, "그룹 default의 모델 x에 사용 가능한 채널이 없습니다(distributor)", .endModel, "new-api"),
    Case(
      400, ProviderError(code: "model_not_supported", type: "invalid_request_error", message: "The requested model is not supported."),
      .endModel, "https://github.com/github/copilot-cli/issues/418"),
    Case(400, "Model gemini-2.5-flash-image is not supported", .endModel, "https://github.com/snailyp/gemini-balance/issues/386"),
    Case(400, "The model `x` is not supported.", .endModel, "https://github.com/snailyp/gemini-balance/issues/386"),
    Case(404, "[upstream] the model 'x' is not supported", .endModel, "behind a mark of the relay's own"),
    Case(400, "imageSize 4K for model x is not supported", .refuse, "what is not supported is the size"),
    Case(400, "The model x does not support images, which is not supported", .refuse, "more than a word between them"),
    Case(500, "Model x is not supported", .fail, "a server that failed may have worked before"),
    // Too many calls, or no room for them.
    Case(
      429, google("RESOURCE_EXHAUSTED", "You exceeded your current quota, please check your plan and billing details."), .throttle, "Google"
    ),
    Case(
      429, google("RESOURCE_EXHAUSTED", "Your quota will reset after 9s.", reason: "QUOTA_EXHAUSTED", wait: .seconds(9)), .throttle,
      "Google"),
    Case(429, "Quota exceeded for metric: x, limit: 05, model: m", .throttle, "a number that only begins like 0"),
    Case(429, "Quota exceeded for metric: x, limit: 0.5", .throttle, "a number that only begins like 0"),
    Case(403, ProviderError(code: "rateLimitExceeded", message: "m"), .throttle, "Google"),
    Case(200, ProviderError(status: "RESOURCE_EXHAUSTED", message: "m"), .throttle, "Google"),
    Case(503, google("UNAVAILABLE", "This model is currently experiencing high demand."), .retry, "Google"),
    Case(429, google("RESOURCE_EXHAUSTED", "No capacity available", reason: "MODEL_CAPACITY_EXHAUSTED"), .retry, "Google"),
    Case(529, ProviderError(type: "overloaded_error", message: "Overloaded"), .retry, "Anthropic"),
    // What concerns one request, and what nobody can tell.
    Case(400, ProviderError(code: "content_policy_violation", message: "Your key words violate our policy"), .refuse, "OpenAI"),
    Case(403, "Something that no row knows", .refuse, "words that are not known fall back to the status"),
    Case(404, "<html>404</html>", .refuse, "a path that is not there says nothing of models"),
    Case(500, "Something that no row knows", .fail, "words that are not known fall back to the status"),
    Case(500, ProviderError(code: "429", status: "RESOURCE_EXHAUSTED", message: "m"), .fail, "a server that failed may have worked before"),
    Case(502, ProviderError(type: "rate_limit_error", message: "m"), .fail, "a server that failed may have worked before"),
    Case(301, "", .redirect, "RFC 9110"),
    Case(504, ProviderError(code: "rate_limit_exceeded", message: "m"), .unknown, "no word makes an open outcome safe"),
    Case(524, "API key not valid", .unknown, "no word makes an open outcome safe"),
    Case(408, "Your prepayment credits are depleted", .unknown, "no word makes an open outcome safe"),
  ]

  @Test(arguments: cases) func `an error leads to what it means`(_ row: Case) {
    let (_, consequence) = GatewayError.classify(status: row.status, provider: row.provider, noWorkStatuses: [], retryAfter: nil)
    #expect(consequence == row.consequence, "\(row.source)")
  }

  @Test func `each row has a source, and marks that can be met`() {
    for row in GatewayErrorTable.rows {
      #expect(row.source.hasPrefix("https://"), "\(row)")
      #expect(row.place == .status ? row.marks.isEmpty && !row.statuses.isEmpty : !row.marks.isEmpty, "\(row)")
      #expect(row.marks.allSatisfy { $0 == (row.place == .reason ? $0.uppercased() : $0.lowercased()) }, "\(row)")
    }
  }

  @Test func `no word makes a call safe to send again that a server failed to answer`() {
    for row in GatewayErrorTable.rows where [.throttle, .retry].contains(row.consequence) {
      #expect(!row.statuses.isEmpty && !row.statuses.contains { $0.contains(500) || $0.contains(502) || $0.contains(504) }, "\(row)")
    }
  }

  @Test func `what a profile knows of a status outranks the status, not the words that hold for every call`() {
    func consequence(_ words: String) -> ErrorConsequence {
      GatewayError.classify(status: 502, provider: ProviderError(message: words), noWorkStatuses: [502], retryAfter: nil).consequence
    }
    #expect(consequence("Bad gateway") == .retry)
    #expect(consequence("Insufficient balance") == .endForQuota)
  }
}
