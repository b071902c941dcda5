/// What went wrong on the way to a gateway, at which point, and so what may be done about it.
package struct GatewayError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum NotSentReason: String, Hashable, Sendable {
    case connectionRefused = "connection-refused"
    case nameNotResolved = "name-not-resolved"
    case unreachable
    case secureConnectionFailed = "secure-connection-failed"
    case connectTimeout = "connect-timeout"
    /// The gateway hung up before the request left.
    case connectionClosed = "connection-closed"
    case proxyFailed = "proxy-failed"
    case cancelled
    /// `willSend` threw; ``GatewayError/localCause`` says what.
    case refusedByCaller = "refused-by-caller"
    case keyMissing = "key-missing"
    case other
  }

  package enum Phase: Hashable, Sendable {
    /// The request could not be written down.
    case preparing
    /// Proven: no byte of the request left.
    case notSent(NotSentReason)
    /// Bytes may have reached the gateway and no whole answer came back.
    case sentOutcomeUnknown
    case answered(status: Int)
    /// The stored answer could not be read from its file.
    case decoding
  }

  package enum Rejection: Hashable, Sendable {
    /// Nothing was started; asking again is safe, after this long if the gateway says so.
    case noWorkStarted(retryAfter: Duration?)
    case authentication
    case quotaExhausted
    case badRequest
    /// The gateway failed and may have worked before it did.
    case serverFailed
    case redirected
  }

  package enum Classification: Hashable, Sendable {
    case invalidRequest
    case notSent(NotSentReason)
    case unknown
    case rejected(Rejection)
    case undecodable
  }

  package let phase: Phase
  /// The profile's name.
  package let gateway: String
  /// One line without keys.
  package let message: String
  package let classification: Classification
  package let provider: ProviderError?
  /// The id by which the gateway knows the request.
  package let requestID: String?
  /// What had arrived of an answer that broke off.
  package let partialHead: AnswerHead?
  /// The caller's own error, where `willSend` or the sink threw.
  package let localCause: String?

  package init(
    _ phase: Phase, gateway: String, _ message: String, provider: ProviderError? = nil, requestID: String? = nil,
    partialHead: AnswerHead? = nil, localCause: String? = nil
  ) {
    self.phase = phase
    self.gateway = gateway
    self.message = message
    self.provider = provider
    self.requestID = requestID
    self.partialHead = partialHead
    self.localCause = localCause
    self.classification =
      switch phase {
      case .preparing: .invalidRequest
      case .notSent(let reason): .notSent(reason)
      case .sentOutcomeUnknown: .unknown
      case .answered(let status): Self.classify(status: status, provider: provider, noWorkStatuses: [], retryAfter: nil)
      case .decoding: .undecodable
      }
  }

  /// An answer with a status other than success.
  package init(
    answered head: AnswerHead, profile: GatewayProfile, provider: ProviderError?, message: String
  ) {
    let retryAfter = provider?.retryDelay ?? head["retry-after"].flatMap(Self.seconds)
    self.phase = .answered(status: head.status)
    self.gateway = profile.name
    self.message = message
    self.provider = provider
    self.requestID = head["x-request-id"] ?? head["x-goog-request-id"] ?? head["cf-ray"]
    self.partialHead = nil
    self.localCause = nil
    self.classification = Self.classify(
      status: head.status, provider: provider, noWorkStatuses: profile.noWorkStatuses, retryAfter: retryAfter)
  }

  /// The error inside an answer whose status says success, where its own code says what became of the call: nothing was started, the key or the
  /// quota is at fault, or it may have worked. Nil where the answer is final, with the error for its outcome.
  package init?(inside head: AnswerHead, _ provider: ProviderError, profile: GatewayProfile) {
    guard let status = provider.embeddedStatus else { return nil }
    let classification = Self.classify(
      status: status, provider: provider, noWorkStatuses: profile.noWorkStatuses, retryAfter: provider.retryDelay)
    switch classification {
    case .unknown, .rejected(.noWorkStarted), .rejected(.authentication), .rejected(.quotaExhausted): break
    default: return nil
    }
    self.phase = .answered(status: status)
    self.gateway = profile.name
    self.message = "gateway '\(profile.name)' answered \(head.status) with an error \(status) inside: \(provider.message)"
    self.provider = provider
    self.requestID = head["x-request-id"] ?? head["x-goog-request-id"] ?? head["cf-ray"]
    self.partialHead = nil
    self.localCause = nil
    self.classification = classification
  }

  /// Whether the gateway turned the call away because there were too many.
  package var isThrottled: Bool {
    guard case .answered(status: 429) = phase, case .rejected(.noWorkStarted) = classification else { return false }
    return true
  }

  /// How long the gateway asks to wait; nil where it does not say.
  package var retryAfter: Duration? {
    guard case .rejected(.noWorkStarted(let delay)) = classification else { return nil }
    return delay
  }

  /// Whether the surroundings are at fault rather than the request: no key, a wrong one, or no way to the gateway.
  package var isEnvironment: Bool {
    switch classification {
    case .notSent(.cancelled), .notSent(.refusedByCaller): false
    case .notSent, .rejected(.authentication): true
    default: false
    }
  }

  package var isQuota: Bool { classification == .rejected(.quotaExhausted) }

  package var description: String { message }

  /// Seconds as `Retry-After` gives them; its other form, a date, is left to the caller's own waiting.
  private static func seconds(_ text: String) -> Duration? {
    guard text.utf8.count <= 6, let seconds = Int(text), seconds >= 0 else { return nil }
    return .seconds(seconds)
  }
}
