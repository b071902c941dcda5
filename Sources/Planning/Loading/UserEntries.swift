package import Diagnostics
package import GatewayAPI
package import PipelineSpec

/// Joins a user's own gateways and models to the known ones.
package enum UserEntries {
  /// Returns the profiles with those of `entries` in place of, or after, the known ones.
  package static func gateways(
    _ entries: [PipelineDocument.GatewayEntry], joining known: [GatewayProfile], dialects: [DialectFacts], origin: EntryOrigin,
    into diagnostics: inout [Diagnostic]
  ) -> [GatewayProfile] {
    var result = known
    for entry in entries {
      let (profile, problems) = GatewayProfile.read(
        name: entry.name, node: entry.settings.node, builtIns: known, dialects: dialects, origin: origin)
      diagnostics += problems
      guard let profile else { continue }
      result.removeAll { $0.name == profile.name }
      result.append(profile)
    }
    return result
  }

  /// Returns the cards with those of `entries` before the known ones, so that an id which is an alias elsewhere finds them first.
  package static func models(
    _ entries: [PipelineDocument.ModelEntry], joining known: [ModelCard], origin: EntryOrigin, into diagnostics: inout [Diagnostic]
  ) -> [ModelCard] {
    var result = known
    for entry in entries {
      let (card, problems) = ModelCard.read(name: entry.name, node: entry.settings, cards: known, origin: origin)
      diagnostics += problems
      guard let card else { continue }
      result.removeAll { $0.id == card.id }
      result.insert(card, at: 0)
    }
    return result
  }
}
