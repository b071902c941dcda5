import Diagnostics
import Storage
import SystemPackage

/// Holds the files that a plan wants against those that stand in the output folder.
struct OutputFiles {
  let pipeline: Pipeline
  let manifest: ManifestIndex?
  /// What the ledger remembers of written files, by their path.
  let published: [String: PublishedOutput]

  func state(
    of output: PlannedOutput, made: (link: Chain.Link, settings: ResolvedSettings, input: Digest?)?
  ) throws(StorageError) -> PlannedOutput {
    func answer(_ why: String, isCurrent: Bool = false) -> PlannedOutput {
      PlannedOutput(name: output.name, path: output.path, key: output.key, isCurrent: isCurrent, why: why)
    }
    guard let path = output.path, let entry = manifest?[path] else { return answer("new") }
    guard let key = output.key else { return answer("its input will be new") }
    guard entry.key == key else {
      let before = manifest?.file(at: path)?.made
      return answer(made.flatMap { now in before.map { difference($0, now) } } ?? "another answer")
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
    _ before: Manifest.Made, _ now: (link: Chain.Link, settings: ResolvedSettings, input: Digest?)
  ) -> String {
    if before.stage != now.link.name { return "made by another stage" }
    if before.revision != now.link.type.revision { return "stage revision" }
    let settings = Dictionary(now.settings.settings.map { ($0.key, $0.value) }) { first, _ in first }
    let changed = Set(settings.keys).union(before.settings.keys).filter { settings[$0] != before.settings[$0] }.sorted()
    if !changed.isEmpty { return "settings changed: \(changed.joined(separator: ", "))" }
    if before.input != now.input?.hex { return "input changed" }
    if let provenance = before.provenance, provenance != pipeline.provenance.rawValue { return "settings changed: provenance" }
    return "another version of a library, or another call"
  }
}
