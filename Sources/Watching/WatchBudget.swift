package import GatewayAPI
import Storage

/// The spending limit of a watch. It counts the ledger's costs of the pipeline, whoever made the calls and however often it was started.
package struct WatchBudget: Hashable, Sendable {
  /// In any 24 hours.
  package let perDay: Amount
  /// In any hour.
  package let perHour: Amount

  package init(perDay: Amount, perHour: Amount) {
    self.perDay = perDay
    self.perHour = perHour
  }

  /// Returns a quarter, so that a mistake at night costs no more than one noticed in the morning.
  package static func standardPerHour(of perDay: Amount) -> Amount { Amount(nanos: perDay.nanos / 4) }

  /// Returns the same, but at most the limit of the pipeline file itself.
  package func limited(to allowed: Amount?) -> WatchBudget {
    guard let allowed else { return self }
    return WatchBudget(perDay: min(perDay, allowed), perHour: min(perHour, allowed))
  }

  package struct Spending: Hashable, Sendable {
    package let day: Amount
    package let hour: Amount
  }

  /// Returns the amount that may still be spent now.
  func allowance(after spending: Spending) -> Amount {
    Amount(nanos: max(0, min(perDay.nanos - spending.day.nanos, perHour.nanos - spending.hour.nanos)))
  }

  /// Returns whether the hourly limit is the tighter one.
  func isLimitedByHour(after spending: Spending) -> Bool {
    perHour.nanos - spending.hour.nanos < perDay.nanos - spending.day.nanos
  }
}

/// Sums the recent costs of a pipeline. A clock that is set forward does not make recent spending look old: time that passed while this
/// process ran is taken from a monotonic clock.
struct SpendingWindow: Sendable {
  private let clock: UTCClock
  private let startMilliseconds: Int64
  private let start = ContinuousClock.now

  init(clock: UTCClock) {
    self.clock = clock
    startMilliseconds = clock.milliseconds()
  }

  func spending(of pipeline: String, in ledger: Ledger) async throws(StorageError) -> WatchBudget.Spending {
    let now = now
    let day = try await ledger.cost(since: now - Self.day, pipeline: pipeline)
    let hour = try await ledger.cost(since: now - Self.hour, pipeline: pipeline)
    return WatchBudget.Spending(day: Self.amount(day), hour: Self.amount(hour))
  }

  /// Returns when the first of the spending leaves the hour or the day, in milliseconds since 1970 UTC, or `nil` if there is none in it.
  func resumption(of pipeline: String, inHour: Bool, in ledger: Ledger) async throws(StorageError) -> Int64? {
    let length = inHour ? Self.hour : Self.day
    return try await ledger.firstCall(since: now - length, pipeline: pipeline).map { $0 + length }
  }

  private var now: Int64 {
    let elapsed = ContinuousClock.now - start
    return min(clock.milliseconds(), startMilliseconds + elapsed.components.seconds * 1_000)
  }

  private static let (day, hour): (Int64, Int64) = (86_400_000, 3_600_000)

  /// Returns an amount in which calls of unknown cost count as their reservations.
  private static func amount(_ total: CostTotal) -> Amount {
    let (sum, overflow) = total.nanoUSD.addingReportingOverflow(total.reserved)
    return Amount(nanos: overflow ? .max : sum)
  }
}
