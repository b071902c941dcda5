import Diagnostics
import GatewayAPI

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
