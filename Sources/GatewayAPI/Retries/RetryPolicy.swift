/// The decision after a failed attempt of one exchange.
package enum RetryDecision: Hashable, Sendable {
  /// Repeats the same request after this long.
  case again(after: Duration)
  /// Tries another gateway: nothing was started at this one.
  case tryNextGateway(RetryStop)
  /// Ends the exchange.
  case stop(RetryStop)
}

/// The reason why an exchange is not tried again.
package enum RetryStop: String, Hashable, Sendable {
  /// The call may have worked; only a person decides. Exit 6.
  case outcomeUnknown = "outcome-unknown"
  /// The request itself was refused or answered. Exit 1.
  case refused
  /// The key or the way to the gateway is wrong; the gateway gets no further call in this run. Exit 3.
  case surroundings
  /// No quota or money left; the gateway gets no further call in this run. Exit 5.
  case quota
  /// The model is not served there; that gateway gets no further request for it in this run. Exit 3 if no other gateway serves it.
  case model = "model-not-served"
  /// Too many requests or too much waiting for one exchange.
  case exhausted
  /// The user ended the run.
  case cancelled
}

/// Decides about another attempt. A pure function of its arguments: the caller provides the clock and the random numbers.
package struct RetryPolicy: Hashable, Sendable {
  /// Requests of one exchange at one gateway, the first included, those that were not sent included.
  package var maximumRequests: Int
  /// All waiting of one exchange together.
  package var maximumWait: Duration
  /// The upper bound of the first wait if the gateway names none; each further one is twice as long.
  package var firstBackoff: Duration
  /// No such wait is longer.
  package var longestBackoff = Duration.seconds(65_536)

  /// How long to go on asking where there is no room, whatever the number of requests; `nil` for what holds of everything else.
  package var patience: Duration?

  /// The policy of flex calls, for which there is room now and then.
  package static func flex(patience: Duration) -> RetryPolicy {
    var policy = RetryPolicy()
    policy.patience = patience
    policy.longestBackoff = .seconds(60)
    return policy
  }

  package init(maximumRequests: Int = 4, maximumWait: Duration = RetryLimits.maximumWait, firstBackoff: Duration = .seconds(1)) {
    self.maximumRequests = max(1, maximumRequests)
    self.maximumWait = max(.zero, maximumWait)
    self.firstBackoff = max(.milliseconds(1), firstBackoff)
  }

  /// The requests and the time that one exchange has used up so far.
  package struct Spent: Hashable, Sendable {
    /// Requests made, failed connections included.
    package var requests: Int
    package var waited: Duration

    package init(requests: Int = 0, waited: Duration = .zero) {
      self.requests = requests
      self.waited = waited
    }
  }

  /// Returns the decision after an error. The statuses that a profile lists under `noWork` are in the error's classification already.
  package func decision(
    after error: GatewayError, spent: Spent, using random: inout some RandomNumberGenerator
  ) -> RetryDecision {
    switch error.classification {
    case .unknown: return .stop(.outcomeUnknown)
    case .invalidRequest, .undecodable: return .stop(.refused)
    case .notSent(let reason):
      switch reason {
      case .cancelled: return .stop(.cancelled)
      case .refusedByCaller: return .stop(.refused)
      // A mismatch in a handshake, such as a certificate, is the same a second later.
      case .keyMissing, .wrongHostName, .secureConnectionFailed: return .tryNextGateway(.surroundings)
      default: return again(after: nil, spent: spent, otherwise: .surroundings, using: &random)
      }
    case .rejected(let rejection): return decision(after: rejection, spent: spent, using: &random)
    }
  }

  private func decision(
    after rejection: GatewayError.Rejection, spent: Spent, using random: inout some RandomNumberGenerator
  ) -> RetryDecision {
    switch rejection {
    case .noWorkStarted(let retryAfter): again(after: retryAfter, spent: spent, within: patience, otherwise: .exhausted, using: &random)
    case .authentication, .serviceRefused: .stop(.surroundings)
    case .quotaExhausted: .tryNextGateway(.quota)
    case .modelNotServed: .tryNextGateway(.model)
    case .badRequest, .redirected, .serverFailed: .stop(.refused)
    }
  }

  private func again(
    after wanted: Duration?, spent: Spent, within patience: Duration? = nil, otherwise: RetryStop,
    using random: inout some RandomNumberGenerator
  ) -> RetryDecision {
    guard patience != nil || spent.requests < maximumRequests else { return .tryNextGateway(otherwise) }
    var wait = wanted ?? .zero
    // A gateway that names 0 s, or next to nothing, is treated as naming none: four requests within one of its windows would lose the
    // asset.
    if wait < firstBackoff { wait = max(wait, backoff(after: spent.requests, using: &random)) }
    // Waiting less than the gateway asks for would only be refused again.
    guard spent.waited + wait <= patience ?? maximumWait else { return .tryNextGateway(otherwise) }
    return .again(after: wait)
  }

  /// Returns a wait with full jitter: between zero and a bound that doubles with each request.
  private func backoff(after requests: Int, using random: inout some RandomNumberGenerator) -> Duration {
    let bound = min(longestBackoff, firstBackoff * (1 << min(16, max(0, requests - 1))))
    let milliseconds = bound.components.seconds * 1_000 + bound.components.attoseconds / 1_000_000_000_000_000
    return .milliseconds(Int64.random(in: 0...max(1, milliseconds), using: &random))
  }
}
