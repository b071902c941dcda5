import Diagnostics
import GatewayAPI
import PipelineModel
import Planning

/// The facts about the calls of a plan: gateways, costs with their prices, and duration.
struct PlanFacts {
  let plan: Plan
  let time: TimeForecast?
  let warnings: Int

  var lines: [(name: String, value: String)] {
    var lines: [(name: String, value: String)] = []
    if plan.callsAtMost > 0 || plan.reused > 0 {
      let model = plan.pipeline.modelID.map { "\($0) at " } ?? ""
      lines.append(("model", model + plan.pipeline.gateways.map(\.name).joined(separator: ", then ")))
    }
    for (index, offer) in offers.enumerated() { lines.append((index == 0 ? "gateways" : "", offer)) }
    if plan.callsAtMost > plan.calls {
      lines.append(("calls", "\(plan.calls), and up to \(plan.callsAtMost - plan.calls) more where an answer holds nothing or is rejected"))
    }
    if plan.callsAtMost > 0 {
      lines.append(("cost", Self.price(plan.cost) + (origin.map { ", \($0)" } ?? "")))
    }
    if let time { lines.append(("time", Self.text(of: time))) }
    if warnings > 0 { lines.append(("warnings", "\(warnings), above")) }
    return lines
  }

  static func price(_ cost: CostRange?) -> String {
    guard let cost else { return "unknown" }
    if cost.low == cost.high { return "\(cost.low) USD" }
    return "\(cost.low) to \(cost.high) USD"
  }

  // MARK: prices

  /// Returns the prices of a gateway's calls, or `nil` if they cost nothing or are not known.
  static func prices(at gateway: GatewayProfile, card: ModelCard?) -> Sourced<Prices>? {
    gateway.isBilled ? gateway.priced(card)?.prices : nil
  }

  static func isListPrice(at gateway: GatewayProfile, card: ModelCard?) -> Bool { gateway.priced(card)?.prices == card?.prices }

  private var origin: String? {
    let card = plan.pipeline.card
    let billed = plan.pipeline.gateways.filter(\.isBilled)
    guard !billed.isEmpty else { return "the emulator costs nothing" }
    guard plan.cost != nil else {
      let unknown = billed.filter { Self.prices(at: $0, card: card) == nil }.map(\.name)
      return unknown.isEmpty
        ? nil : "no price is known for \(plan.pipeline.modelID ?? "the model") at \(unknown.joined(separator: " and "))"
    }
    var words: [String] = []
    for gateway in billed {
      guard let prices = Self.prices(at: gateway, card: card) else { continue }
      let kind = Self.isListPrice(at: gateway, card: card) ? "list price" : "price of \(gateway.name)"
      let text = "\(kind) as of \(prices.verifiedOn) (\(prices.source))"
      if !words.contains(text) { words.append(text) }
    }
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }

  /// The costs and obstacles of each gateway, if there are several.
  private var offers: [String] {
    guard plan.pipeline.gateways.count > 1 else { return [] }
    let all = plan.assets.flatMap(\.nodes).filter { $0.status == .call }.compactMap { $0.exchange?.offers }.joined()
    return plan.pipeline.gateways.compactMap { gateway in
      let offers = all.filter { $0.gateway == gateway.name }
      guard !offers.isEmpty else { return nil }
      let able = offers.filter { $0.obstacle == nil }
      var words: [String] = []
      for price in Set(able.map { Self.price($0.estimate) }).sorted() { words.append("\(price) a call") }
      for obstacle in Set(offers.compactMap(\.obstacle)).sorted() {
        words.append("passed over for \(Count.of(offers.filter { $0.obstacle == obstacle }.count, "call")): \(obstacle)")
      }
      return "\(gateway.name): \(words.joined(separator: "; "))"
    }
  }

  // MARK: time

  static func text(of time: TimeForecast) -> String {
    let limits = [
      time.requestsPerMinute.map { "\(Count.of($0, "call")) a minute" }, time.tokensPerMinute.map { "\(Count.of($0, "token")) a minute" },
    ].compactMap(\.self).joined(separator: " and ")
    guard let milliseconds = time.milliseconds else {
      return "not known: no call to \(time.gateway) with this model has been timed yet"
    }
    let duration = Count.duration(milliseconds: milliseconds)
    guard let median = time.median else {
      return "at least \(duration) at \(time.gateway)'s limit of \(limits); how long a call takes is not known yet"
    }
    return "about \(duration): \(Count.of(time.calls, "call")), \(min(time.parallel, time.calls)) at once"
      + (limits.isEmpty ? "" : ", at most \(limits)")
      + ", \(Count.duration(milliseconds: median)) each (the median of the last \(time.timed) at \(time.gateway))"
  }
}
