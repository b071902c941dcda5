extension GatewayErrorTable {
  /// Words of gateways that apply to every request, in the languages of the gateways. In lower case; each row has its source.
  static let words: [ErrorRule] = money + keys + services + models

  private static let english = "https://github.com/QuantumNous/new-api/blob/main/i18n/locales/en.yaml"
  private static let chinese = "https://github.com/QuantumNous/new-api/blob/main/i18n/locales/zh-CN.yaml"
  private static let traditionalChinese = "https://github.com/QuantumNous/new-api/blob/main/i18n/locales/zh-TW.yaml"
  private static let japanese = "https://github.com/QuantumNous/new-api/blob/main/i18n/locales/ja.yaml"
  private static let russian = "https://github.com/QuantumNous/new-api/blob/main/i18n/locales/ru.yaml"
  private static let french = "https://github.com/QuantumNous/new-api/blob/main/i18n/locales/fr.yaml"
  private static let portuguese = "https://github.com/QuantumNous/new-api/blob/main/i18n/locales/pt.yaml"
  private static let korean = "https://github.com/QuantumNous/new-api/blob/main/i18n/locales/ko-KR.yaml"
  private static let oneAPI = "https://github.com/songquanpeng/one-api/blob/main/model/token.go"

  /// Words for a lack of money; waiting does not change it.
  private static let money = [
    ErrorRule(
      .words, ["credits are depleted", "prepay balance is depleted"], .endForQuota, source: "https://github.com/dyad-sh/dyad/issues/3626"),
    ErrorRule(
      .words, ["exceeded its spending cap", "monthly spending cap", "exceeded its monthly spend"], .endForQuota,
      source: "https://ai.google.dev/gemini-api/docs/billing"),
    // A quota of nothing: the account has no access to paid pictures, and waiting does not change that.
    ErrorRule(
      .words, ["limit: 0", "quotavalue: 0"], at: [200...299, 429...429], .endForQuota,
      source: "https://ai.google.dev/gemini-api/docs/rate-limits"),
    ErrorRule(
      .words, ["insufficient credits", "requires more credits", "not enough credits", "key limit exceeded"], .endForQuota,
      source: "https://openrouter.ai/docs/api_reference/limits"),
    ErrorRule(
      .words, ["credit balance is too low", "credit balance too low"], .endForQuota, source: "https://docs.anthropic.com/en/api/errors"),
    ErrorRule(
      .words, ["budget has been exceeded", "exceededbudget", "exceeded budget for"], .endForQuota,
      source: "https://github.com/BerriAI/litellm/issues/14144"),
    ErrorRule(
      .words,
      ["insufficient balance", "insufficient account balance", "insufficient funds", "balance is not enough", "balance not enough"],
      .endForQuota, source: "https://api-docs.deepseek.com/quick_start/error_codes"),
    ErrorRule(
      .words, ["account is in good standing", "overdue balance", "overdue payment"], .endForQuota,
      source: "https://help.aliyun.com/en/model-studio/error-code"),
    ErrorRule(
      .words,
      [
        "tokenstatusexhausted", "token quota is exhausted", "quota is not enough", "credit limit is insufficient",
        "insufficient user quota", "insufficient_user_quota",
      ],
      .endForQuota, source: english),
    ErrorRule(
      .words,
      ["额度已用尽", "额度已用完", "额度不足", "余额不足", "余额已用尽", "额度失败", "配额不足", "欠费"], .endForQuota, source: chinese),
    ErrorRule(.words, ["額度不足", "額度已用盡", "餘額不足"], .endForQuota, source: traditionalChinese),
    ErrorRule(.words, ["クォータは使い果たされ", "クォータが不足", "クォータ不足", "クォータの事前消費に失敗"], .endForQuota, source: japanese),
    ErrorRule(
      .words, ["квота этого токена исчерпана", "недостаточно квоты", "недостаточно средств"], .endForQuota, source: russian),
    ErrorRule(.words, ["quota de ce jeton est épuisé", "quota insuffisant"], .endForQuota, source: french),
    ErrorRule(.words, ["token não tem cota suficiente", "cota insuficiente"], .endForQuota, source: portuguese),
    ErrorRule(.words, ["할당량이 소진되었습니다", "할당량이 부족합니다"], .endForQuota, source: korean),
  ]

  /// Words about tokens and users that may mean something else elsewhere hold for these.
  private static let refusedKeys: [ClosedRange<Int>] = [200...299, 401...401, 403...403]

  private static let keys = [
    ErrorRule(
      .words, ["api key was reported as leaked"], .endForKey, source: "https://github.com/continuedev/continue/issues/10513"),
    ErrorRule(
      .words, ["api key not valid", "api key not found", "api key expired"], .endForKey,
      source: "https://github.com/Wei-Shaw/sub2api/issues/1709"),
    ErrorRule(
      .words, ["incorrect api key provided", "invalid api key", "invalid_api_key"], .endForKey,
      source: "https://platform.openai.com/docs/guides/error-codes"),
    ErrorRule(
      .words,
      [
        "caller does not have permission", "unregistered callers", "requests from referer", "requests from this ip", "requests to this api",
      ], at: [403...403],
      .endForKey, source: "https://github.com/googleapis/googleapis/blob/master/google/api/error_reason.proto"),
    ErrorRule(
      .words,
      [
        "invalid token", "token not provided", "this token has expired", "token status is unavailable", "user has been disabled",
        "user has been banned",
      ],
      at: refusedKeys, .endForKey, source: english),
    ErrorRule(
      .words, ["无效的令牌", "未提供令牌", "令牌已过期", "令牌状态不可用", "用户已被封禁", "用户已被禁用", "不在令牌允许访问的列表中"], .endForKey,
      source: chinese),
    ErrorRule(
      .words, ["無效的令牌", "令牌已過期", "令牌狀態不可用", "使用者已被封禁", "使用者已被禁用"], .endForKey, source: traditionalChinese),
    ErrorRule(.words, ["无效的 token", "token 状态不可用", "token 已过期", "未提供 token"], .endForKey, source: oneAPI),
    ErrorRule(
      .words, ["無効なトークン", "トークンは有効期限が切れ", "トークンが提供されていません", "ユーザーはbanされています"], .endForKey, source: japanese),
    ErrorRule(
      .words, ["недопустимый токен", "токен истёк", "токен не предоставлен", "пользователь заблокирован", "пользователь отключён"],
      .endForKey, source: russian),
    ErrorRule(
      .words,
      [
        "jeton invalide", "jeton non fourni", "ce jeton a expiré", "statut de ce jeton est indisponible", "utilisateur a été désactivé",
        "utilisateur a été banni",
      ], at: refusedKeys, .endForKey, source: french),
    ErrorRule(
      .words,
      [
        "token inválido", "token não fornecido", "este token expirou", "status deste token está indisponível", "usuário foi banido",
        "usuário foi desabilitado",
      ], at: refusedKeys, .endForKey, source: portuguese),
    ErrorRule(
      .words,
      ["유효하지 않은 토큰", "토큰이 제공되지 않았습니다", "토큰은 만료되었습니다", "토큰 상태는 사용할 수 없습니다", "사용자는 비활성화되었습니다", "사용자가 차단되었습니다"],
      at: refusedKeys, .endForKey, source: korean),
  ]

  private static let services = [
    ErrorRule(
      .words, ["has not been used in project", "it is disabled. enable it by visiting"], .endForService,
      source: "https://github.com/googleapis/googleapis/blob/master/google/api/error_reason.proto"),
    ErrorRule(
      .words, ["user location is not supported"], .endForService, source: "https://github.com/google-gemini/gemini-cli/issues/24641"),
    ErrorRule(
      .words, ["project has been denied access", "has been suspended"], at: [403...403], .endForService,
      source: "https://discuss.ai.google.dev/t/403-permission-denied-my-gemini-api-project-has-been-denied-access/174713"),
    ErrorRule(
      .words, ["enable billing", "billing to be enabled", "billing account"], at: [400...400, 403...403], .endForService,
      source: "https://ai.google.dev/gemini-api/docs/billing"),
  ]

  private static let unserved: [ClosedRange<Int>] = [200...299, 400...400, 403...404, 422...422]

  private static let models = [
    ErrorRule(
      .words, ["is not found for api version", "is not supported for generatecontent"], .endModel,
      source: "https://ai.google.dev/gemini-api/docs/troubleshooting"),
    ErrorRule(
      .words, ["is no longer available", "has been shut down", "model has been deprecated"], at: [400...400, 404...404, 410...410],
      .endModel, source: "https://ai.google.dev/gemini-api/docs/deprecations"),
    ErrorRule(
      .words, ["no endpoints found for", "is not a valid model id"], .endModel,
      source: "https://github.com/Alishahryar1/free-claude-code/issues/166"),
    ErrorRule(
      .words, ["does not exist or you do not have access to it"], at: [200...299, 403...404], .endModel,
      source: "https://platform.openai.com/docs/guides/error-codes"),
    ErrorRule(
      .words, ["invalid model name passed in model="], .endModel, source: "https://github.com/BerriAI/litellm/pull/3142"),
    // The code among the words of a relay in front of the one that gave it.
    ErrorRule(
      .words, ["model_not_found", "model not found"], at: [200...299, 400...400, 403...404, 503...503], .endModel,
      source: "https://github.com/iOfficeAI/AionUi/pull/1122"),
    ErrorRule(
      .words, ["no available channel for model", "no access to model", "no access to any models", "get available channel for model"],
      .endModel, source: english),
    ErrorRule(
      .words, ["not supported model for image generation"], .endModel,
      source: "https://github.com/CookSleep/gpt_image_playground/issues/133"),
    ErrorRule(
      .words, ["无可用渠道", "的可用渠道失败", "无权访问模型", "无权访问任何模型", "模型不存在", "倍率或价格未配置"], .endModel, source: chinese),
    ErrorRule(.words, ["無可用管道", "的可用管道失敗", "無權存取模型", "無權存取任何模型"], .endModel, source: traditionalChinese),
    ErrorRule(
      .words, ["利用可能なチャンネルの取得に失敗", "倍率または価格が設定されていません"], .endModel, source: japanese),
    ErrorRule(
      .words, ["нет доступного канала для модели", "не имеет доступа к модели", "не имеет доступа ни к одной модели"], .endModel,
      source: russian),
    ErrorRule(
      .words,
      [
        "canal disponible pour le modèle", "canaux disponibles pour le modèle", "n'a pas accès au modèle", "n'a accès à aucun modèle",
      ], .endModel, source: french),
    ErrorRule(
      .words,
      ["canal disponível para o modelo", "canais disponíveis para o modelo", "não tem acesso ao modelo", "não tem acesso a nenhum modelo"],
      .endModel, source: portuguese),
    ErrorRule(
      .words, ["사용 가능한 채널이 없습니다", "사용 가능한 채널을 가져오지 못했습니다", "모델에 접근할 권한이 없습니다", "모델에도 접근할 권한이 없습니다"], .endModel,
      source: korean),
    ErrorRule(
      .words, ["requested model is not supported", "the model is not supported"], at: unserved, .endModel,
      source: "https://github.com/github/copilot-cli/issues/418"),
    ErrorRule(
      .words, ["the model * is not supported", "model * is not supported"], at: unserved, .endModel,
      source: "https://github.com/snailyp/gemini-balance/issues/386"),
  ]
}
