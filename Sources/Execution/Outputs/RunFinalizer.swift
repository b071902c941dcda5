package import PipelineModel
package import Planning
package import Storage
import SystemPackage

/// Completes a run: writes the manifest, the bindings and the ledger's records of files, and prunes.
package struct RunFinalizer {
  let plan: Plan
  let store: Store
  let events: EventSink

  package init(plan: Plan, store: Store, events: EventSink) {
    self.plan = plan
    self.store = store
    self.events = events
  }

  func close(_ records: RunRecorder.Records, books: RunBooks, prunes: Bool) async throws {
    let ledger = store.ledger
    try await books.enter()
    store.crashes.pass(.beforeBindings)
    try await BindingWriter(pipeline: plan.pipeline, store: store).write(records.bindings)
    store.crashes.pass(.afterBindings)
    let made = records.files + records.kept
    // Of this run, and of one that was killed.
    let hasWritten = await books.hasEntered || plan.manifest?.hasAdditions == true
    guard hasWritten || prunes || !records.kept.isEmpty else { return }
    let earlier = try plan.wholeManifest()
    var files = earlier?.byPath ?? [:]
    for file in made { files[file.path] = file }
    var removed = try remove(replaced(by: records.files + (plan.manifest?.additions ?? []), among: files))
    for path in removed { files[path] = nil }
    if prunes {
      let unwanted = try prune(files, written: made)
      for path in unwanted { files[path] = nil }
      removed += unwanted
    }
    if !removed.isEmpty { try await ledger.forget(published: removed, pipeline: plan.pipeline.name) }
    files = NearDuplicates.marked(files, order: plan.order)
    let manifest = Manifest(pipeline: plan.pipeline.name, files: Array(files.values))
    // Entries that only the ledger has are no part of the file yet.
    if !manifest.files.isEmpty || earlier != nil, manifest != earlier || plan.manifest?.hasAdditions == true { try write(manifest) }
    if hasWritten { try await ledger.forgetFiles(of: plan.pipeline.name, in: plan.pipeline.output.string) }
  }

  private func write(_ manifest: Manifest) throws {
    let folder = plan.pipeline.outputFolder
    try folder.create()
    store.crashes.pass(.beforeManifest)
    let bytes = manifest.encoded()
    guard bytes.count <= Manifest.sizeLimit else {
      throw AssetFailure(.environment, .recordTooLarge, "'\(folder.path(of: Manifest.fileName))' would grow too large to be read again")
    }
    _ = try folder.write(bytes, to: Manifest.fileName)
    store.crashes.pass(.afterManifest)
  }

  /// Returns the files that new ones replace. Originals and prepared inputs have their extension by their bytes, so a new one may stand
  /// beside the one that it replaces.
  private func replaced(by written: [Manifest.File], among files: [String: Manifest.File]) -> [Manifest.File] {
    let paths = Set(written.map(\.path))
    let places = Dictionary(grouping: written.filter { !$0.kind.isNamedBeforehand }) { FilePath($0.path).withoutExtension }
    return files.values.filter { file in
      guard !file.kind.isNamedBeforehand, !paths.contains(file.path), let new = places[FilePath(file.path).withoutExtension] else {
        return false
      }
      // A picture and the text beside it stand side by side while they are of one answer.
      return new.contains { $0.kind == file.kind || $0.provenance?.exchange != file.provenance?.exchange }
    }
  }

  /// Removes what an earlier run wrote, the manifest lists, and this plan does not want.
  private func prune(_ files: [String: Manifest.File], written: [Manifest.File]) throws(StorageError) -> [String] {
    // The paths of some files are only known once they are made.
    let wanted = Set(
      plan.assets.flatMap { $0.nodes.flatMap { $0.outputs.compactMap(\.path) } } + plan.deliveries.flatMap(\.paths) + written.map(\.path))
    let keptAssets = Set(plan.assets.filter { $0.nodes.contains { $0.outputs.contains { $0.path == nil } } }.map(\.name))
    // If a plan could not know a path beforehand, the asset's present originals and prepared inputs are wanted.
    return try remove(files.values.filter { !wanted.contains($0.path) && ($0.kind.isNamedBeforehand || !keptAssets.contains($0.asset)) })
  }

  /// Removes empty folders with their last file; the output folder itself stays.
  private func removeEmptyFolders(of path: String) throws(StorageError) {
    var folder = path[...]
    while let slash = folder.lastIndex(of: "/") {
      folder = folder[..<slash]
      try plan.pipeline.outputFolder.removeEmptyFolder(String(folder))
    }
  }

  /// Removes files of the manifest. One that was changed since stays, and so does one whose path leads elsewhere.
  /// - Returns: the paths of those that are gone.
  package func remove(_ files: [Manifest.File]) throws(StorageError) -> [String] {
    var removed: [String] = []
    for file in files.sorted(by: { $0.path < $1.path }) {
      do throws(StorageError) {
        let removal = try plan.pipeline.outputFolder.remove(file.path, ifIts: Digest(hex: file.sha256)) {
          store.crashes.pass(.beforeRemoval)
        }
        if removal == .kept { continue }
        if removal == .removed {
          store.crashes.pass(.afterRemoval)
          events.send(.pruned(path: file.path))
          try removeEmptyFolders(of: file.path)
        }
        removed.append(file.path)
      } catch {
        switch error.kind {
        case .link, .notBelow, .notAFolder: continue
        default: throw error
        }
      }
    }
    return removed
  }
}

extension Plan {
  /// Returns the manifest that the output folder had, or `nil` if it had none.
  /// - Throws: an error if an entry holds a value that this program never writes, so that it is not overwritten.
  package func wholeManifest() throws(AssetFailure) -> Manifest? {
    do throws(ManifestError) {
      return try manifest?.whole()
    } catch {
      let path = pipeline.output.appending(Manifest.fileName)
      throw AssetFailure(.environment, .damagedManifest, "'\(path)' is damaged; move it away")
    }
  }
}

extension FilePath {
  fileprivate var withoutExtension: FilePath {
    var path = self
    path.extension = nil
    return path
  }
}
