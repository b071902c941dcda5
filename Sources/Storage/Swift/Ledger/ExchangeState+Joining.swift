extension ExchangeState {
  /// The place of a state in the one order by which records of the same call are joined: whatever the order of reading, the latest stays. A
  /// decision goes before doubt, and what is known of a call before both.
  var joiningRank: Int {
    switch self {
    case .intended: 0
    case .sending: 1
    case .unknown: 2
    case .resolvedResend: 3
    case .resolvedLoss: 4
    case .notSent: 5
    case .received: 6
    case .rejected: 7
    case .interpreted: 8
    case .collected: 9
    }
  }

  /// Indicates whether the process that makes the call is the only one that can say what becomes of it.
  var isInFlight: Bool { self == .intended || self == .sending }
}
