import BuiltIns
import Foundation
import GatewayAPI
import GatewayEmulator
import JSON
import Storage
import Testing

/// What the ledger books, held against the prices by a second reckoning: of the tier that answered, of searches, by the call, or as the gateway says.
@Suite struct MixedCostTests {
  private static let isLong = ProcessInfo.processInfo.environment["AQUATINT_LONG_TESTS"] != nil
  /// Calls of each of the four kinds of pipeline; all of them together are 1,000 in the long run.
  private static let count = isLong ? 250 : 10
  /// A model that is listed for flex.
  private static let model = "gemini-3-pro-image"

  /// How a call is answered, by its number: the tier's word, and the number of searches.
  private static let words: [(word: String?, percent: Int)] = [
    ("flex", 50), ("SERVICE_TIER_STANDARD", 100), ("Flex", 50), (nil, 0), ("somethingElse", 0),
  ]

  private static func rules() -> [EmulatorScript.Rule] {
    var rules: [EmulatorScript.Rule] = []
    for (index, word) in words.enumerated() {
      for searches in 0...2 {
        var faults: [Fault] = [word.word.map { .serviceTier($0) } ?? .noServiceTier]
        if searches > 0 { faults.append(.searches(web: searches, image: searches - 1)) }
        rules.append(.init(requests: nil, model: nil, prompt: "<w\(index)s\(searches)>", times: nil, faults: faults))
      }
    }
    rules.append(.init(prompt: "<r>", .cost(usd: "0.0423")))
    return rules
  }

  private static func pipeline(_ name: String, cases: [String], generate: String, gateway: String) -> String {
    """
    version: 1
    name: \(name)
    model: \(model)
    rows:
    \(cases.enumerated().map { "  - {id: \"n\($0.offset)\", how: \"\($0.element)\"}" }.joined(separator: "\n"))
    asset: ${id}
    output: out-\(name)
    stages:
      - generate:
          prompt: "Pier ${id} of \(name), case <${how}>"
          aspectRatio: "1:1"
          imageSize: "1K"
          \(generate)
    gateway: ours
    gateways:
      ours:
        like: google
    \(gateway)
    """
  }

  /// The price of an answer in 10⁻⁹ USD, reckoned from its own usage.
  private static func price(_ exchange: Exchange, percent: Int, searches: Int) throws -> Int64 {
    let card = try #require(BuiltIns.models.card(for: model))
    let prices = try #require(card.prices?.value)
    let usage = try JSONValue.read(Array(try #require(exchange.usage).utf8), .record)
    func count(_ name: String) -> Int64 { Int64(usage[name]?.scalarText ?? "0") ?? 0 }
    func image(_ name: String) -> Int64 {
      (usage[name]?.array ?? []).filter { $0["modality"]?.string == "IMAGE" }.reduce(0) {
        $0 + (Int64($1["tokenCount"]?.scalarText ?? "") ?? 0)
      }
    }
    let (imageIn, imageOut) = (image("promptTokensDetails"), image("candidatesTokensDetails"))
    let terms: [(Int64, Amount)] = [
      (count("promptTokenCount") - imageIn, prices.textInput), (imageIn, prices.imageInput),
      (count("candidatesTokenCount") - imageOut + count("thoughtsTokenCount"), prices.textOutput), (imageOut, prices.imageOutput),
    ]
    // Nanos of a USD for a million tokens, in percent.
    let scaled = terms.reduce(Int64(0)) { $0 + $1.0 * $1.1.nanos } * Int64(percent)
    let tokens = (scaled + 99_999_999) / 100_000_000
    let search = try #require(card.searchPrice?.value)
    return tokens + Int64(searches) * search.amount.nanos
  }

  private static func exchanges(_ scratch: Scratch, pipeline: String) async throws -> [Exchange] {
    try await Store.openReadOnly("\(scratch.path)/.aquatint").ledger.allExchanges().filter { $0.slot.pipeline == pipeline }
  }

  @Test func `the ledger's costs are the prices of what answered, to the last digit`() async throws {
    let scratch = try Scratch()
    try await withGateway(script: Self.rules()) { emulator in
      let address = "    baseURL: http://127.0.0.1:\(emulator.port)\n    key: ${env.OURS_API_KEY}"
      let cases = (0..<Self.count).map { "w\($0 % Self.words.count)s\($0 % 3)" }
      let search = "tools: [google_search]"
      let kinds: [(name: String, cases: [String], generate: String, gateway: String, asked: Int)] = [
        ("flex", cases, "tier: flex\n      \(search)", address, 50), ("standard", cases, search, address, 100),
        ("flat", cases, "storage: allow", address + "\n    prices: {\(Self.model): {perCall: 0.0391}}", 0),
        ("reported", cases.map { _ in "r" }, "storage: allow", address, 0),
      ]
      for kind in kinds {
        try scratch.write(
          Self.pipeline(kind.name, cases: kind.cases, generate: kind.generate, gateway: kind.gateway), to: "\(kind.name).yaml")
        let ending = try await Program.run("run", "\(kind.name).yaml", "--no-report", "--format", "json", in: scratch)
        #expect(ending.code == 0, "\(kind.name): \(ending.errors)")
        let booked = try await Self.exchanges(scratch, pipeline: kind.name)
        #expect(booked.count == Self.count)
        for exchange in booked {
          let number = try #require(Int(exchange.slot.asset.dropFirst()))
          let word = Self.words[number % Self.words.count]
          let searches = number % 3 == 0 ? 0 : 2 * (number % 3) - 1
          let expected: Int64 =
            switch kind.name {
            case "flat": 39_100_000
            case "reported": 42_300_000
            default:
              try Self.price(
                exchange, percent: word.percent == 0 || word.word == nil ? kind.asked : word.percent, searches: searches)
            }
          #expect(exchange.cost?.nanoUSD == expected, "\(kind.name) \(exchange.slot.asset): \(exchange.cost?.basis ?? "")")
        }
      }
    }
  }
}
