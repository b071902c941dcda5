/// A failure on the way to a gateway, with its phase, and so with what may be done about it.
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
    /// The certificate is valid but for another host.
    case wrongHostName = "wrong-host-name"
    case cancelled
    /// `willSend` threw; ``GatewayError/localCause`` has its error.
    case refusedByCaller = "refused-by-caller"
    case keyMissing = "key-missing"
    case other
  }

  package enum Phase: Hashable, Sendable {
    /// The request could not be prepared.
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
    /// Nothing was started; retrying is safe, after this long if the gateway asks for it.
    case noWorkStarted(retryAfter: Duration?)
    case authentication
    /// The service is off for this account, project or place.
    case serviceRefused
    case quotaExhausted
    /// The gateway does not serve the model.
    case modelNotServed
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
  /// The consequence for other calls, or `nil` if the gateway did not answer.
  package let consequence: ErrorConsequence?
  package let provider: ProviderError?
  /// The id by which the gateway knows the request.
  package let requestID: String?
  /// The head of an answer that broke off.
  package let partialHead: AnswerHead?
  /// The caller's own error, if `willSend` or the sink threw.
  package let localCause: String?

  package init(
    _ phase: Phase, gateway: String, _ message: String, provider: ProviderError? = nil, requestID: String? = nil,
    partialHead: AnswerHead? = nil, localCause: String? = nil
  ) {
    let classification: Classification
    var consequence: ErrorConsequence?
    switch phase {
    case .preparing: classification = .invalidRequest
    case .notSent(let reason): classification = .notSent(reason)
    case .sentOutcomeUnknown: classification = .unknown
    case .answered(let status):
      let found = Self.classify(status: status, provider: provider, noWorkStatuses: [], retryAfter: provider?.retryDelay)
      classification = found.classification
      consequence = found.consequence
    case .decoding: classification = .undecodable
    }
    self.init(
      phase, gateway: gateway, message, classification: classification, consequence: consequence, provider: provider, requestID: requestID,
      partialHead: partialHead, localCause: localCause)
  }

  init(
    _ phase: Phase, gateway: String, _ message: String, classification: Classification, consequence: ErrorConsequence?,
    provider: ProviderError?, requestID: String?, partialHead: AnswerHead? = nil, localCause: String? = nil
  ) {
    self.phase = phase
    self.gateway = gateway
    self.message = message
    self.classification = classification
    self.consequence = consequence
    self.provider = provider
    self.requestID = requestID
    self.partialHead = partialHead
    self.localCause = localCause
  }

  /// Indicates whether the gateway refused the call because there were too many.
  package var isThrottled: Bool { consequence == .throttle }

  /// The wait that the gateway asks for, or `nil` if it names none.
  package var retryAfter: Duration? {
    guard case .rejected(.noWorkStarted(let delay)) = classification else { return nil }
    return delay
  }

  /// Indicates whether the environment is at fault rather than the request: no key, a wrong one, no way to the gateway, or no such service
  /// or model there.
  package var isEnvironment: Bool {
    switch classification {
    case .notSent(.cancelled), .notSent(.refusedByCaller): false
    case .notSent, .rejected(.authentication), .rejected(.serviceRefused), .rejected(.modelNotServed): true
    default: false
    }
  }

  package var isQuota: Bool { classification == .rejected(.quotaExhausted) }

  package var description: String { message }
}
