import Diagnostics
import PipelineModel
import Storage
import SystemPackage

/// Compares the files that a plan wants with those in the output folder.
struct OutputFiles {
  /// The way in which a file would be made now.
  struct Making {
    let link: Chain.Link
    let settings: ResolvedSettings
    let input: Digest?
    /// The id of the call that it originates from, or `nil` if there is none, or none yet.
    let exchange: String?
    var provenance = ProvenanceSetting.standard
  }

  let pipeline: Pipeline
  let manifest: ManifestIndex?
  /// The ledger's records of written files, by path.
  let published: [String: PublishedOutput]
  let digests: OutputDigests

  /// Returns the output with the state of its file, and the reason if that is not current.
  func state(of output: PlannedOutput, made: Making?) throws(StorageError) -> PlannedOutput {
    let reason = try reason(for: output, made: made)
    return PlannedOutput(
      name: output.name, path: output.path, key: output.key, isCurrent: reason == .upToDate, reason: reason,
      asksForProvenance: output.asksForProvenance)
  }

  private func reason(for output: PlannedOutput, made: Making?) throws(StorageError) -> PlanReason {
    guard let path = output.path, let entry = manifest?[path] else { return .new }
    guard let key = output.key else { return .inputWillBeNew }
    guard entry.key == key else {
      guard let before = manifest?.file(at: path), let made else { return .anotherAnswer([]) }
      return difference(before, made)
    }
    // A small file that was made when nobody asked has the same key, so that files made before they were left without stay.
    if output.asksForProvenance, entry.provenanceSetting == ProvenanceSetting.none.rawValue {
      return .settingsChanged([.init("provenance", before: ProvenanceSetting.none.rawValue, after: ProvenanceSetting.xmp.rawValue)])
    }
    return try presence(of: entry)
  }

  /// Returns whether a file stands there as it was written.
  func presence(of entry: ManifestIndex.Entry) throws(StorageError) -> PlanReason {
    let path = entry.path
    let absolute = pipeline.output.appending(path).string
    guard let stamp = try FileStamp.of(absolute) else { return .outputMissing }
    if let published = published[path], published.stamp == stamp, published.blob.digest == entry.digest { return .upToDate }
    guard stamp.size == entry.bytes, try digests.digest(of: absolute, stamp) == entry.digest else { return .outputChanged }
    return .upToDate
  }

  /// Returns what a file says of where it comes from and what it would say now, or `nil` where that is the same. What small files say is recorded
  /// as nothing, whatever the setting is.
  private func provenanceChange(_ file: Manifest.File, _ now: String) -> PlannedChange? {
    guard let earlier = file.made.provenance else { return nil }
    let nothing = ProvenanceSetting.none.rawValue
    let isSmall = file.size.map { !FileProvenance.isCarried(by: $0, isAsked: false) } ?? false
    if isSmall, earlier == nothing {
      return now == nothing ? PlannedChange("provenance", before: ProvenanceSetting.xmp.rawValue, after: nothing) : nil
    }
    return earlier == now ? nil : PlannedChange("provenance", before: earlier, after: now)
  }

  /// Returns what made the difference between how a file was made and how it would be made now.
  private func difference(_ file: Manifest.File, _ now: Making) -> PlanReason {
    let before = file.made
    let (stage, revision) = (now.link.name, now.link.type.revision)
    if before.stage != stage { return .anotherStage(PlannedChange("stage", before: before.stage, after: stage)) }
    if before.revision != revision {
      return .revision(PlannedChange("revision of \(stage)", before: String(before.revision), after: String(revision)))
    }
    let changed = [PlannedChange](from: before.settings.mapValues(ListText.shown), to: now.settings.shown)
    if !changed.isEmpty { return .settingsChanged(changed) }
    if before.input != now.input?.hex, file.provenance?.exchange == now.exchange {
      return .inputChanged(PlannedChange("input", before: before.input, after: now.input?.hex))
    }
    if let change = provenanceChange(file, now.provenance.rawValue) { return .settingsChanged([change]) }
    if let earlier = file.provenance?.exchange, let exchange = now.exchange, earlier != exchange {
      return .anotherAnswer([PlannedChange("call", before: earlier, after: exchange)])
    }
    return .anotherLibrary
  }
}
