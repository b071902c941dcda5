import GatewayAPI
import PipelineFixtures
import Storage
import Synchronization
import Testing

@testable import Watching

@Suite struct SpendingWindowTests {
  /// A time of day that the test sets.
  private final class SettableClock: Sendable {
    private let nanoseconds: Mutex<Int64>

    init() { nanoseconds = Mutex(UTCClock.system.nanoseconds()) }

    var clock: UTCClock { UTCClock { [self] in nanoseconds.withLock { $0 } } }

    func pass(hours: Int64) { nanoseconds.withLock { $0 += hours * 3_600_000_000_000 } }
  }

  private let folder: ScratchFolder
  private let time = SettableClock()
  private let store: Store

  init() async throws {
    folder = try ScratchFolder()
    store = try await Store.open(folder.path(of: "store"), clock: time.clock)
  }

  /// Enters a call that is under way, for which `reserved` was set aside.
  private func spend(_ reserved: Int64, pipeline: String = "inbox", key: String) async throws {
    let run = try await store.startRun(pipeline: pipeline, command: "run")
    let exchange = try await store.ledger.begin(
      NewExchange(
        key: Digest.of(utf8: key), cause: .first, billingDomain: .real, gateway: "ours", model: "m", requestDigest: Digest.of(utf8: key),
        requestSummary: "{}", run: run.id, slot: Slot(pipeline: pipeline, asset: key, stage: 0, variant: 1), reserved: reserved))
    try await store.ledger.markSending(exchange.id)
  }

  @Test func `the day and the hour are counted apart, for one pipeline`() async throws {
    try await spend(5, key: "early")
    time.pass(hours: 2)
    try await spend(3, key: "late")
    try await spend(100, pipeline: "another", key: "other")
    let spending = try await SpendingWindow(clock: time.clock).spending(of: "inbox", in: store.ledger)
    #expect(spending == WatchBudget.Spending(day: Amount(nanos: 8), hour: Amount(nanos: 3)))
    time.pass(hours: 23)
    let later = try await SpendingWindow(clock: time.clock).spending(of: "inbox", in: store.ledger)
    #expect(later == WatchBudget.Spending(day: Amount(nanos: 3), hour: .zero))
    let window = SpendingWindow(clock: time.clock)
    let resumption = try #require(try await window.resumption(of: "inbox", inHour: false, in: store.ledger))
    #expect(resumption - time.clock.milliseconds() == 3_600_000, "what was spent 23 hours ago counts for another hour")
    #expect(try await window.resumption(of: "inbox", inHour: true, in: store.ledger) == nil)
  }

  @Test func `a clock set forward does not make what was just spent look old, nor one set back`() async throws {
    let window = SpendingWindow(clock: time.clock)
    try await spend(5, key: "a")
    for hours in [30, -60] as [Int64] {
      time.pass(hours: hours)
      let spending = try await window.spending(of: "inbox", in: store.ledger)
      #expect(spending == WatchBudget.Spending(day: Amount(nanos: 5), hour: Amount(nanos: 5)))
    }
  }

  @Test func `what is left is the less of both, and nothing where more was spent`() {
    let budget = WatchBudget(perDay: Amount(nanos: 100), perHour: WatchBudget.standardPerHour(of: Amount(nanos: 100)))
    #expect(budget.perHour == Amount(nanos: 25))
    #expect(budget.allowance(after: .init(day: Amount(nanos: 10), hour: Amount(nanos: 10))) == Amount(nanos: 15))
    #expect(budget.allowance(after: .init(day: Amount(nanos: 90), hour: .zero)) == Amount(nanos: 10))
    #expect(budget.allowance(after: .init(day: Amount(nanos: 120), hour: .zero)) == .zero)
    #expect(budget.isLimitedByHour(after: .init(day: Amount(nanos: 10), hour: Amount(nanos: 10))))
    #expect(!budget.isLimitedByHour(after: .init(day: Amount(nanos: 90), hour: .zero)))
  }
}
