import FoundationEssentials
package import GatewayAPI
package import Storage

extension Exchange {
  /// The time at which it was recorded, in UTC, such as `2026-11-21T20:15:00Z`.
  package var date: String { Date(timeIntervalSince1970: Double(created / 1_000)).formatted(.iso8601) }

  /// The prompt, or `nil` if the ledger does not have it.
  package var prompt: String? { FieldsJSON.read(requestSummary)?["prompt"] }

  /// The flat ground that the model was asked for, or `nil` where it was asked for none.
  package var ground: AskedGround? { RequestSummary.ground(in: requestSummary) }

  /// What became of it, for people.
  package var displayName: String { AnswerOutcome(self).displayName }

  /// The name of its failure, or `nil` if it gave a usable result, or if the outcome is not known yet.
  package var failure: GenerationFailure.Name? { outcome.flatMap { GenerationFailure.Name(rawValue: $0) } }
}

extension Exchange {
  /// Indicates whether it is an item of a job that a gateway has, or is being given.
  package var isOnItsWay: Bool { state == .submitted || (job != nil && (state == .intended || state == .sending)) }
}

extension AnswerOutcome {
  /// A description of the call's outcome for people.
  package var displayName: String {
    switch state {
    case .interpreted: outcome.map { GenerationFailure.Name(rawValue: $0)?.displayName ?? $0 } ?? "a picture"
    case .rejected: "\(state.displayName) (\(outcome ?? "no reason given"))"
    default: state.displayName
    }
  }
}

extension AttemptCause {
  /// A description of the cause for people.
  package var displayName: String {
    switch self {
    case .first: "first"
    case .retry: "after a failed verification"
    case .refresh: "asked for again"
    case .resend: "sent again, as decided"
    case .askAgain: "asked again by itself"
    }
  }
}

extension Exchange {
  /// The text of an answer that was text; `nil` for others.
  package var answeredText: String? { outcome == "text" ? answerDetail[.text] : nil }

  /// The model's text beside its picture, or `nil` if there is none, or no picture.
  package var accompanyingText: String? { picture != nil ? answerDetail[.text] : nil }
}
