import Planning
import Testing

@Suite struct TimeForecastTests {
  private func time(calls: Int, parallel: Int = 4, perMinute: Int? = nil, median: Int64? = nil) -> Int64? {
    TimeForecast(
      gateway: "ours", calls: calls, parallel: parallel, requestsPerMinute: perMinute, timed: median == nil ? 0 : 1, median: median
    ).milliseconds
  }

  @Test func `tokens have minutes of their own`() {
    func time(tokens: Int, requests: Int?) -> Int64? {
      TimeForecast(
        gateway: "ours", calls: 10, parallel: 4, requestsPerMinute: requests, tokens: tokens, tokensPerMinute: 10_000, timed: 0, median: nil
      ).milliseconds
    }
    #expect(time(tokens: 10_000, requests: nil) == 0)
    #expect(time(tokens: 30_000, requests: nil) == 120_000)
    #expect(time(tokens: 30_000, requests: 2) == 240_000, "the narrower limit counts")
  }

  @Test func `nothing known is nothing said`() {
    #expect(time(calls: 7) == nil)
  }

  @Test func `calls go side by side`() {
    #expect(time(calls: 1, median: 5_000) == 5_000)
    #expect(time(calls: 4, median: 5_000) == 5_000)
    #expect(time(calls: 5, median: 5_000) == 10_000)
    #expect(time(calls: 5, parallel: 0, median: 5_000) == 25_000, "at least one at a time")
  }

  @Test func `the calls of a minute may begin at once, the next wait for the minute to pass`() {
    #expect(time(calls: 10, perMinute: 10) == 0)
    #expect(time(calls: 11, perMinute: 10) == 60_000)
    #expect(time(calls: 11, perMinute: 10, median: 5_000) == 65_000)
    #expect(time(calls: 40, parallel: 1, perMinute: 10, median: 60_000) == 2_400_000, "the slower of both counts")
  }
}
