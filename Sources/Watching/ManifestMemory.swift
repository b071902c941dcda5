import Execution
import PipelineModel
import Planning
import SystemPackage

/// The manifest's facts about earlier runs: sources that were whole, their names, and those that were missed.
struct ManifestMemory: Sendable {
  /// Digests of sources that outputs were made of.
  private(set) var finished: Set<String> = []
  /// By the asset's folded name.
  private var owners: [String: Set<FilePath>] = [:]
  var hasOrphans = false

  init() {}

  init(_ plan: Plan) throws(AssetFailure) {
    for file in try plan.wholeManifest()?.files ?? [] {
      if file.sourceRemoved { hasOrphans = true }
      for parent in file.parents where parent.kind == .source {
        if let digest = parent.sha256 { finished.insert(digest) }
        owners[OutputNaming.fold(file.asset), default: []].insert(plan.pipeline.resolving(parent.name))
      }
    }
  }

  /// Returns whether one of the names was this source's before.
  func owned(_ names: [String], by path: FilePath) -> Bool {
    names.contains { owners[OutputNaming.fold($0)]?.contains(path) ?? false }
  }
}
