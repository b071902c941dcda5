package import Diagnostics
package import GatewayAPI
package import ImageCore
package import PipelineSpec

/// The options of the command line for a pipeline beside its file.
package struct PipelineOptions: Sendable {
  /// Replaces the file's gateways.
  package var gateways: [String] = []
  /// Asked where neither the command line nor the file names any.
  package var defaultGateways: [String] = []
  package var model: String?
  /// Replaces the tier of every `generate`.
  package var tier: ServiceTier?
  package var values: [(name: String, value: String)] = []
  /// Relative to the current folder, or absolute.
  package var output: String?
  package var store: String?
  /// Names of variables and absolute paths of files whose keys the user allows to be sent to the file's addresses.
  package var allowedKeys: Set<String> = []
  /// Indicates whether files in the output folder that this program did not write may be replaced.
  package var overwrites = false
  package var selection = Selection()
  /// Assets whose answers are requested again.
  package var refresh: [GlobText] = []
  /// Notes that are not in the lock file yet, by asset: to see what they would cost.
  package var draftNotes: [String: String] = [:]

  package init() {}
}

/// The assets that a command selects.
package struct Selection: Hashable, Sendable {
  package var only: [GlobText] = []
  package var skip: [GlobText] = []
  /// The part of the assets, or `nil` for all of them.
  package var shard: Shard?

  package init() {}

  package var isEverything: Bool { only.isEmpty && skip.isEmpty && shard == nil }
}

/// The meaning of a command's selectors among the existing assets.
struct SelectedAssets {
  private let only: NameSelection
  private let skip: NameSelection
  private let refresh: NameSelection

  /// - Parameter names: the names of all assets of the pipeline.
  init(_ selection: Selection, refresh: [GlobText] = [], among names: Set<String>) {
    only = NameSelection(selection.only, among: names)
    skip = NameSelection(selection.skip, among: names)
    self.refresh = NameSelection(refresh, among: names)
  }

  func contains(_ asset: String) -> Bool { (only.isEmpty || only.contains(asset)) && !skip.contains(asset) }

  /// Returns whether the asset's answers are to be requested again.
  func isRefreshed(_ asset: String) -> Bool { refresh.contains(asset) }

  /// Returns diagnostics for selectors that choose no asset: a warning, and an error if nothing would be left to do, or if one is neither
  /// name nor pattern.
  func diagnostics(among names: Set<String>) -> [Diagnostic] {
    let leavesNothing = !only.isEmpty && only.choosesNothing
    let unmatched: [(GlobText, Diagnostic.Severity)] =
      only.unmatched.map { ($0, leavesNothing ? .error : .warning) } + (skip.unmatched + refresh.unmatched).map { ($0, .warning) }
    // Sorted once for all, and looked through for the first ones only: a list of names may be long, and all of it wrong.
    let candidates = unmatched.isEmpty ? [] : names.sorted()
    return unmatched.enumerated().map { index, entry in
      Self.unmatched(entry.0, entry.1, among: index < Self.maximumSuggestions ? candidates : [])
    }
  }

  private static let maximumSuggestions = 20

  private static func unmatched(_ glob: GlobText, _ severity: Diagnostic.Severity, among candidates: [String]) -> Diagnostic {
    glob.problem
      ?? Diagnostic(
        .unmatchedSelection, "'\(glob.text)' matches no asset", severity: severity,
        suggestion: Suggestion.nearest(to: glob.text, among: candidates))
  }
}

extension Diagnostic.ID {
  fileprivate static let unmatchedSelection: Diagnostic.ID = "unmatched-selection"
}

extension DecodeLimits {
  /// Returns the limits with those that a pipeline file sets under `limits:`.
  func replacing(from node: Node?) -> (limits: DecodeLimits, diagnostics: [Diagnostic]) {
    let (limits, outcome) = SettingsReader.readCorrectingKeys(node, reading)
    return (limits, outcome.diagnostics)
  }

  /// The settings under `limits:`.
  package var descriptions: [SettingDescription] { reading(nil).outcome.descriptions }

  private func reading(_ node: Node?) -> (value: DecodeLimits, outcome: SettingsReader.Outcome) {
    var reader = SettingsReader(node, subject: "limits", at: node?.position)
    var limits = self
    for setting in DecodeLimits.settings {
      let value = reader.integer(setting.name, default: self[keyPath: setting.path], in: DecodeLimits.range, setting.documentation)
      if let value { limits[keyPath: setting.path] = value }
    }
    return (limits, reader.finish())
  }
}

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
