import Diagnostics
import GatewayAPI
import JSON
import PipelineModel
import Planning
import Storage

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
    lines += tiers
    lines += service
    if let time { lines.append(("time", Self.text(of: time))) }
    if plan.orphans > 0 { lines.append(("orphans", "\(Self.orphans(plan.orphans)); `run --prune` removes them")) }
    if warnings > 0 { lines.append(("warnings", "\(warnings), above")) }
    return lines
  }

  /// Files that no asset of the pipeline has any more.
  static func orphans(_ count: Int) -> String {
    "\(Count.of(count, "file")) of assets that are gone \(count == 1 ? "stands" : "stand") in the output folder"
  }

  /// The cost at each tier, side by side, where there is a choice.
  private var tiers: [(name: String, value: String)] {
    guard plan.callsAtMost > 0, plan.pipeline.gateways.contains(where: \.isBilled) else { return [] }
    let costs = [ServiceTier.standard, .batch, .flex].compactMap { tier in plan.tierCosts[tier].map { (tier, $0) } }
    guard costs.count > 1 else { return [] }
    return costs.map { tier, cost in
      let disputed = plan.pipeline.card?.tiers[tier]?.isDisputed ?? false
      return (
        tier.rawValue, "\(Self.price(cost)), \(Self.way(to: tier))\(disputed ? "; sources disagree on whether there is this tier" : "")"
      )
    }
  }

  private static func way(to tier: ServiceTier) -> String {
    switch tier {
    case .standard: "at once"
    case .batch: "within a day: `run --batch`"
    case .flex, .priority: "`--tier \(tier.rawValue)`"
    }
  }

  /// How calls are served where that is not as usual, and what the other side may keep of them.
  private var service: [(name: String, value: String)] {
    guard plan.callsAtMost > 0 else { return [] }
    let stages = plan.assets.flatMap { $0.asset.chain.links }.compactMap(\.generation)
    var lines: [(name: String, value: String)] = []
    for words in Set(stages.map { plan.pipeline.service(of: $0) }.filter { $0.tier != .standard }.map(Self.text)).sorted() {
      lines.append(("tier", words))
    }
    for gateway in plan.pipeline.gateways where gateway.billingDomain == .real {
      for storage in Set(stages.map(\.storage)).sorted(by: { $0.rawValue > $1.rawValue }) {
        lines.append((lines.last?.name == "kept" ? "" : "kept", Self.keeping(at: gateway, storage)))
      }
    }
    return lines
  }

  private static func text(of choice: ServiceChoice) -> String {
    var words = [choice.tier.rawValue]
    if choice.tier == .flex {
      words.append("asked for again for up to \(Count.duration(milliseconds: choice.patience.components.seconds * 1_000))")
    }
    if choice.steps.count > 1 { words.append("otherwise \(choice.steps.dropFirst().map(\.rawValue).joined(separator: ", then "))") }
    return words.joined(separator: ", ")
  }

  private static func keeping(at gateway: GatewayProfile, _ storage: StorageChoice) -> String {
    guard gateway.takesStore else { return "\(gateway.name) cannot be told not to keep what it is sent" }
    return storage == .none
      ? "\(gateway.name) is told not to keep what it is sent" : "\(gateway.name) may keep what it is sent, as its project is set up"
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
    words += askedModels(at: billed)
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }

  /// The prices of models that are asked for words.
  private func askedModels(at gateways: [GatewayProfile]) -> [String] {
    let cards = Set(plan.assets.flatMap { $0.asset.chain.links }.compactMap { $0.describing.flatMap { plan.pipeline.model(of: $0).card } })
    return cards.sorted { $0.id < $1.id }.flatMap { card in
      Set(
        gateways.compactMap { gateway in
          Self.prices(at: gateway, card: card).map { prices in
            let kind = Self.isListPrice(at: gateway, card: card) ? "list price" : "price of \(gateway.name)"
            return "\(card.id): \(kind) as of \(prices.verifiedOn) (\(prices.source))"
          }
        }
      ).sorted()
    }
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

/// What a plan says of things that are made of all assets together.
enum DeliveryFacts {
  static func lines(of plan: Plan) -> [String] {
    let names = plan.deliveries.map { "\($0.delivery.name) in \($0.delivery.stage.place.folder)" }
    let width = names.map(\.count).max() ?? 0
    return zip(names, plan.deliveries).map { name, planned in
      let word = planned.status == .run ? "make" : planned.status == .current ? "keep" : planned.status.rawValue
      let gap = String(repeating: " ", count: width - name.count + 3)
      return "  \(PrintableText.line(name))\(gap)\(word)  \(PrintableText.line(planned.reason.text))"
    }
  }

  static func value(_ planned: PlannedDelivery) -> JSONValue {
    .object([
      ("collector", .text(planned.delivery.name)), ("folder", .text(planned.delivery.stage.place.folder)),
      ("status", .text(planned.status.rawValue)), ("why", .text(planned.reason.text)),
      ("key", .optional(planned.key?.hex)), ("inputs", .array(planned.inputs.map { .text($0.description) })),
      ("files", .array(planned.paths.map { .text($0) })),
    ])
  }
}
