import Dialects
import GatewayAPI
import Testing

@Suite struct RetryPolicyTests {
  /// Always the highest number there is.
  struct Highest: RandomNumberGenerator {
    mutating func next() -> UInt64 { .max }
  }

  private static let profile = GatewayProfile(
    name: "g", title: "G", dialect: GeminiDialect.facts, source: "this test", verifiedOn: CalendarDate(2026, 11, 21))

  private func answered(
    _ status: Int, provider: ProviderError? = nil, headers: [HeaderField] = [], noWork: Set<Int> = []
  ) -> GatewayError {
    var profile = Self.profile
    profile.noWorkStatuses = noWork
    return GatewayError(
      answered: AnswerHead(status: status, headers: headers, byteCount: 0, ending: .declared), profile: profile, provider: provider,
      message: "\(status)")
  }

  private func decide(_ error: GatewayError, spent: RetryPolicy.Spent = RetryPolicy.Spent(requests: 1)) -> RetryDecision {
    var random = Highest()
    return RetryPolicy().decision(after: error, spent: spent, using: &random)
  }

  @Test(arguments: [
    GatewayError.NotSentReason.connectionRefused, .nameNotResolved, .unreachable, .connectTimeout, .connectionClosed, .proxyFailed, .other,
  ])
  func `a connection that was not made is tried again`(_ reason: GatewayError.NotSentReason) {
    #expect(decide(GatewayError(.notSent(reason), gateway: "g", "")) == .again(after: .seconds(1)))
  }

  @Test(arguments: [GatewayError.NotSentReason.secureConnectionFailed, .wrongHostName, .keyMissing])
  func `a certificate or key that is not accepted is not shown again`(_ reason: GatewayError.NotSentReason) {
    #expect(decide(GatewayError(.notSent(reason), gateway: "g", "")) == .tryNextGateway(.surroundings))
  }

  @Test func `waiting doubles from request to request`() {
    let error = GatewayError(.notSent(.connectionRefused), gateway: "g", "")
    let waits = (1...3).map { decide(error, spent: RetryPolicy.Spent(requests: $0)) }
    #expect(waits == [.again(after: .seconds(1)), .again(after: .seconds(2)), .again(after: .seconds(4))])
    #expect(decide(error, spent: RetryPolicy.Spent(requests: 4)) == .tryNextGateway(.surroundings))
  }

  @Test func `jitter stays between nothing and the bound`() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      let decision = RetryPolicy().decision(
        after: GatewayError(.notSent(.unreachable), gateway: "g", ""), spent: RetryPolicy.Spent(requests: 2), using: &random)
      guard case .again(let wait) = decision else {
        Issue.record("\(decision)")
        continue
      }
      #expect(wait >= .zero && wait <= .seconds(2))
    }
  }

  @Test func `a quota by the minute waits as long as the gateway says`() {
    let provider = ProviderError(message: "", quotaKind: .perMinute, retryDelay: .milliseconds(34_070))
    #expect(decide(answered(429, provider: provider)) == .again(after: .milliseconds(34_070)))
    #expect(decide(answered(429, headers: [HeaderField("Retry-After", "7")])) == .again(after: .seconds(7)))
    #expect(decide(answered(429)) == .again(after: .seconds(1)))
    #expect(decide(answered(503)) == .again(after: .seconds(1)))
    #expect(decide(answered(529)) == .again(after: .seconds(1)))
  }

  @Test func `where there is no room, a flex call is asked for again as long as there is patience`() {
    let policy = RetryPolicy.flex(patience: .seconds(900))
    var random = Highest()
    func decide(_ error: GatewayError, requests: Int, waited: Duration) -> RetryDecision {
      policy.decision(after: error, spent: .init(requests: requests, waited: waited), using: &random)
    }
    for status in [429, 503] {
      #expect(decide(answered(status), requests: 1, waited: .zero) == .again(after: .seconds(1)))
      #expect(decide(answered(status), requests: 40, waited: .seconds(800)) == .again(after: .seconds(60)), "a minute at most")
      #expect(decide(answered(status), requests: 40, waited: .seconds(841)) == .tryNextGateway(.exhausted))
    }
    let refused = GatewayError(.notSent(.connectionRefused), gateway: "g", "")
    #expect(decide(refused, requests: 4, waited: .zero) == .tryNextGateway(.surroundings), "no room is not no way")
    #expect(decide(answered(500), requests: 1, waited: .zero) == .stop(.refused))
  }

  @Test func `a minute of waiting is the most there is`() {
    let provider = ProviderError(message: "", retryDelay: .seconds(31))
    #expect(
      decide(answered(429, provider: provider), spent: RetryPolicy.Spent(requests: 2, waited: .seconds(30))) == .tryNextGateway(.exhausted))
  }

  @Test(arguments: [301, 302, 400, 403, 404, 405, 413, 418, 422, 500, 501, 502])
  func `refusals and failures are final`(_ status: Int) {
    #expect(decide(answered(status)) == .stop(.refused))
  }

  @Test(arguments: [408, 504, 520, 521, 522, 523, 524])
  func `what may have worked is unknown, and only what the profile lists is sent again`(_ status: Int) {
    #expect(decide(answered(status)) == .stop(.outcomeUnknown))
    #expect(decide(answered(status, noWork: [status])) == .again(after: .seconds(1)))
  }

  @Test func `a model that is not served is asked for elsewhere, a certificate for another host nowhere`() {
    #expect(decide(answered(404, provider: ProviderError(code: "model_not_found", message: ""))) == .tryNextGateway(.model))
    #expect(decide(GatewayError(.notSent(.wrongHostName), gateway: "g", "")) == .tryNextGateway(.surroundings))
  }

  @Test func `a service that is off stops the gateway`() {
    #expect(decide(answered(403, provider: ProviderError(message: "", reason: "SERVICE_DISABLED"))) == .stop(.surroundings))
  }

  @Test func `quota and money stop the gateway and let another try`() {
    #expect(decide(answered(429, provider: ProviderError(message: "", quotaKind: .perDay))) == .tryNextGateway(.quota))
    #expect(decide(answered(402)) == .tryNextGateway(.quota))
    #expect(decide(answered(403, provider: ProviderError(code: "insufficient_user_quota", message: ""))) == .tryNextGateway(.quota))
  }

  @Test func `a wrong key stops the gateway`() {
    #expect(decide(answered(401)) == .stop(.surroundings))
    #expect(decide(answered(403, provider: ProviderError(code: "invalid_api_key", message: ""))) == .stop(.surroundings))
    #expect(decide(answered(400, provider: ProviderError(message: "", reason: "API_KEY_INVALID"))) == .stop(.surroundings))
    let relayed = ProviderError(message: "API key not valid. Please pass a valid API key.")
    #expect(decide(answered(400, provider: relayed)) == .stop(.surroundings))
  }

  @Test func `nothing follows an unknown outcome, a cancelled one, or an answer that cannot be read`() {
    #expect(decide(GatewayError(.sentOutcomeUnknown, gateway: "g", "")) == .stop(.outcomeUnknown))
    #expect(decide(GatewayError(.notSent(.cancelled), gateway: "g", "")) == .stop(.cancelled))
    #expect(decide(GatewayError(.decoding, gateway: "g", "")) == .stop(.refused))
    #expect(decide(GatewayError(.preparing, gateway: "g", "")) == .stop(.refused))
  }

  @Test(arguments: [GenerationFailure.Name.noImage, .imageOther, .empty, .textOnly, .noCandidates])
  func `an answer without a picture may be asked for once more`(_ name: GenerationFailure.Name) {
    #expect(name.mayAskAgain)
  }

  @Test(arguments: [
    GenerationFailure.Name.imageSafety, .imageProhibitedContent, .prohibitedContent, .safety, .recitation, .imageRecitation, .blockedPrompt,
    .maxTokens, .language, .truncatedPicture, .notAPicture, .repeatedAnswer, .unknownShape, .withheld,
  ])
  func `a refusal is one request`(_ name: GenerationFailure.Name) {
    #expect(!name.mayAskAgain)
  }

  @Test func `an error inside a success counts by its own code`() {
    func inside(_ provider: ProviderError) -> RetryDecision? {
      let head = AnswerHead(status: 200, headers: [], byteCount: 0, ending: .declared)
      return GatewayError(inside: head, provider, profile: Self.profile).map { decide($0) }
    }
    #expect(inside(ProviderError(code: "503", message: "")) == .again(after: .seconds(1)))
    #expect(inside(ProviderError(status: "RESOURCE_EXHAUSTED", message: "", retryDelay: .seconds(3))) == .again(after: .seconds(3)))
    #expect(inside(ProviderError(code: "insufficient_user_quota", message: "")) == .tryNextGateway(.quota))
    #expect(inside(ProviderError(status: "DEADLINE_EXCEEDED", message: "")) == .stop(.outcomeUnknown))
    #expect(inside(ProviderError(code: "401", message: "")) == .stop(.surroundings))
    #expect(inside(ProviderError(code: "500", message: "")) == nil, "an answer that is final")
    #expect(inside(ProviderError(code: "something_else", message: "")) == nil)
    #expect(inside(ProviderError(message: "余额不足")) == .tryNextGateway(.quota))
    #expect(inside(ProviderError(code: "model_not_found", message: "")) == .tryNextGateway(.model))
  }

  @Test func `nothing that came with work in it is sent again by itself`() {
    let head = AnswerHead(status: 200, headers: [], byteCount: 0, ending: .declared)
    let inside = GatewayError(inside: head, ProviderError(code: "503", message: ""), showsWork: true, profile: Self.profile)
    #expect(inside == nil, "the answer is final")
  }
}
