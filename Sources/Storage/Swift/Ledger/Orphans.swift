/// The unfinished exchanges of runs that have died.
package struct Orphans: Hashable, Sendable {
  /// Were intended only: nothing was sent, and they may be sent by another attempt.
  package internal(set) var notSent: [Exchange] = []
  /// Were being sent: they may have been billed.
  package internal(set) var unknown: [Exchange] = []
  /// Their answers lie in the store and cost nothing to read.
  package internal(set) var received: [Exchange] = []

  /// Adds an exchange by its meaning without a living run.
  mutating func add(_ exchange: Exchange) {
    switch exchange.state {
    case .intended: notSent.append(exchange)
    case .sending: unknown.append(exchange)
    case .received: received.append(exchange)
    case .submitted, .interpreted, .notSent, .rejected, .unknown, .resolvedResend, .resolvedLoss, .collected: break
    }
  }
}
