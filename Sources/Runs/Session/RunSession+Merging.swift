import Execution
import PipelineModel
import Planning
import Storage
import SystemPackage

/// Joining what the runs of parts have published.
extension RunSession {
  /// Writes the entries of all journals whose files are there into the manifest. The lock of the output folder is held.
  func joinManifest(of plan: Plan, _ sharing: Sharing, in store: Store) async throws {
    let pipeline = plan.pipeline
    var entries: [String: [Manifest.File]] = [:]
    let notes = try await SharedJournals(sharing.calls.storage).forEachLine {
      $0.pipeline == pipeline.name
    } _: { _, line in
      if case .file(let file)? = JournalLine(line) { entries[file.path, default: []].append(file) }
    }
    if !notes.isEmpty { observer.observe(.found(notes.map { .sharedNote($0) })) }
    guard !entries.isEmpty else { return }
    let earlier = try plan.wholeManifest()
    let known = try await store.ledger.publishedOutputs(pipeline: pipeline.name)
    var files = earlier?.byPath ?? [:]
    var published: [PublishedOutput] = []
    for (path, candidates) in entries {
      guard case .file(let stamp)? = try pipeline.outputFolder.occupant(of: path) else { continue }
      let digest: Digest
      if let before = known[path], before.stamp == stamp {
        digest = before.blob.digest
      } else {
        digest = try pipeline.outputFolder.digest(of: path)
      }
      // Journals of several runs may name it; their order tells nothing, what the file holds does.
      guard let entry = candidates.filter({ $0.sha256 == digest.hex }).min(by: { $0.entry < $1.entry }) else { continue }
      if files[path]?.sha256 != digest.hex { files[path] = entry }
      guard known[path]?.stamp != stamp else { continue }
      published.append(
        PublishedOutput(
          pipeline: pipeline.name, path: path, asset: entry.asset, blob: Blob(digest: digest, size: entry.bytes), stamp: stamp))
    }
    // They are ours whatever they hold now.
    let outputs = entries.values.joined().compactMap { file in
      Digest(hex: file.sha256).map { IntendedOutput(pipeline: pipeline.name, path: file.path, digest: $0) }
    }
    try await store.ledger.record(intended: Array(Set(outputs)))
    if !published.isEmpty { try await store.ledger.record(published: published) }
    guard files != earlier?.byPath ?? [:] else { return }
    _ = try pipeline.outputFolder.write(
      Manifest(pipeline: pipeline.name, files: Array(files.values)).encoded(), to: Manifest.fileName)
  }
}
