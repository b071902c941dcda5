import Foundation
import GatewayEmulator
import Testing

@Suite struct OneBillTests {
  /// What a call costs at least and at most, in 10⁻⁹ USD, by the plan.
  private func prices(_ bench: PartBench) async throws -> (low: Int64, high: Int64) {
    let planned = try await Program.run("plan", "parts.yaml", "--format", "json", in: bench.scratch)
    let cost = try #require(try JSONDecoder().decode(PlanReport.self, from: Data(planned.output.utf8)).cost)
    func nanos(_ text: String) throws -> Int64 {
      NSDecimalNumber(decimal: try #require(Decimal(string: text)) * 1_000_000_000).int64Value / Int64(bench.count)
    }
    return (try nanos(cost.low), try nanos(cost.high))
  }

  /// What counts as spent in the shared folder, in 10⁻⁹ USD.
  private func spent(_ bench: PartBench, _ plan: String = "plan.json") async throws -> Int64 {
    let ending = try await Program.run("status", plan, "--shared", "shared", in: bench.scratch)
    return ending.output.matches(of: /([0-9.]+) USD spent/).reduce(0) { sum, match in
      sum + (Decimal(string: String(match.1)).map { NSDecimalNumber(decimal: $0 * 1_000_000_000).int64Value } ?? 0)
    }
  }

  private func decimal(_ nanos: Int64) -> String { "\(Decimal(nanos) / 1_000_000_000)" }

  @Test(arguments: [["1/3", "2/3", "3/3"], ["1/1", "1/1"], ["1/2", "1/2", "2/2", "2/2"]])
  func `all machines together spend no more than the limit`(_ parts: [String]) async throws {
    let scratch = try Scratch()
    let counts = RequestCounts()
    try await withGateway(onRequest: RequestObserver { await counts.add($0) }) { emulator in
      let bench = try await PartBench(scratch, count: 18, gateway: emulator.gateway)
      let (low, high) = try await prices(bench)
      // Room for some calls in each part, and not for all of them.
      let limit = low * 13
      #expect(limit / 3 > high)
      for round in 1...2 {
        let endings = try await withThrowingTaskGroup(of: Program.Ending.self) { group in
          for (index, part) in parts.enumerated() {
            group.addTask { try await bench.run(part, store: "store\(round)-\(index)", "--max-cost", decimal(limit)) }
          }
          return try await group.reduce(into: []) { $0.append($1) }
        }
        for ending in endings { #expect([0, 4].contains(ending.code), "\(ending.errors) \(ending.output)") }
        #expect(endings.contains { $0.code == 4 })
        #expect(try await (low...limit).contains(spent(bench)), "round \(round)")
        #expect(await counts.most <= 1, "round \(round)")
      }
    }
  }

  @Test func `a kept plan's cost is for all machines together`() async throws {
    let scratch = try Scratch()
    try await withGateway { emulator in
      let bench = try await PartBench(scratch, count: 6, gateway: emulator.gateway)
      let text = try scratch.text("plan.json")
      let high = try #require(text.firstMatch(of: #/"high" : "[0-9.]+"/#))
      let limit = try await prices(bench).high * 2
      try scratch.write(text.replacingCharacters(in: high.range, with: "\"high\" : \"\(decimal(limit))\""), to: "less.json")
      for part in 1...2 { #expect(try await [0, 4].contains(bench.run("\(part)/2", store: "store\(part)", file: "less.json").code)) }
      #expect(try await spent(bench, "less.json") <= limit)
      #expect(await emulator.requestCount < 6)
      // Money is counted by plan: another one has its own, and what was paid for is used again.
      for part in 1...2 { #expect(try await bench.run("\(part)/2", store: "store\(part)").code == 0) }
      #expect(await emulator.requestCount == 6)
    }
  }
}
