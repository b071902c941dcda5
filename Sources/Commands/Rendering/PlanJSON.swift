import Diagnostics
import GatewayAPI
import ImageCore
import PipelineEngine
import Storage
import SystemPackage

/// A plan as one JSON object. The names are stable.
struct PlanJSON {
  let plan: Plan

  var value: JSONValue {
    .object([
      ("pipeline", .text(plan.pipeline.name)),
      ("gateways", .array(plan.pipeline.gateways.map { .text($0.name) })),
      ("model", .optional(plan.pipeline.modelID)),
      ("output", .text(plan.pipeline.output.string)),
      ("assets", .array(plan.assets.map(asset))),
      ("calls", .integer(plan.calls)),
      ("callsAtMost", .integer(plan.callsAtMost)),
      ("reused", .integer(plan.reused)),
      ("cost", plan.cost.map(Self.cost) ?? .null),
    ])
  }

  static func cost(_ range: CostRange) -> JSONValue {
    .object([("currency", .text("USD")), ("low", .text(range.low.description)), ("high", .text(range.high.description))])
  }

  private func asset(_ asset: PlannedAsset) -> JSONValue {
    .object([
      ("name", .text(asset.name)),
      ("source", .optional(asset.asset.source?.writtenPath)),
      ("problem", .optional(asset.problem?.message)),
      ("steps", .array(asset.steps.map { step($0, of: asset) })),
    ])
  }

  private func offer(_ offer: GatewayOffer) -> JSONValue {
    .object([
      ("name", .text(offer.gateway)), ("cost", offer.estimate.map(Self.cost) ?? .null), ("cannot", .optional(offer.obstacle)),
    ])
  }

  private func step(_ step: PlannedStep, of asset: PlannedAsset) -> JSONValue {
    var members: [(name: String, value: JSONValue)] = [
      ("stage", .text(step.stage)),
      ("variant", .integer(step.variant)),
      ("status", .text(step.status.rawValue)),
      ("why", .text(step.why)),
      ("key", .optional(step.key?.hex)),
    ]
    let settings = asset.asset.chain.links[step.index].settings.settings.filter { !$0.value.isEmpty }
    members.append(("settings", .object(settings.map { ($0.key, .text($0.value)) })))
    if let exchange = step.exchange {
      members.append(("cost", exchange.estimate.map(Self.cost) ?? .null))
      if exchange.offers.count > 1 { members.append(("gateways", .array(exchange.offers.map(offer)))) }
      members.append(("expected", .optional(exchange.asked.expected?.description)))
    }
    members.append(
      (
        "outputs",
        .array(
          step.outputs.map { output in
            .object([
              ("name", .text(output.name)), ("path", .optional(output.path)), ("current", .flag(output.isCurrent)),
              ("why", .text(output.why)),
            ])
          })
      ))
    return .object(members)
  }
}
