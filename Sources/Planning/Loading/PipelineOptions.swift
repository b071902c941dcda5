import Diagnostics
package import GatewayAPI
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
      Self.unmatched(entry.0, entry.1, among: index < Self.mostSuggestions ? candidates : [])
    }
  }

  private static let mostSuggestions = 20

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
