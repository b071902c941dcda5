import Execution
import GatewayAPI
import Testing

@Suite struct BudgetTests {
  private func usd(_ nanos: Int64) -> Amount { Amount(nanos: nanos) }
  private func price(_ low: Int64, _ high: Int64) -> CostRange { CostRange(low: usd(low), high: usd(high)) }

  private func granted(_ answer: Budget.Answer) throws -> Budget.Reservation {
    guard case .granted(let reservation) = answer else {
      Issue.record("\(answer)")
      throw CancellationError()
    }
    return reservation
  }

  private func isReached(_ answer: Budget.Answer) -> Bool {
    if case .reached = answer { true } else { false }
  }

  @Test func `the higher price is reserved, and what can never fit is refused`() async throws {
    let budget = Budget(limit: usd(100))
    let first = try granted(await budget.reserve(price(10, 60)))
    #expect(first.amount == usd(60))
    #expect(isReached(await budget.reserve(price(1, 101))))
    _ = try granted(await budget.reserve(price(1, 40)))
  }

  @Test func `a call waits for those in flight, and what they cost less is free again`() async throws {
    let budget = Budget(limit: usd(100))
    let first = try granted(await budget.reserve(price(0, 100)))
    async let second = budget.reserve(price(0, 70))
    async let third = budget.reserve(price(0, 71))
    await budget.release(first, actual: usd(30))
    let answers = await [second, third]
    let reservation = try granted(answers[0])
    #expect(isReached(answers[1]), "with 30 spent there is never room for 71")
    await budget.release(reservation, actual: .zero)
    _ = try granted(await budget.reserve(price(0, 70)))
  }

  @Test func `an unknown cost counts as what was reserved`() async throws {
    let budget = Budget(limit: usd(100))
    await budget.release(try granted(await budget.reserve(price(0, 60))), actual: nil)
    #expect(isReached(await budget.reserve(price(0, 41))))
    _ = try granted(await budget.reserve(price(0, 40)))
  }

  @Test func `a call may cost more than it was estimated at`() async throws {
    let budget = Budget(limit: usd(100))
    await budget.release(try granted(await budget.reserve(price(0, 10))), actual: usd(1_000))
    #expect(isReached(await budget.reserve(price(0, 0))))
  }

  @Test func `an unknown price cannot be kept within a limit`() async throws {
    guard case .unknownPrice(let limit) = await Budget(limit: usd(5)).reserve(nil) else {
      Issue.record("it was granted")
      return
    }
    #expect(limit == usd(5))
    #expect(try granted(await Budget(limit: nil).reserve(nil)).amount == nil)
  }

  @Test func `what was spent before counts`() async throws {
    let budget = Budget(limit: usd(100), spent: usd(90))
    #expect(isReached(await budget.reserve(price(0, 11))))
    _ = try granted(await budget.reserve(price(0, 10)))
  }

  @Test func `sums that do not fit are over every limit`() async throws {
    let budget = Budget(limit: usd(.max), spent: usd(.max - 1))
    #expect(isReached(await budget.reserve(price(0, .max))))
    _ = try granted(await budget.reserve(price(0, 1)))
  }

  @Test func `many at once never go over the limit`() async {
    let budget = Budget(limit: usd(1_000))
    let granted = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<500 {
        group.addTask {
          guard case .granted(let reservation) = await budget.reserve(CostRange(low: Amount.zero, high: Amount(nanos: 7))) else { return 0 }
          await Task.yield()
          await budget.release(reservation, actual: Amount(nanos: 7))
          return 1
        }
      }
      var total = 0
      for await count in group { total += count }
      return total
    }
    #expect(granted == 142, "142 times 7 is 994")
  }
}
