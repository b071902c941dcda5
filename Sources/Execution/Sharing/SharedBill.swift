package import GatewayAPI
package import Storage

/// Keeps the limit of a part of the assets over all runs of it, on whatever machine: after each claim it is known whether there was room for
/// it.
///
/// Counting all claims for each call would be slow. So a run counts again only when it has itself claimed an eighth of what was left at the
/// last count: up to eight runs of the same part at once stay within the limit together.
package actor SharedBill {
  private let limit: Amount
  private let keys: [Digest]
  private let calls: SharedCalls
  /// What stood under the keys at the last count, and what was set aside here since. In 10⁻⁹ USD.
  private var counted: Int64
  private var since: Int64 = 0

  private static let runsAtOnce: Int64 = 8

  /// - Parameters:
  ///   - limit: that of the part.
  ///   - keys: those of its calls.
  ///   - spent: what stands under them.
  package init(limit: Amount, keys: [Digest], spent: Amount, calls: SharedCalls) {
    self.limit = limit
    self.keys = keys
    self.calls = calls
    counted = spent.nanos
  }

  /// Returns whether there was room for a call that was claimed; if not, it must not be sent.
  /// - Parameter reserved: what was set aside for it, in 10⁻⁹ USD.
  func hasRoom(forClaimed reserved: Int64) async throws(StorageError) -> Bool {
    since = Self.sum(since, reserved)
    if since <= max(0, limit.nanos - counted) / Self.runsAtOnce { return true }
    counted = try await calls.spent(under: keys)
    since = 0
    return counted <= limit.nanos
  }

  private static func sum(_ total: Int64, _ more: Int64) -> Int64 {
    let (sum, overflow) = total.addingReportingOverflow(more)
    return overflow ? .max : sum
  }
}
