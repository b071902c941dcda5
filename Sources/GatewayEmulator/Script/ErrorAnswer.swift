import Dialects
import GatewayAPI
import JSON

/// The body of an error, in one of the shapes that gateways have.
package struct ErrorAnswer: Sendable {
  package enum Shape: String, CaseIterable, Sendable {
    /// `google.rpc.Status` with typed details.
    case google
    /// OpenAI's form, as relays write it: a string code.
    case relay
    /// A page of a proxy in front.
    case html
  }

  package var shape = Shape.google
  package var message: String?
  /// `RetryInfo.retryDelay` as it is written, for example `31s` or `0.5s`; google only.
  package var retryDelay: String?
  /// The header `Retry-After`, in seconds.
  package var retryAfter: Int?
  /// A quota that is counted by the day; google only.
  package var isDaily = false
  /// The string code; relay only.
  package var code: String?

  package init(
    _ shape: Shape = .google, message: String? = nil, retryDelay: String? = nil, retryAfter: Int? = nil, isDaily: Bool = false,
    code: String? = nil
  ) {
    self.shape = shape
    self.message = message
    self.retryDelay = retryDelay
    self.retryAfter = retryAfter
    self.isDaily = isDaily
    self.code = code
  }

  /// Google's names for HTTP codes (google.rpc.Code).
  private static let statuses = [
    400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 409: "ABORTED", 429: "RESOURCE_EXHAUSTED",
    499: "CANCELLED", 500: "INTERNAL", 501: "UNIMPLEMENTED", 503: "UNAVAILABLE", 504: "DEADLINE_EXCEEDED",
  ]

  private static let codes = [
    401: "invalid_api_key", 402: "insufficient_user_quota", 403: "access_denied", 404: "model_not_found", 429: "rate_limit_exceeded",
    500: "bad_response_body", 503: "channel:no_available_key",
  ]

  /// Returns the answer; `sentAs` is the code of the status line if it differs from the body's.
  func answer(status: Int, sentAs: Int? = nil) -> AnswerPlan.Fixed {
    let text = message ?? "The emulator was told to answer \(status)."
    let headers = retryAfter.map { [HeaderField("Retry-After", String($0))] } ?? []
    switch shape {
    case .google:
      let failure = WireFailure(code: status, status: ErrorAnswer.statuses[status] ?? "UNKNOWN", message: text)
      return AnswerPlan.Fixed(
        status: sentAs ?? status, contentType: "application/json; charset=UTF-8", headers: headers,
        body: failure.body(details: details(status)).encoded(.answer))
    case .relay:
      let body = JSONValue.members([
        "error": .members([
          "message": .text(text), "type": .text("new_api_error"), "param": .text(""),
          "code": .text(code ?? ErrorAnswer.codes[status] ?? "upstream_error"),
        ])
      ])
      return AnswerPlan.Fixed(status: sentAs ?? status, contentType: "application/json", headers: headers, body: body.encoded(.answer))
    case .html:
      let page = "<html><head><title>\(status)</title></head><body><center><h1>\(status)</h1></center><p>\(text)</p></body></html>"
      return AnswerPlan.Fixed(status: sentAs ?? status, contentType: "text/html", headers: headers, body: Array(page.utf8))
    }
  }

  private func details(_ status: Int) -> [JSONValue] {
    var details: [JSONValue] = []
    if status == 429 {
      let quota = isDaily ? "GenerateRequestsPerDayPerProjectPerModel" : "GenerateRequestsPerMinutePerProjectPerModel"
      details.append(
        .members([
          "@type": .text("type.googleapis.com/google.rpc.QuotaFailure"),
          "violations": .array([
            .members([
              "quotaMetric": .text("generativelanguage.googleapis.com/generate_requests"), "quotaId": .text(quota),
              "quotaValue": .text("10"),
            ])
          ]),
        ]))
    }
    if let retryDelay {
      details.append(
        .members(["@type": .text("type.googleapis.com/google.rpc.RetryInfo"), "retryDelay": .text(retryDelay)]))
    }
    return details
  }
}
