import Execution
import PipelineModel
import Planning
import Storage
import SystemPackage

/// Records in the manifest the outputs whose sources no longer exist, and removes those outputs if that is wanted.
struct RemovedSources {
  let store: Store
  let events: EventSink

  /// Records removed sources in the manifest, and removes their outputs if `prunes` is set.
  /// - Parameters:
  ///   - plan: of no sources, for the manifest that it read.
  ///   - names: of the assets that the present sources become, folded.
  /// - Returns: `true` if outputs of removed sources remain.
  func settle(_ plan: Plan, assets names: Set<String>, prunes: Bool) async throws -> Bool {
    guard let manifest = try plan.wholeManifest() else { return false }
    var sources: [String: Set<FilePath>] = [:]
    for file in manifest.files {
      for parent in file.parents where parent.kind == .source {
        sources[file.asset, default: []].insert(plan.pipeline.resolving(parent.name))
      }
    }
    var orphans: Set<String> = []
    for (asset, paths) in sources where !names.contains(OutputNaming.fold(asset)) {
      // A source that no pattern matches any more, but that exists, was not removed.
      if try paths.allSatisfy({ path throws(StorageError) in try FileStamp.of(path.string) == nil }) { orphans.insert(asset) }
    }
    var files = manifest.files
    for index in files.indices { files[index].sourceRemoved = orphans.contains(files[index].asset) }
    if prunes {
      let unwanted = files.filter(\.sourceRemoved)
      let removed = Set(try RunFinalizer(plan: plan, store: store, events: events).remove(unwanted))
      if !removed.isEmpty { try await store.ledger.forget(published: Array(removed), pipeline: plan.pipeline.name) }
      files.removeAll { removed.contains($0.path) }
    }
    let settled = Manifest(pipeline: manifest.pipeline, files: files)
    let hasAdditions = plan.manifest?.hasAdditions == true
    if settled != manifest || hasAdditions {
      _ = try plan.pipeline.outputFolder.write(settled.encoded(), to: Manifest.fileName)
    }
    if hasAdditions { try await store.ledger.forgetFiles(of: plan.pipeline.name, in: plan.pipeline.output.string) }
    return files.contains(where: \.sourceRemoved)
  }
}
