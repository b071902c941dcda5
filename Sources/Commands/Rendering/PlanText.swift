import GatewayAPI
import PipelineEngine

/// A plan for a person: what happens to each asset and why, then the totals.
struct PlanText {
  let plan: Plan

  var text: String {
    var lines: [String] = []
    let width = plan.assets.flatMap { asset in asset.steps.map { Self.label($0, of: asset).count } }.max() ?? 0
    for asset in plan.assets {
      lines.append(asset.name + (asset.problem.map { "  cannot be made: \($0.message)" } ?? ""))
      guard asset.problem == nil else { continue }
      for step in asset.steps { lines += self.lines(of: step, in: asset, width: width) }
    }
    if !lines.isEmpty { lines.append("") }
    lines += offers
    lines.append(totals)
    return lines.joined(separator: "\n")
  }

  private func lines(of step: PlannedStep, in asset: PlannedAsset, width: Int) -> [String] {
    let label = Self.label(step, of: asset)
    let stage = label + String(repeating: " ", count: width + 3 - label.count)
    var lines = ["  \(stage)\(Self.word(step.status))  \(step.why)"]
    for output in step.outputs where step.status == .run && output.path != nil && !output.isCurrent {
      lines.append("    \(output.path ?? output.name)  \(output.why)")
    }
    return lines
  }

  /// The stage with its turn where there are several, and its variant.
  private static func label(_ step: PlannedStep, of asset: PlannedAsset) -> String {
    let chain = asset.asset.chain
    var label = step.stage
    let turns = chain.paidIndices
    if turns.count > 1, let turn = turns.firstIndex(of: step.index) { label += ", turn \(turn + 1)" }
    if let division = chain.fanOutIndex, step.index >= division { label += " #\(step.variant)" }
    return label
  }

  private static func word(_ status: PlannedStep.Status) -> String {
    switch status {
    case .call: "pay    "
    case .reuse: "reuse  "
    case .run: "make   "
    case .current: "keep   "
    case .blocked: "blocked"
    }
  }

  /// Where there are several gateways: what a call costs at each, and what it cannot do.
  private var offers: [String] {
    guard plan.pipeline.gateways.count > 1 else { return [] }
    let all = plan.assets.flatMap(\.steps).filter { $0.status == .call }.compactMap { $0.exchange?.offers }.joined()
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

  private var totals: String {
    var parts = ["\(Count.of(plan.assets.count, "asset"))", "\(Count.of(plan.calls, "paid call"))"]
    if plan.callsAtMost > plan.calls { parts[1] += " (at most \(plan.callsAtMost))" }
    parts.append("\(Count.of(plan.reused, "stored answer")) used again")
    return parts.joined(separator: ", ") + "; cost \(cost)"
  }

  private var cost: String { Self.price(plan.cost) }

  private static func price(_ cost: CostRange?) -> String {
    guard let cost else { return "unknown" }
    if cost.low == cost.high { return "\(cost.low) USD" }
    return "\(cost.low) to \(cost.high) USD"
  }
}

/// Numbers with their nouns.
enum Count {
  static func of(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
