import GatewayAPI
package import Storage

extension Exchange {
  /// What became of it, for people.
  package var phrase: String {
    switch state {
    case .interpreted: failure?.phrase ?? outcome ?? "a picture"
    case .rejected: "\(state.phrase) (\(outcome ?? "no reason given"))"
    default: state.phrase
    }
  }
}

extension AttemptCause {
  /// Why it was made, for people.
  package var phrase: String {
    switch self {
    case .first: "first"
    case .retry: "after a failed verification"
    case .refresh: "asked for again"
    case .resend: "sent again, as decided"
    case .askAgain: "asked again by itself"
    }
  }
}
