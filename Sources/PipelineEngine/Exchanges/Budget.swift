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

  /// - Parameters:
  ///   - allowsUnknownPrice: whether a call is let through whose price nobody knows.
  ///   - spent: what counts already.
  package init(limit: Amount?, allowsUnknownPrice: Bool = false, spent: Amount = .zero) {
    self.limit = limit
    self.allowsUnknownPrice = allowsUnknownPrice
    self.spent = spent
  }

  package func reserve(_ estimate: CostRange?) -> Answer {
    guard let limit else { return .granted(Reservation(amount: estimate?.high)) }
    guard let high = estimate?.high else {
      return allowsUnknownPrice ? .granted(Reservation(amount: nil)) : .unknownPrice(limit: limit)
    }
    guard let committed = spent.adding(reserved), let total = committed.adding(high), total <= limit else {
      return .reached(limit: limit, spent: spent)
    }
    reserved = reserved.adding(high) ?? limit
    return .granted(Reservation(amount: high))
  }

  /// Ends a reservation with what the call cost; an unknown cost counts as what was reserved for it.
  package func settle(_ reservation: Reservation, actual: Amount?) {
    if let amount = reservation.amount { reserved = Amount(nanos: reserved.nanos - amount.nanos) }
    if let cost = actual ?? reservation.amount { spent = spent.adding(cost) ?? Amount(nanos: .max) }
  }
}
