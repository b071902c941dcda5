package import GatewayAPI

/// Sees to it that what was spent and what is reserved for calls in flight stays within a limit.
package actor Budget {
  package enum Answer: Sendable {
    case granted(Reservation)
    /// The call would go over the limit.
    case reached(limit: Amount, spent: Amount)
    /// The call's price is not known, so the limit cannot be kept.
    case unknownPrice(limit: Amount)
  }

  package struct Reservation: Sendable {
    /// Nil where the price is unknown and there is no limit.
    package let amount: Amount?
  }

  private let limit: Amount?
  private let allowsUnknownPrice: Bool
  private var spent: Amount
  private var reserved = Amount.zero
  /// Calls for which there may be room once those in flight have ended.
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// - Parameters:
  ///   - allowsUnknownPrice: whether a call is let through whose price nobody knows.
  ///   - spent: what counts already.
  package init(limit: Amount?, allowsUnknownPrice: Bool = false, spent: Amount = .zero) {
    self.limit = limit
    self.allowsUnknownPrice = allowsUnknownPrice
    self.spent = spent
  }

  /// Sets the most that a call may cost aside. While only calls in flight stand in its way, it waits for what they really cost.
  package func reserve(_ estimate: CostRange?) async -> Answer {
    guard let limit else { return .granted(Reservation(amount: estimate?.high)) }
    guard let high = estimate?.high else {
      return allowsUnknownPrice ? .granted(Reservation(amount: nil)) : .unknownPrice(limit: limit)
    }
    while !fits(high, besides: reserved, in: limit) {
      guard reserved > .zero, fits(high, besides: .zero, in: limit) else { return .reached(limit: limit, spent: spent) }
      await withCheckedContinuation { waiting.append($0) }
    }
    reserved = reserved.adding(high) ?? limit
    return .granted(Reservation(amount: high))
  }

  private func fits(_ cost: Amount, besides reserved: Amount, in limit: Amount) -> Bool {
    guard let committed = spent.adding(reserved), let total = committed.adding(cost) else { return false }
    return total <= limit
  }

  /// Ends a reservation with what the call cost; an unknown cost counts as what was reserved for it.
  package func settle(_ reservation: Reservation, actual: Amount?) {
    if let amount = reservation.amount { reserved = Amount(nanos: reserved.nanos - amount.nanos) }
    if let cost = actual ?? reservation.amount { spent = spent.adding(cost) ?? Amount(nanos: .max) }
    for continuation in waiting { continuation.resume() }
    waiting = []
  }
}
