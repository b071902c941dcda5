/// What runs that have died left half done.
package struct Orphans: Hashable, Sendable {
  /// Were intended only: nothing has left, and they may be sent by another attempt.
  package internal(set) var notSent: [Exchange] = []
  /// Were being sent: they may have been billed.
  package internal(set) var unknown: [Exchange] = []
  /// Their answers lie in the store and cost nothing to read.
  package internal(set) var received: [Exchange] = []

  /// Sorts by what an exchange without a living run means.
  mutating func add(_ exchange: Exchange) {
    switch exchange.state {
    case .intended: notSent.append(exchange)
    case .sending: unknown.append(exchange)
    case .received: received.append(exchange)
    case .interpreted, .notSent, .rejected, .unknown, .resolvedResend, .resolvedLoss, .collected: break
    }
  }
}
