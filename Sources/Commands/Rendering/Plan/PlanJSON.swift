import Diagnostics
import GatewayAPI
import ImageCore
import JSON
import PipelineModel
import Planning
import Storage
import SystemPackage

/// A plan as one JSON object. The names are stable.
struct PlanJSON {
  let plan: Plan
  let forecast: PlanForecast?
  /// The warnings that were also printed on standard error.
  let warnings: [Diagnostic]

  var value: JSONValue {
    JSONDocument.plan.value([
      ("pipeline", .text(plan.pipeline.name)),
      ("gateways", .array(plan.pipeline.gateways.map { .text($0.name) })),
      ("model", .optional(plan.pipeline.modelID)),
      ("output", .text(plan.pipeline.output.string)),
      ("assets", .array(plan.assets.map(asset))),
      ("deliveries", .array(plan.deliveries.map(DeliveryFacts.value))),
      ("calls", .integer(plan.calls)),
      ("callsAtMost", .integer(plan.callsAtMost)),
      ("reused", .integer(plan.reused)),
      ("orphans", .integer(plan.orphans)),
      ("cost", plan.cost.map(Self.cost) ?? .null),
      (
        "costs",
        .object(
          ServiceTier.allCases.compactMap { tier in plan.tierCosts[tier].map { (name: tier.rawValue, value: Self.cost($0)) } })
      ),
      ("prices", .array(plan.pipeline.gateways.map(price))),
      ("time", forecast?.time.map(Self.time) ?? .null),
      ("preparations", .array(forecast?.preparations.map(Self.preparation) ?? [])),
      ("requests", .array(forecast?.requests.map(Self.request) ?? [])),
      ("warnings", .array(warnings.map(Self.warning))),
    ])
  }

  /// Returns the prices of a gateway's calls.
  private func price(_ gateway: GatewayProfile) -> JSONValue {
    let prices = PlanFacts.prices(at: gateway, card: plan.pipeline.card)
    return .object([
      ("gateway", .text(gateway.name)), ("billed", .flag(gateway.isBilled)),
      ("listPrice", .flag(prices != nil && PlanFacts.isListPrice(at: gateway, card: plan.pipeline.card))),
      ("verifiedOn", .optional(prices?.verifiedOn.description)), ("source", .optional(prices?.source)),
    ])
  }

  private static func warning(_ diagnostic: Diagnostic) -> JSONValue {
    .object([
      ("id", .text(diagnostic.id.name)), ("severity", .text(diagnostic.severity.rawValue)), ("message", .text(diagnostic.message)),
      ("line", diagnostic.position.map { .integer($0.line) } ?? .null),
      ("column", diagnostic.position.map { .integer($0.column) } ?? .null),
    ])
  }

  private static func change(_ change: PlannedChange) -> JSONValue {
    .object([("field", .text(change.field)), ("before", .optional(change.before)), ("after", .optional(change.after))])
  }

  static func cost(_ range: CostRange) -> JSONValue {
    .object([("currency", .text("USD")), ("low", .text(range.low.description)), ("high", .text(range.high.description))])
  }

  private func asset(_ asset: PlannedAsset) -> JSONValue {
    .object([
      ("name", .text(asset.name)),
      ("source", .optional(asset.asset.source?.writtenPath)),
      ("problem", .optional(asset.problem?.message)),
      ("steps", .array(asset.nodes.map { node($0, of: asset) })),
    ])
  }

  private func offer(_ offer: GatewayOffer) -> JSONValue {
    .object([
      ("name", .text(offer.gateway)), ("cost", offer.estimate.map(Self.cost) ?? .null), ("cannot", .optional(offer.obstacle)),
    ])
  }

  private func node(_ node: PlannedNode, of asset: PlannedAsset) -> JSONValue {
    var members: [(name: String, value: JSONValue)] = [
      ("stage", .text(node.stage)),
      ("variant", .integer(node.place.variant)),
      ("status", .text(node.status.rawValue)),
      ("why", .text(node.reason.text)),
      ("changes", .array(node.reason.changes.map(Self.change))),
      ("key", .optional(node.key?.hex)),
    ]
    members.append(("settings", Self.settings(of: asset.asset.chain.links[node.place.stage])))
    if let exchange = node.exchange {
      members.append(("cost", exchange.estimate.map(Self.cost) ?? .null))
      if exchange.offers.count > 1 { members.append(("gateways", .array(exchange.offers.map(offer)))) }
      members.append(("failure", .optional(exchange.storedFailure?.rawValue)))
      members.append(("expected", .optional(exchange.asked.expected?.description)))
      if let sentence = exchange.groundSentence { members.append(("groundSentence", .text(sentence))) }
    }
    members.append(
      (
        "outputs",
        .array(
          node.outputs.map { output in
            .object([
              ("name", .text(output.name)), ("path", .optional(output.path)), ("current", .flag(output.isCurrent)),
              ("why", .text(output.reason.text)), ("changes", .array(output.reason.changes.map(Self.change))),
            ])
          })
      ))
    return .object(members)
  }
}
