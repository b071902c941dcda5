extension ExchangeState {
  /// The place of a state in the one order by which records of the same call are joined: whatever the order of reading, the latest stays. A
  /// decision goes before doubt, and what is known of a call before both.
  var joiningRank: Int {
    switch self {
    case .intended: 0
    case .sending: 1
    case .unknown: 2
    case .submitted: 3
    case .resolvedResend: 4
    case .resolvedLoss: 5
    case .notSent: 6
    case .received: 7
    case .rejected: 8
    case .interpreted: 9
    case .collected: 10
    }
  }

  /// Indicates whether the process that makes the call is the only one that can say what becomes of it.
  var isInFlight: Bool { self == .intended || self == .sending }
}
