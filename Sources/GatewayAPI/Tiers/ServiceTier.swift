/// How a call is served: when, how surely and for how much (https://ai.google.dev/gemini-api/docs/optimization).
package enum ServiceTier: String, CaseIterable, Hashable, Sendable {
  /// At once if there is room, for less.
  case flex
  case standard
  /// Before everybody else, for more.
  case priority
  /// Within a day, as an item of a job, for less.
  case batch

  /// Those that one call can ask for.
  package static let choosable: [ServiceTier] = [.flex, .standard, .priority]

  /// Those of them that a file lists.
  package static let listed = choosable.filter { $0 != .standard }

  /// Reads one of ``listed``.
  package static func listed(_ word: String) -> ServiceTier? { listed.first { $0.rawValue == word } }

  /// Reads the word of an answer, in any spelling and case: `flex`, `FLEX`, `SERVICE_TIER_FLEX`, `serviceTierFlex`.
  /// - Returns: `nil` for any other word.
  package init?(answered word: String) {
    guard word.utf8.count <= 64 else { return nil }
    var letters = word.lowercased().filter { $0.isASCII && $0.isLetter }
    if letters.hasPrefix("servicetier") { letters = String(letters.dropFirst("servicetier".count)) }
    switch letters {
    case "flex": self = .flex
    case "standard", "default", "ondemand": self = .standard
    case "priority": self = .priority
    case "batch": self = .batch
    default: return nil
    }
  }
}

/// What is known of a tier of a model.
package struct TierFacts: Hashable, Sendable {
  /// The price of its tokens in percent of the standard one, as the least and the most that the source leaves open.
  package let percent: ClosedRange<Int>
  package let priceSource: String
  /// Whether the model has the tier, by each source that says.
  package let claims: [Sourced<Bool>]

  package init(percent: ClosedRange<Int>, priceSource: String, _ claims: Sourced<Bool>...) {
    self.percent = percent
    self.priceSource = priceSource
    self.claims = claims
  }

  /// Whether the sources disagree on whether there is the tier.
  package var isDisputed: Bool { Set(claims.map(\.value)).count > 1 }

  /// What each source says, for people.
  package var text: String {
    claims.map { "\($0.value ? "listed" : "not listed") by \($0.source), looked up on \($0.verifiedOn)" }.joined(separator: "; ")
  }
}

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
