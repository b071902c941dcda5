import Diagnostics
import GatewayAPI

/// Holds what a request says beside its picture against what is known of the model.
struct GenerateModelChecks {
  let settings: GenerateSettings
  let card: ModelCard
  let modelID: String

  var diagnostics: [Diagnostic] { refusedFields + thinkingLevel }

  /// What the model is said to refuse. A warning, because the source may be wrong, and a call that is refused costs nothing.
  private var refusedFields: [Diagnostic] {
    guard let refused = card.refusedFields else { return [] }
    let said = settings.request(model: "", parts: [], ratio: nil).fields
    return RequestField.allCases.filter { refused.value.contains($0) && said.contains($0) }.map { field in
      Diagnostic(
        .refusedField,
        "the model '\(modelID)' is said to refuse '\(field.setting)', with an error for the whole request (\(refused.source), looked up on \(refused.verifiedOn))",
        severity: .warning, at: settings.positions[field.setting], notes: [Diagnostic.Note("leave '\(field.setting)' out")])
    }
  }

  private var thinkingLevel: [Diagnostic] {
    guard let level = settings.thinkingLevel, let known = card.thinking, !known.value.levels.contains(level) else { return [] }
    let levels = known.value.levels
    let message =
      levels.isEmpty
      ? "the model '\(modelID)' takes no level of thinking" : "'\(level)' is not a level of thinking that the model '\(modelID)' has"
    return [
      Diagnostic(
        .unavailableThinkingLevel, message,
        at: settings.positions[RequestField.thinkingLevel.setting], allowed: levels,
        suggestion: Suggestion.nearest(to: level, among: levels))
    ]
  }
}

extension Diagnostic.ID {
  fileprivate static let refusedField: Diagnostic.ID = "refused-field"
  fileprivate static let unavailableThinkingLevel: Diagnostic.ID = "unavailable-thinking-level"
}

/// Holds the tiers that calls are to be served at against those that gateways and the model have.
struct GenerateTierChecks {
  let steps: [ServiceTier]
  /// Or `nil` where the command line names the tier.
  let position: SourcePosition?
  let gateways: [GatewayProfile]
  let card: ModelCard?
  let modelID: String?

  var diagnostics: [Diagnostic] {
    let tiers = steps.filter { $0 != .standard }
    guard !tiers.isEmpty else { return [] }
    for gateway in gateways {
      guard let missing = tiers.first(where: { !gateway.tiers.contains($0) }) else { continue }
      let allowed = ServiceTier.choosable.filter(gateway.tiers.contains).map(\.rawValue)
      return [
        Diagnostic(
          .unavailableTier, "the gateway '\(gateway.name)' has no tier '\(missing.rawValue)'", at: position, allowed: allowed)
      ]
    }
    guard let card else { return [] }
    return tiers.flatMap { tier in finding(tier, card) }
  }

  private func finding(_ tier: ServiceTier, _ card: ModelCard) -> [Diagnostic] {
    let model = modelID ?? card.id
    guard let facts = card.tiers[tier] else {
      let allowed = ServiceTier.choosable.filter { $0 == .standard || card.tiers[$0] != nil }.map(\.rawValue)
      return [
        Diagnostic(.unavailableTier, "the model '\(model)' is not listed for the tier '\(tier.rawValue)'", at: position, allowed: allowed)
      ]
    }
    guard facts.isDisputed else { return [] }
    return [
      Diagnostic(
        .disputedTier,
        "sources disagree on whether '\(model)' has the tier '\(tier.rawValue)' (\(facts.text)); the standard price is set aside",
        severity: .warning, at: position)
    ]
  }
}

extension Diagnostic.ID {
  fileprivate static let unavailableTier: Diagnostic.ID = "unavailable-tier"
  fileprivate static let disputedTier: Diagnostic.ID = "disputed-tier"
}
