/// How the calls of a generation are to be served.
package struct ServiceChoice: Hashable, Sendable {
  package var tier: ServiceTier
  /// How long a flex call is asked for again where there is no room, all waiting together.
  package var patience: Duration
  /// Tiers that are asked for in turn where there is no room in the one before.
  package var otherwise: [ServiceTier]

  /// Flex calls may wait for up to a quarter of an hour (https://ai.google.dev/gemini-api/docs/optimization).
  package static let usualPatience = Duration.seconds(900)

  package init(_ tier: ServiceTier = .standard, patience: Duration = Self.usualPatience, otherwise: [ServiceTier] = []) {
    self.tier = tier
    self.patience = patience
    self.otherwise = otherwise
  }

  /// The same with the tier that somebody names instead, if anybody does.
  package func replacing(_ tier: ServiceTier?) -> ServiceChoice {
    var copy = self
    if let tier { copy.tier = tier }
    return copy
  }

  /// The tiers in the order in which they are asked for.
  package var steps: [ServiceTier] {
    otherwise.reduce(into: [tier]) { steps, next in if !steps.contains(next) { steps.append(next) } }
  }
}
