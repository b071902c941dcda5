/// The progress of an exchange. The raw values stand in the ledger and must not change.
package enum ExchangeState: String, Hashable, Sendable, CaseIterable {
  /// Entered before any byte leaves.
  case intended
  /// From here on the gateway may have received it.
  case sending
  /// The gateway has it as an item of a job, and will answer later.
  case submitted
  /// The answer lies in the store, whole, and has not been interpreted.
  case received
  /// The answer was read; its outcome is known.
  case interpreted
  /// No byte has left; nothing can have been billed.
  case notSent
  /// The gateway answered with an HTTP error, which holds no result.
  case rejected
  /// It may have been billed, and there is no answer: never sent again before a person decides.
  case unknown
  /// Was unknown; a person had it sent again, as the next attempt.
  case resolvedResend
  /// Was unknown; a person accepted that it may be lost.
  case resolvedLoss
  /// Was settled; a person had its answer removed. Its cost stays known.
  case collected

  /// Indicates whether the whole answer is stored.
  package var isAnswered: Bool { self == .received || self == .interpreted }

  /// A description for people.
  package var displayName: String {
    switch self {
    case .intended, .sending: "in flight"
    case .submitted: "on its way as an item of a job"
    case .received: "answered, not read yet"
    case .interpreted: "answered"
    case .notSent: "not sent"
    case .rejected: "refused by the gateway"
    case .unknown: "may have been billed without an answer"
    case .resolvedResend: "in doubt; to be sent again"
    case .resolvedLoss: "in doubt; its loss was accepted"
    case .collected: "removed by 'ledger gc'"
    }
  }

  var successors: Set<ExchangeState> {
    switch self {
    case .intended: [.sending, .notSent]
    case .sending: [.received, .rejected, .notSent, .unknown, .submitted]
    case .submitted: [.received, .rejected, .unknown]
    case .received: [.interpreted, .rejected, .unknown]
    // A job whose submission was in doubt is found in the gateway's list.
    case .unknown: [.resolvedResend, .resolvedLoss, .submitted]
    // Interpreting again may show more than before, for example a picture behind a link that was not fetched then.
    case .interpreted: [.interpreted]
    case .notSent, .rejected, .resolvedResend, .resolvedLoss, .collected: []
    }
  }

  var predecessors: [ExchangeState] { Self.allCases.filter { $0.successors.contains(self) } }

  /// Indicates whether another attempt under the same key has to wait until this one is settled: it is in flight or on its way as an item of a
  /// job, its outcome is unknown, or its answer was paid for and not interpreted.
  package var isUndecided: Bool {
    switch self {
    case .intended, .sending, .submitted, .received, .unknown: true
    case .interpreted, .notSent, .rejected, .resolvedResend, .resolvedLoss, .collected: false
    }
  }
}

/// A person's decision about an unknown exchange.
package enum Resolution: Sendable {
  case resend
  case loss

  var state: ExchangeState {
    switch self {
    case .resend: .resolvedResend
    case .loss: .resolvedLoss
    }
  }
}

/// The reason for an attempt. The raw values stand in the ledger and must not change.
package enum AttemptCause: String, Hashable, Sendable, CaseIterable {
  case first
  /// An earlier answer did not pass verification.
  case retry
  /// The user asked for a new answer.
  case refresh
  /// An unknown exchange was marked to be sent again.
  case resend
  /// An earlier answer held nothing usable, and the pipeline retries automatically.
  case askAgain
}

/// The billing domain of an exchange. An emulator's answer is never used in place of a real gateway's.
package enum BillingDomain: String, Hashable, Sendable, CaseIterable {
  case emulator
  case real
}

extension CrashPoint {
  static func before(_ state: ExchangeState) -> CrashPoint? {
    switch state {
    case .intended: .beforeIntended
    case .sending: .beforeSending
    case .submitted: .beforeSubmitted
    case .received: .beforeReceived
    case .interpreted: .beforeInterpreted
    case .rejected: .beforeRejected
    case .unknown: .beforeUnknown
    case .notSent: .beforeNotSent
    case .resolvedResend, .resolvedLoss, .collected: nil
    }
  }

  static func after(_ state: ExchangeState) -> CrashPoint? {
    switch state {
    case .intended: .afterIntended
    case .sending: .afterSending
    case .submitted: .afterSubmitted
    case .received: .afterReceived
    case .interpreted: .afterInterpreted
    case .rejected: .afterRejected
    case .unknown: .afterUnknown
    case .notSent: .afterNotSent
    case .resolvedResend, .resolvedLoss, .collected: nil
    }
  }
}
