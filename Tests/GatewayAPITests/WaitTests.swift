import Dialects
import GatewayAPI
import Testing

/// How long a gateway asks to wait, in every form in which they say it.
@Suite struct WaitTests {
  @Test(arguments: [
    ("31s", 31_000), ("34.07s", 34_070), ("0.1s", 100), ("9.026653464s", 9_026), ("250ms", 250), ("1m30s", 90_000),
    ("5h59m59.960323804s", 21_599_960), ("9 seconds", 9_000), ("1 minute 30 seconds", 90_000), ("2 min", 120_000), ("9 秒", 9_000),
    ("1分30秒", 90_000), ("30h", 86_400_000), ("315359999s", 86_400_000),
  ]) func `a duration is read`(_ text: String, _ milliseconds: Int) {
    #expect(DurationText.read(text) == .milliseconds(milliseconds))
  }

  @Test(arguments: [
    "", "s", "9", "-9s", "9 messages", "soon", "9s later", ".5s", "1e3s", "99999999999999999999s", "315360000s", "9 999999999999999 hours",
  ])
  func `what is no duration is none`(_ text: String) {
    #expect(DurationText.read(text) == nil)
  }

  /// Google's words are those of https://github.com/google-gemini/gemini-cli/pull/12586, OpenAI's of
  /// https://platform.openai.com/docs/guides/rate-limits, the others' of relays.
  @Test(arguments: [
    ("You exceeded your current quota. Please retry in 9.026653464s.", 9_026),
    ("Your quota will reset after 5h59m59s.", 21_599_000),
    ("Rate limit reached for m. Please try again in 20s. Visit", 20_000), ("Please try again in 1m12.5s.", 72_500),
    ("Please try again in 6ms.", 6), ("Try again after 2 minutes", 120_000), ("retry after 15 seconds", 15_000),
    ("Please wait for about 30 seconds", 30_000), ("Too many requests, wait 7 seconds before retrying", 7_000),
    ("请求过于频繁，请 9 秒后重试", 9_000), ("请在 12 秒后再试", 12_000), ("请等待30秒", 30_000), ("2 分钟后再试", 120_000), ("9秒後にもう一度お試しください", 9_000),
    ("{\"retry_after\": 8.5}", 8_500), ("retry in 3s, or retry in 12s", 12_000),
  ]) func `a wait is found in words`(_ words: String, _ milliseconds: Int) {
    #expect(WaitWords.longest(in: words) == .milliseconds(milliseconds))
  }

  @Test(arguments: [
    "", "Limit: 5 requests per 60 seconds", "at most 10 requests in 1 minutes", "It took 9s", "after 9 attempts", "no wait",
  ])
  func `words that name no wait have none`(_ words: String) {
    #expect(WaitWords.longest(in: words) == nil)
  }

  private func wait(_ headers: [HeaderField], provider: Duration? = nil, now: Int? = nil) -> Duration? {
    let profile = GatewayProfile(
      name: "g", title: "G", dialect: GeminiDialect.facts, source: "this test", verifiedOn: CalendarDate(2026, 11, 21))
    return GatewayError(
      answered: AnswerHead(status: 429, headers: headers, byteCount: 0, ending: .declared), profile: profile,
      provider: ProviderError(message: "", retryDelay: provider), now: now, message: ""
    ).retryAfter
  }

  @Test(arguments: [
    ("7", 7), (" 7 ", 7), ("0", 0), ("90000", 86_400), ("7s", 7), ("Sun, 06 Nov 1994 08:49:46 GMT", 9),
    ("Sunday, 06-Nov-94 08:49:46 GMT", 9), ("Sun Nov  6 08:49:46 1994", 9), ("Sun, 06 Nov 1994 08:00:00 GMT", 0),
    ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
  ]) func `Retry-After is a number or a date`(_ value: String, _ seconds: Int) {
    let date = HeaderField("Date", "Sun, 06 Nov 1994 08:49:37 GMT")
    #expect(wait([date, HeaderField("Retry-After", value)]) == .seconds(seconds))
    // Without a date of its own the answer is taken for one of now.
    #expect(wait([HeaderField("Retry-After", value)], now: 784_111_777) == .seconds(seconds))
  }

  /// The time of the answer is that of this century here.
  @Test(arguments: [("1784111786", 9), ("1784111786000", 9), ("1784111786.4", 9), ("1784111000", 0), ("1999999999", 86_400)])
  func `a time since 1970 is a time`(_ value: String, _ seconds: Int) {
    #expect(wait([HeaderField("Retry-After", value)], now: 1_784_111_777) == .seconds(seconds))
  }

  @Test(arguments: ["99999999999999999999", "999999999999", "315360001", "1e9"])
  func `a number that nobody means says nothing, and the run goes by its own waits`(_ value: String) {
    #expect(wait([HeaderField("Retry-After", value), HeaderField("Retry-After-Ms", "99999999999999999")], now: 784_111_777) == nil)
    #expect(WaitWords.longest(in: "retry in \(value)s") == nil)
  }

  @Test(arguments: ["-1", "soon", "", "Sun, 99 Nov 1994 08:49:37 GMT", "2025-12-03T07:45:40Z"])
  func `what makes no sense is no wait`(_ value: String) {
    #expect(wait([HeaderField("Retry-After", value)], now: 784_111_777) == nil)
  }

  @Test func `the longest wait counts`() {
    #expect(wait([HeaderField("Retry-After", "7")], provider: .seconds(9)) == .seconds(9))
    #expect(
      wait([HeaderField("Retry-After", "12"), HeaderField("Retry-After-Ms", "13500")], provider: .seconds(9)) == .milliseconds(13_500))
  }

  @Test func `next to no wait does not use up the requests within one window`() {
    struct Highest: RandomNumberGenerator { mutating func next() -> UInt64 { .max } }
    var random = Highest()
    let error = GatewayError(
      .answered(status: 429), gateway: "g", "", provider: ProviderError(message: "", retryDelay: .zero))
    let waits = (1...3).map { RetryPolicy().decision(after: error, spent: .init(requests: $0), using: &random) }
    #expect(waits == [.again(after: .seconds(1)), .again(after: .seconds(2)), .again(after: .seconds(4))])
  }
}
