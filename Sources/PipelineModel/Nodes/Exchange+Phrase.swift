import FoundationEssentials
package import GatewayAPI
package import Storage

extension Exchange {
  /// When it was entered, in UTC, such as `2026-11-21T20:15:00Z`.
  package var date: String { Date(timeIntervalSince1970: Double(created / 1_000)).formatted(.iso8601) }

  /// What the model was asked; nil where the ledger does not tell.
  package var prompt: String? { FieldsJSON.read(requestSummary)?["prompt"] }

  /// The flat ground that the model was asked for, or `nil` where it was asked for none.
  package var ground: AskedGround? { RequestSummary.ground(in: requestSummary) }

  /// What became of it, for people.
  package var phrase: String { AnswerOutcome(self).phrase }

  /// The name of what it brought instead of a usable result; nil where it brought one, or nobody knows yet.
  package var failure: GenerationFailure.Name? { outcome.flatMap { GenerationFailure.Name(rawValue: $0) } }
}

extension AnswerOutcome {
  /// What became of the call, for people.
  package var phrase: String {
    switch state {
    case .interpreted: outcome.map { GenerationFailure.Name(rawValue: $0)?.phrase ?? $0 } ?? "a picture"
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

extension Exchange {
  /// The words of an answer that was text; `nil` for others.
  package var answeredText: String? { outcome == "text" ? detail.flatMap(FieldsJSON.read)?["text"] : nil }

  /// What the model said beside its picture; `nil` where it said nothing, or there is no picture.
  package var accompanyingText: String? { picture != nil ? detail.flatMap(FieldsJSON.read)?["text"] : nil }
}
