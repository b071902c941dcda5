import Foundation
import GatewayAPI
import Testing

@Suite struct RateLimitTests {
  @Test func `no more calls are open than may be`() {
    var limit = RateLimit(RateLimit.Bounds(inFlight: 2))
    #expect(limit.admit(tokens: 0, at: .zero) == .go)
    #expect(limit.admit(tokens: 0, at: .zero) == .go)
    #expect(limit.admit(tokens: 0, at: .zero) == .full)
    limit.succeeded()
    #expect(limit.admit(tokens: 0, at: .zero) == .go)
    #expect(limit.open == 2)
  }

  @Test func `calls a minute`() {
    var limit = RateLimit(RateLimit.Bounds(requestsPerMinute: 2, inFlight: 10))
    #expect(limit.admit(tokens: 0, at: .seconds(10)) == .go)
    #expect(limit.admit(tokens: 0, at: .seconds(20)) == .go)
    #expect(limit.admit(tokens: 0, at: .seconds(30)) == .wait(until: .seconds(70)))
    #expect(limit.admit(tokens: 0, at: .seconds(70)) == .go)
    #expect(limit.admit(tokens: 0, at: .seconds(71)) == .wait(until: .seconds(80)))
  }

  @Test func `tokens a minute, and one call that is larger than that`() {
    var limit = RateLimit(RateLimit.Bounds(tokensPerMinute: 1_000, inFlight: 10))
    #expect(limit.admit(tokens: 600, at: .seconds(1)) == .go)
    #expect(limit.admit(tokens: 300, at: .seconds(2)) == .go)
    #expect(limit.admit(tokens: 200, at: .seconds(3)) == .wait(until: .seconds(61)))
    #expect(limit.admit(tokens: 5_000, at: .seconds(3)) == .wait(until: .seconds(62)))
    #expect(limit.admit(tokens: 5_000, at: .seconds(62)) == .go)
  }

  @Test func `a refusal halves what may be open and blocks until the gateway says`() {
    var limit = RateLimit(RateLimit.Bounds(inFlight: 8))
    for _ in 0..<8 { #expect(limit.admit(tokens: 0, at: .zero) == .go) }
    limit.throttled(at: .seconds(5), retryAfter: .seconds(31))
    #expect(limit.openLimit == 4)
    #expect(limit.open == 7)
    for _ in 0..<7 { limit.ended() }
    #expect(limit.admit(tokens: 0, at: .seconds(6)) == .wait(until: .seconds(36)))
    #expect(limit.admit(tokens: 0, at: .seconds(36)) == .go)
    for _ in 0..<5 { limit.throttled(at: .seconds(40), retryAfter: nil) }
    #expect(limit.openLimit == 1)
    #expect(limit.open == 0)
  }

  @Test func `successes raise it slowly, and never above the profile's number`() {
    var limit = RateLimit(RateLimit.Bounds(inFlight: 4))
    limit.throttled(at: .zero, retryAfter: .zero)
    #expect(limit.openLimit == 2)
    limit.succeeded()
    #expect(limit.openLimit == 2)
    limit.succeeded()
    #expect(limit.openLimit == 3)
    for _ in 0..<20 { limit.succeeded() }
    #expect(limit.openLimit == 4)
  }

  @Test func `who died gives back what it held`() {
    var limit = RateLimit(RateLimit.Bounds(inFlight: 2))
    #expect(limit.admit(tokens: 0, at: .zero, for: "one") == .go)
    #expect(limit.admit(tokens: 0, at: .zero, for: "one") == .go)
    #expect(limit.admit(tokens: 0, at: .zero, for: "two") == .full)
    #expect(limit.holders == ["one"])
    limit.ended(for: "two")
    #expect(limit.open == 2, "nobody gives back what others hold")
    limit.forget("one")
    #expect(limit.admit(tokens: 0, at: .zero, for: "two") == .go)
  }

  @Test func `a profile that allows less counts at once, one that allows more where nothing was learnt`() {
    var limit = RateLimit(RateLimit.Bounds(inFlight: 4))
    limit.adopt(RateLimit.Bounds(inFlight: 8))
    #expect(limit.openLimit == 8)
    limit.throttled(at: .zero, retryAfter: .zero)
    limit.adopt(RateLimit.Bounds(inFlight: 16))
    #expect(limit.openLimit == 4)
    limit.adopt(RateLimit.Bounds(inFlight: 2))
    #expect(limit.openLimit == 2)
  }

  @Test func `a clock that was set back makes no wait longer`() {
    var limit = RateLimit(RateLimit.Bounds(requestsPerMinute: 1, inFlight: 4))
    #expect(limit.admit(tokens: 0, at: .seconds(1_000_000)) == .go)
    limit.throttled(at: .seconds(1_000_000), retryAfter: .seconds(50))
    #expect(limit.admit(tokens: 0, at: .seconds(10)) == .wait(until: .seconds(60)))
    #expect(limit.admit(tokens: 0, at: .seconds(60)) == .go)
    limit.throttled(at: .seconds(61), retryAfter: .seconds(9_999_999))
    #expect(limit.admit(tokens: 0, at: .seconds(200)) == .wait(until: .seconds(3_661)))
    // A clock that was set back before the word came.
    limit.throttled(at: .seconds(5), retryAfter: .seconds(7))
    #expect(limit.admit(tokens: 0, at: .seconds(6)) == .wait(until: .seconds(12)))
  }

  @Test func `what is remembered does not grow with the calls of a minute`() throws {
    func size(after calls: Int) throws -> Int {
      var limit = RateLimit(RateLimit.Bounds(requestsPerMinute: 1_000_000, tokensPerMinute: 1_000_000_000, inFlight: 1_000_000))
      for call in 0..<calls {
        #expect(limit.admit(tokens: 3, at: .milliseconds(1_700_000_000_000 + call * 59_000 / calls)) == .go)
        limit.succeeded()
      }
      return try JSONEncoder().encode(limit).count
    }
    let few = try size(after: 500)
    #expect(try size(after: 20_000) < few + few / 4)
  }

  @Test(arguments: [3, 16, 17, 100, 400]) func `no minute has more calls than it may, however they come`(_ most: Int) {
    var limit = RateLimit(RateLimit.Bounds(requestsPerMinute: most, inFlight: 10))
    var made: [Duration] = []
    var now = Duration.zero
    while now < .seconds(200) {
      switch limit.admit(tokens: 0, at: now) {
      case .go:
        made.append(now)
        limit.succeeded()
        now += .milliseconds(7)
      case .wait(let until):
        #expect(until > now)
        now = until
      case .full:
        Issue.record("no call is open")
        return
      }
    }
    for (first, time) in made.enumerated() where first + most < made.count { #expect(made[first + most] - time >= .seconds(60)) }
    // A second is what counting calls of a short time together may cost.
    #expect(made.count >= most * 3)
  }

  @Test func `without limits nothing is kept but what a refusal teaches`() {
    var limit = RateLimit(RateLimit.Bounds(inFlight: 2))
    #expect(limit.admit(tokens: 9, at: .seconds(1)) == .go)
    limit.succeeded()
    #expect(limit.isForgettable(at: .seconds(1)))
    limit.throttled(at: .seconds(2), retryAfter: .seconds(3))
    #expect(!limit.isForgettable(at: .seconds(60)), "half of the calls only")
    for _ in 0..<4 { limit.succeeded() }
    #expect(limit.isForgettable(at: .seconds(60)) && !limit.isForgettable(at: .seconds(4)))
    #expect(!RateLimit(RateLimit.Bounds(requestsPerMinute: 9, inFlight: 2)).isForgettable(at: .seconds(60)))
  }
}
