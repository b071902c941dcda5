import Diagnostics
import Storage
import SystemPackage

/// Holds the files that a plan wants against those that stand in the output folder.
struct OutputFiles {
  /// How a file would be made now.
  struct Making {
    let link: Chain.Link
    let settings: ResolvedSettings
    let input: Digest?
    /// The id of the call that it goes back to; nil where there is none, or none yet.
    let exchange: String?
  }

  let pipeline: Pipeline
  let manifest: ManifestIndex?
  /// What the ledger remembers of written files, by their path.
  let published: [String: PublishedOutput]

  func state(
    of output: PlannedOutput, made: Making?
  ) throws(StorageError) -> PlannedOutput {
    func answer(_ why: String, isCurrent: Bool = false, changes: [PlannedChange] = []) -> PlannedOutput {
      PlannedOutput(name: output.name, path: output.path, key: output.key, isCurrent: isCurrent, why: why, changes: changes)
    }
    guard let path = output.path, let entry = manifest?[path] else { return answer("new") }
    guard let key = output.key else { return answer("its input will be new") }
    guard entry.key == key else {
      let before = manifest?.file(at: path)
      guard let before, let made else { return answer("another answer") }
      let (why, changes) = difference(before, made)
      return answer(why, changes: changes)
    }
    let absolute = pipeline.output.appending(path).string
    guard let stamp = try FileStamp.of(absolute) else { return answer("output missing") }
    if let published = published[path], published.stamp == stamp, published.blob.digest == entry.digest {
      return answer("up to date", isCurrent: true)
    }
    guard stamp.size == entry.size, try Digest.ofFile(at: absolute).digest == entry.digest else {
      return answer("output was changed by hand")
    }
    return answer("up to date", isCurrent: true)
  }

  /// What made the difference between how a file was made and how it would be made now.
  private func difference(
    _ file: Manifest.File, _ now: Making
  ) -> (why: String, changes: [PlannedChange]) {
    let before = file.made
    let (stage, revision) = (now.link.name, now.link.type.revision)
    if before.stage != stage { return ("made by another stage", [PlannedChange("stage", before: before.stage, after: stage)]) }
    if before.revision != revision {
      return ("stage revision", [PlannedChange("revision of \(stage)", before: String(before.revision), after: String(revision))])
    }
    let changed = [PlannedChange](
      from: before.settings.mapValues(ListText.shown), to: now.settings.shown)
    if !changed.isEmpty { return ("settings changed: \(changed.fields)", changed) }
    if before.input != now.input?.hex, file.provenance?.exchange == now.exchange {
      return ("input changed", [PlannedChange("input", before: before.input, after: now.input?.hex)])
    }
    let provenance = pipeline.provenance.rawValue
    if let earlier = before.provenance, earlier != provenance {
      return ("settings changed: provenance", [PlannedChange("provenance", before: earlier, after: provenance)])
    }
    if let earlier = file.provenance?.exchange, let exchange = now.exchange, earlier != exchange {
      return ("another answer", [PlannedChange("call", before: earlier, after: exchange)])
    }
    return ("another version of a library", [])
  }
}
