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

extension PlanJSON {
  /// Returns the values in force of a stage's settings, those without one left out; its own value, as in `decode: result`, is named
  /// `value`.
  static func settings(of link: Chain.Link) -> JSONValue {
    let kinds = Dictionary(uniqueKeysWithValues: link.type.settingDescriptions.map { ($0.key, $0.kind) })
    return .object(
      link.settings.settings.filter { !$0.value.isEmpty }.map { setting in
        (setting.key.isEmpty ? "value" : setting.key, value(setting.value, of: kinds[setting.key] ?? .text))
      })
  }

  private static func value(_ text: String, of kind: SettingDescription.Kind) -> JSONValue {
    switch kind {
    case .list:
      return .array((ListText.texts(of: text) ?? [text]).map { .text($0) })
    case .entries(let descriptions):
      let kinds = Dictionary(uniqueKeysWithValues: descriptions.map { ($0.key, $0.kind) })
      return .array(
        (ListText.texts(of: text) ?? []).map { entry in
          let parts = ListText.texts(of: entry) ?? []
          let pairs = stride(from: 0, to: parts.count - 1, by: 2).map { (key: parts[$0], value: parts[$0 + 1]) }
          return .object(pairs.filter { !$0.value.isEmpty }.map { ($0.key, value($0.value, of: kinds[$0.key] ?? .text)) })
        })
    case .text, .integer, .flag, .choice, .formatted, .settings, .names, .either:
      return .text(ListText.shown(text))
    }
  }
}

extension PlanJSON {
  /// Returns a picture that goes to the model, with its origin and its preparation.
  static func preparation(_ preparation: ForecastPreparation) -> JSONValue {
    let (picture, estimate) = (preparation.picture, preparation.estimate)
    return .object([
      ("asset", .text(preparation.asset)), ("stage", .integer(preparation.stage)), ("role", .text(preparation.role.rawValue)),
      ("path", .optional(preparation.path)), ("mediaType", .optional(picture.mediaType)), ("size", .optional(picture.size?.description)),
      ("mayBeTransparent", .flag(picture.mayBeTransparent)),
      (
        "ladder",
        .object([
          ("size", .optional(estimate.size?.description)), ("mediaTypes", texts(estimate.mediaTypes)),
          ("opaqueMediaTypes", texts(estimate.opaqueMediaTypes ?? estimate.mediaTypes)), ("quality", .integer(estimate.quality)),
          ("lowerQualities", .array(estimate.lowerQualities.map { .integer($0) })), ("lastType", .optional(estimate.lastType)),
          ("smallestEdge", .integer(estimate.smallestEdge)), ("maximumBytes", .integer(estimate.pictureBytes)),
        ])
      ),
      (
        "prepared",
        preparation.result.map { result in
          .object([
            ("mediaType", .text(result.mediaType)), ("size", .text(result.size.description)), ("bytes", .integer(result.bytes)),
          ])
        } ?? .null
      ),
    ])
  }

  /// Returns a request, with its bytes after base64.
  static func request(_ request: ForecastRequest) -> JSONValue {
    .object([
      ("asset", .text(request.asset)), ("stage", .integer(request.stage)), ("knownBytes", .integer(request.knownBytes)),
      ("openPictures", .integer(request.openPictures)), ("mostBytes", .integer(request.maximumBytes)),
      ("allowedBytes", .integer(request.allowedBytes)),
    ])
  }

  static func time(_ time: TimeForecast) -> JSONValue {
    .object([
      ("gateway", .text(time.gateway)), ("calls", .integer(time.calls)), ("parallel", .integer(time.parallel)),
      ("requestsPerMinute", time.requestsPerMinute.map { .integer($0) } ?? .null), ("tokens", .integer(time.tokens)),
      ("tokensPerMinute", time.tokensPerMinute.map { .integer($0) } ?? .null),
      ("timedCalls", .integer(time.timed)),
      ("medianMilliseconds", time.median.map { .integer(Int($0)) } ?? .null),
      ("milliseconds", time.milliseconds.map { .integer(Int($0)) } ?? .null),
      ("atLeast", .flag(time.median == nil && time.milliseconds != nil)),
    ])
  }

  private static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .text($0) }) }
}
