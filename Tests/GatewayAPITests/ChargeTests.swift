import BuiltIns
import GatewayAPI
import ImageCore
import Testing

/// What answered calls are booked with, part by part.
@Suite struct ChargeTests {
  static let google = gateway("google")
  static let pro = card("gemini-3-pro-image-preview")
  static let flash = card("gemini-2.5-flash-image")

  static func gateway(_ name: String) -> GatewayProfile { BuiltIns.gateways.first { $0.name == name } ?? BuiltIns.gateways[0] }
  static func card(_ id: String) -> ModelCard { BuiltIns.models.card(for: id) ?? BuiltIns.models[0] }

  /// 10 tokens of text in, a picture of 1,120 tokens out: 10 x 2 + 1,120 x 120 millionths of a dollar with 3 Pro.
  static func call(_ change: (inout AnsweredCall) -> Void = { _ in }) -> AnsweredCall {
    var call = AnsweredCall()
    var usage = Usage()
    (usage.prompt, usage.promptByModality) = (10, ["TEXT": 10])
    (usage.candidates, usage.candidatesByModality) = (1_120, ["IMAGE": 1_120])
    usage.total = 1_130
    (call.usage, call.picture, call.hasResult) = (usage, PixelSize(1024, 1024), true)
    change(&call)
    return call
  }

  static let whole: Int64 = 134_420_000

  static let tiers: [(asked: ServiceTier, words: [String], nanos: Int64, isAssumed: Bool)] = [
    (.standard, [], whole, false), (.flex, ["flex"], whole / 2, false), (.flex, ["standard"], whole, false),
    (.flex, ["SERVICE_TIER_FLEX"], whole / 2, false), (.flex, ["serviceTierFlex"], whole / 2, false), (.flex, [], whole / 2, true),
    (.flex, ["economy"], whole / 2, true), (.flex, ["economy", "Standard"], whole, false), (.standard, ["economy"], whole, true),
    (.priority, ["priority"], whole * 2, false), (.priority, ["Standard"], whole, false), (.standard, ["flex"], whole / 2, false),
    // An item of a job is billed as one, whatever its answer says.
    (.batch, [], whole / 2, false), (.batch, ["standard"], whole / 2, false),
  ]

  @Test(arguments: tiers.indices) func `the tier that answered is the one that is billed`(_ index: Int) {
    let (asked, words, nanos, isAssumed) = Self.tiers[index]
    let charge = Self.google.charge(for: Self.call { $0.tier = BilledTier(asked: asked, answered: words) }, card: Self.pro)
    #expect(charge.amount?.nanos == nanos)
    #expect(charge.basis.contains("(assumed)") == isAssumed, "\(charge.basis)")
    #expect(charge.notes.isEmpty != isAssumed)
  }

  static let figures: [(text: String, hasPicture: Bool, nanos: Int64?)] = [
    ("0.05", true, 50_000_000), ("5e-2", true, 50_000_000), ("1.5E-05", true, 15_000), ("0", true, nil), ("0.0", true, nil),
    ("0", false, 0), ("-0.05", true, nil), ("NaN", true, nil), ("Infinity", true, nil), ("1e400", true, nil), ("", true, nil),
    ("0.0000000001", true, 1), ("free", true, nil), ("0.134420000", true, whole), ("9999999999999", true, nil),
  ]

  @Test(arguments: figures.indices) func `the gateway's own figure comes first, unless it cannot be one`(_ index: Int) {
    let (text, hasPicture, nanos) = Self.figures[index]
    let call = Self.call {
      $0.reportedCost = ReportedCost(text)
      if !hasPicture { ($0.picture, $0.hasResult) = (nil, false) }
    }
    let charge = Self.google.charge(for: call, card: Self.pro)
    #expect(charge.amount?.nanos == nanos, "unknown is never 0")
    #expect(charge.basis.contains(nanos == nil ? "cannot be used" : "reported by the gateway"))
    if let nanos { #expect(charge.notes.isEmpty == (nanos == Self.whole), "\(charge.notes)") }
  }

  @Test func `searches are booked by the query or by the request, and all of them`() {
    let queries: [(web: Int, image: Int)] = [(0, 0), (3, 0), (2, 2), (12, 0)]
    for (web, image) in queries {
      let call = Self.call {
        ($0.searches.webQueries, $0.searches.imageQueries) = (web, image)
        $0.searches.isGrounded = web + image > 0
      }
      let byQuery = Self.google.charge(for: call, card: Self.pro)
      #expect(byQuery.amount?.nanos == Self.whole + Int64(web + image) * 14_000_000)
      #expect(byQuery.notes.isEmpty == (web + image <= 10))
      var flash = call
      flash.usage?.candidates = 1_290
      flash.usage?.candidatesByModality = ["IMAGE": 1_290]
      let byPrompt = Self.google.charge(for: flash, card: Self.flash)
      #expect(byPrompt.amount == Amount(nanos: 10 * 300 + 1_290 * 30_000 + (web + image > 0 ? 35_000_000 : 0)))
    }
  }

  @Test func `searches that nobody counts make the cost unknown where each is billed`() {
    let grounded = Self.call { $0.searches.isGrounded = true }
    #expect(Self.google.charge(for: grounded, card: Self.pro).amount == nil)
    #expect(Self.google.charge(for: grounded, card: Self.pro).basis == "searches that the answer does not count")
    // By the request it is enough that there were some.
    var flash = grounded
    flash.usage?.candidates = 1_290
    flash.usage?.candidatesByModality = ["IMAGE": 1_290]
    #expect(Self.google.charge(for: flash, card: Self.flash).amount != nil)
  }

  @Test func `a tier without a price that answers makes the cost unknown`() {
    var card = Self.pro
    card.tiers = [:]
    let call = Self.call { $0.tier = BilledTier(asked: .standard, answered: ["PRIORITY"]) }
    #expect(Self.google.charge(for: call, card: card).amount == nil)
    #expect(Self.google.charge(for: call, card: card).basis == "no price of the tier priority is known")
  }

  @Test func `searches of unknown price make the cost unknown`() {
    var card = Self.pro
    card.searchPrice = nil
    let searched = Self.call { ($0.searches.webQueries, $0.searches.isGrounded) = (1, true) }
    #expect(Self.google.charge(for: searched, card: card).amount == nil)
    #expect(Self.google.charge(for: searched, card: card).basis == "searches of unknown price")
    #expect(Self.google.charge(for: Self.call(), card: card).amount?.nanos == Self.whole)
    #expect(card.estimate(RequestShape(textByteCount: 8, inputImages: 0, imageSize: "1K", searches: true)) == nil)
  }

  @Test func `a price by the call is due for a picture, and without one where the profile says so`() throws {
    var relay = Self.gateway("serevix")
    relay.prices["gemini-3-pro-image"] = Sourced(
      Prices(perCall: Amount(nanos: 50_000_000)), source: "this test", verifiedOn: CalendarDate(2026, 11, 30))
    let empty = Self.call { ($0.usage, $0.picture, $0.hasResult) = (nil, nil, false) }
    let searched = Self.call { ($0.searches.webQueries, $0.searches.isGrounded) = (3, true) }
    #expect(relay.charge(for: Self.call(), card: Self.pro).amount?.nanos == 50_000_000)
    #expect(relay.charge(for: searched, card: Self.pro).amount?.nanos == 50_000_000, "the price of all of it")
    #expect(relay.charge(for: empty, card: Self.pro).amount == .zero)
    relay.billsEmptyAnswers = true
    #expect(relay.charge(for: empty, card: Self.pro).amount?.nanos == 50_000_000)
    let shape = RequestShape(textByteCount: 8, inputImages: 14, imageSize: "4K", searches: true)
    #expect(relay.estimate(shape, card: Self.pro) == CostRange(low: Amount(nanos: 50_000_000), high: Amount(nanos: 50_000_000)))
  }

  @Test func `what is set aside covers searches, disputed tiers and those that come otherwise`() throws {
    let plain = RequestShape(textByteCount: 0, inputImages: 0, imageSize: "1K", maxOutputTokens: 0)
    let searching = RequestShape(textByteCount: 0, inputImages: 0, imageSize: "1K", maxOutputTokens: 0, searches: true)
    let picture = Amount(nanos: 134_400_000)
    #expect(Self.pro.estimate(plain) == CostRange(low: picture, high: picture))
    #expect(Self.pro.estimate(searching)?.high == Amount(nanos: 134_400_000 + 140_000_000))
    #expect(Self.pro.estimate(searching)?.low == picture)
    let half = Amount(nanos: 67_200_000)
    let google = Self.google
    #expect(google.estimate(plain, card: Self.pro, service: ServiceChoice(.flex)) == CostRange(low: half, high: picture), "disputed")
    var certain = Self.pro
    certain.tiers[.flex] = TierFacts(
      percent: 50...50, priceSource: "this test", Sourced(true, source: "this test", verifiedOn: CalendarDate(2026, 11, 30)))
    #expect(google.estimate(plain, card: certain, service: ServiceChoice(.flex)) == CostRange(low: half, high: half))
    #expect(
      google.estimate(plain, card: certain, service: ServiceChoice(.flex, otherwise: [.standard])) == CostRange(low: half, high: picture))
    #expect(google.estimate(plain, card: certain, service: ServiceChoice(.priority))?.high.nanos == 268_800_000)
  }

  @Test func `thinking that is asked for is in the estimate`() {
    let card = Self.card("gemini-nano-banana-2.1")
    func most(_ level: String?) -> Amount? {
      card.estimate(RequestShape(textByteCount: 0, inputImages: 0, imageSize: "1K", thinkingLevel: level))?.high
    }
    #expect(most("minimal") == Amount(nanos: 33_600_000 + 500 * 7_500))
    #expect(most(nil) == Amount(nanos: 33_600_000 + 2_000 * 7_500))
    #expect(most("high") == Amount(nanos: 33_600_000 + 8_000 * 7_500))
  }

  /// A thousand calls of every kind, each to the billionth.
  @Test func `a thousand mixed calls come to what each of them costs`() {
    var relay = Self.gateway("serevix")
    relay.prices["gemini-3-pro-image"] = Sourced(
      Prices(perCall: Amount(nanos: 50_000_000)), source: "this test", verifiedOn: CalendarDate(2026, 11, 30))
    var total: Int64 = 0
    var expected: Int64 = 0
    for index in 0..<1_000 {
      let tier = [ServiceTier.flex, .standard, .priority, .batch][index % 4]
      let searches = index % 7
      let isReported = index % 5 == 0
      let call = Self.call {
        $0.tier = BilledTier(asked: tier, answered: [tier.rawValue])
        ($0.searches.webQueries, $0.searches.isGrounded) = (searches, searches > 0)
        if isReported { $0.reportedCost = ReportedCost("0.0\(index % 9 + 1)") }
      }
      let gateway = index % 3 == 0 ? relay : Self.google
      total += gateway.charge(for: call, card: Self.pro).amount?.nanos ?? 0
      let tokens = Self.whole * [50, 100, 200, 50][index % 4] / 100
      expected +=
        isReported ? Int64(index % 9 + 1) * 10_000_000 : index % 3 == 0 ? 50_000_000 : tokens + Int64(searches) * 14_000_000
    }
    #expect(total == expected)
  }
}
