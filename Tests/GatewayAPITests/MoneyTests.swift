import BuiltIns
import GatewayAPI
import Testing

@Suite struct MoneyTests {
  @Test(arguments: [("0", Int64(0)), ("0.134", 134_000_000), ("12", 12_000_000_000), ("-0.5", -500_000_000), ("0.000000001", 1)])
  func `decimal text both ways`(_ text: String, _ nanos: Int64) throws {
    #expect(try #require(Amount(text)).nanos == nanos)
    #expect(Amount(nanos: nanos).description == text)
  }

  @Test(arguments: ["", ".5", "1.", "1,5", "1e3", "0.0000000001", "99999999999", "--1", "+1"]) func `is no amount`(_ text: String) {
    #expect(Amount(text) == nil)
  }

  @Test func `arithmetic that does not fit gives nothing`() {
    #expect(Amount(nanos: .max).adding(Amount(nanos: 1)) == nil)
    #expect(Amount(nanos: .max).multiplied(by: 2) == nil)
    #expect(Amount(nanos: .min).description == "-9223372036.854775808")
  }

  @Test func `the cost of an answer is the sum of its classes`() throws {
    let card = try #require(BuiltIns.models.card(for: "gemini-3-pro-image-preview"))
    var usage = Usage()
    usage.prompt = 570
    usage.promptByModality = ["TEXT": 10, "IMAGE": 560]
    usage.candidates = 1_120
    usage.candidatesByModality = ["IMAGE": 1_120]
    usage.thoughts = 100
    usage.total = 1_790
    // 570 x 2 + 1120 x 120 + 100 x 12 millionths of a dollar.
    let expected = Amount(nanos: 570 * 2_000 + 1_120 * 120_000 + 100 * 12_000)
    #expect(card.cost(of: usage) == CostRange(low: expected, high: expected))
  }

  @Test func `what a relay leaves open becomes a range`() throws {
    let card = try #require(BuiltIns.models.card(for: "gemini-2.5-flash-image"))
    var usage = Usage()
    usage.prompt = 5
    usage.candidates = 1_290
    usage.total = 1_295
    let input: Int64 = 5 * 300
    #expect(
      card.cost(of: usage) == CostRange(low: Amount(nanos: input + 1_290 * 2_500), high: Amount(nanos: input + 1_290 * 30_000)))
    #expect(card.cost(of: Usage()) == nil)
    usage.candidates = .max
    #expect(card.cost(of: usage) == nil)
  }

  @Test func `an estimate covers the documented price of a picture`() throws {
    let card = try #require(BuiltIns.models.card(for: "gemini-3.1-flash-image"))
    let cost = try #require(card.estimate(RequestShape(textByteCount: 200, inputImages: 1, imageSize: "2K")))
    let picture = try #require(Amount("0.1008"))
    #expect(cost.low > picture)
    #expect(try cost.high < #require(Amount("0.115")))
    #expect(card.estimate(RequestShape(textByteCount: 1, inputImages: 0, imageSize: "3K")) == nil)
  }

  @Test func `the emulator costs exactly nothing, an unknown model an unknown amount`() throws {
    let emulator = try #require(BuiltIns.gateways.first { $0.name == "emulator" })
    let google = try #require(BuiltIns.gateways.first { $0.name == "google" })
    let shape = RequestShape(textByteCount: 10, inputImages: 0, imageSize: nil)
    #expect(emulator.estimate(shape, card: nil) == .zero)
    #expect(emulator.charge(for: AnsweredCall(), card: nil).amount == .zero)
    #expect(google.estimate(shape, card: nil) == nil)
    var counted = AnsweredCall()
    counted.usage = Usage()
    #expect(google.charge(for: counted, card: BuiltIns.models.first).amount == nil)
  }
}
