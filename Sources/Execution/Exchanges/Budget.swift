package import GatewayAPI

/// Enforces a spending limit, including calls in flight.
package actor Budget {
  package enum Answer: Sendable {
    case granted(Reservation)
    /// The call would go over the limit.
    case reached(limit: Amount, spent: Amount)
    /// The call's price is not known, so the limit cannot be kept.
    case unknownPrice(limit: Amount)
  }

  package struct Reservation: Sendable {
    /// The reserved amount, or `nil` if the price is unknown and there is no limit.
    package let amount: Amount?
  }

  private let limit: Amount?
  private let allowsUnknownPrice: Bool
  private var spent: Amount
  private var reserved = Amount.zero
  /// Calls for which there may be room once those in flight have ended.
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// - Parameters:
  ///   - allowsUnknownPrice: `true` to admit a call whose price is unknown.
  ///   - spent: the amount that is spent already.
  package init(limit: Amount?, allowsUnknownPrice: Bool = false, spent: Amount = .zero) {
    self.limit = limit
    self.allowsUnknownPrice = allowsUnknownPrice
    self.spent = spent
  }

  /// Reserves the highest cost of a call. If only calls in flight exceed the limit, it waits for their actual costs.
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

  /// Releases a reservation with the call's actual cost; an unknown cost counts as the reserved amount.
  package func release(_ reservation: Reservation, actual: Amount?) {
    if let amount = reservation.amount { reserved = Amount(nanos: reserved.nanos - amount.nanos) }
    if let cost = actual ?? reservation.amount { spent = spent.adding(cost) ?? Amount(nanos: .max) }
    for continuation in waiting { continuation.resume() }
    waiting = []
  }
}
