import Testing

@testable import PipelineModel
@testable import Storage

@Suite struct AttemptTallyTests {
  private static let key = Digest.of(utf8: "a request")

  private static func attempts(_ made: [(AttemptCause, ExchangeState)]) -> [Exchange] {
    made.enumerated().map { index, attempt in
      Exchange(
        id: .random(), key: key, attempt: index + 1, cause: attempt.0, billingDomain: .real, gateway: "g", model: "m", requestDigest: key,
        requestSummary: "{}", state: attempt.1, reason: nil, response: nil, partial: nil, outcome: nil, detail: nil, picture: nil,
        alternates: nil, usage: nil, cost: nil, reserved: nil, run: .random(),
        slot: Slot(pipeline: "p", asset: "a", stage: 0, variant: 1), created: 0, updated: 0, tier: nil, job: nil)
    }
  }

  @Test func `further calls count since the request was last begun anew`() {
    let attempts = Self.attempts([
      (.first, .interpreted), (.retry, .interpreted), (.refresh, .interpreted), (.askAgain, .interpreted), (.retry, .interpreted),
    ])
    let all = AttemptTally(attempts, upTo: 5)
    #expect((all.retries, all.asks) == (1, 1))
    let before = AttemptTally(attempts, upTo: 2)
    #expect((before.retries, before.asks) == (1, 0))
    #expect(AttemptTally(attempts, upTo: 3) == AttemptTally())
  }

  @Test func `requests without an answer do not count`() {
    let attempts = Self.attempts([(.first, .interpreted), (.retry, .rejected), (.retry, .notSent), (.retry, .interpreted)])
    #expect(AttemptTally(attempts, upTo: 4).retries == 1)
  }
}
