import PipelineModel
import Planning
package import Storage
import SystemPackage

/// What a run shares with those of other machines.
package struct Sharing: Sendable {
  package let calls: SharedCalls
  /// Where the run says what it publishes, or `nil` for a run that writes the manifest itself.
  package let journal: SharedJournal?
  /// The limit of the part over all its runs, or `nil` if there is none.
  package var bill: SharedBill?
  /// The digests of the files that each asset was planned with, by asset and path in the settings.
  package var plannedFiles: [String: [String: String]] = [:]
  /// The keys of which nobody can say whether a call was paid for, with the reason.
  package var doubts: [Digest: String] = [:]

  package init(calls: SharedCalls, journal: SharedJournal?) {
    self.calls = calls
    self.journal = journal
  }

  /// Returns whether a run of any machine has published a file with these contents, or was about to.
  func hasWritten(_ path: String, _ digest: Digest, of pipeline: String) async throws(StorageError) -> Bool {
    var isFound = false
    _ = try await SharedJournals(calls.storage).forEachLine(where: { $0.pipeline == pipeline && !isFound }) { _, line in
      guard !isFound, line.contains(digest.hex), case .file(let file)? = JournalLine(line) else { return }
      isFound = file.path == path && file.sha256 == digest.hex
    }
    return isFound
  }

  /// Returns the failure of an asset that cannot be made on this machine, or on none, or `nil` if nothing is known against it.
  func obstacle(to planned: PlannedAsset) -> AssetFailure? {
    for exchange in planned.nodes.compactMap(\.exchange) where exchange.decision.answer == nil {
      if let doubt = doubts[exchange.identity.key] { return AssetFailure(.unknownExchange, .unknownExchange, doubt) }
    }
    return difference(in: planned)
  }

  /// Returns the failure of an asset one of whose files is another one here than where the plan was made.
  private func difference(in planned: PlannedAsset) -> AssetFailure? {
    guard planned.hasWork, let files = plannedFiles[planned.name] else { return nil }
    for (path, file) in planned.files.sorted(by: { $0.key.string < $1.key.string }) {
      guard let digest = files[path.string], digest != file.digest.hex else { continue }
      return AssetFailure(
        .asset, .changedSource,
        "'\(path)' is another file here (\(file.digest.hex)) than where the plan was made (\(digest)); give all machines the same one")
    }
    return nil
  }
}
