import Diagnostics
import PipelineModel
import PipelineSpec
import Storage
import SystemPackage

/// Predicts the sizes of the records that a run writes, so that one that could not be read again is refused before money is spent.
struct RecordGrowth {
  let pipeline: Pipeline
  let manifest: ManifestIndex?
  let bindings: [Slot: Binding]
  /// Of the present lock file, in bytes.
  let lockBytes: Int

  /// An entry of the manifest without its texts: names of members, two digests, a key, a call.
  private static let fixedEntry = 700
  /// A parent in an entry without its name: names of members and a digest.
  private static let fixedParent = 110

  /// Returns an error for each record that would have more bytes than are read.
  func problems(of assets: [PlannedAsset]) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    let manifestBytes = (manifest?.byteCount ?? 0) + newEntries(assets)
    if manifestBytes > Manifest.sizeLimit {
      problems.append(problem("manifest", pipeline.output.appending(Manifest.fileName).string, manifestBytes, Manifest.sizeLimit))
    }
    let lock = lockBytes + newBindings(assets)
    if pipeline.billingDomain == .real, lock > LockFile.sizeLimit {
      problems.append(problem("lock file", pipeline.lockPath.string, lock, LockFile.sizeLimit))
    }
    return problems
  }

  private func problem(_ what: String, _ path: String, _ bytes: Int, _ limit: Int) -> Diagnostic {
    Diagnostic(
      .recordTooLarge,
      "the \(what) '\(path)' would grow to \(Count.bytes(bytes)), and no more than \(Count.bytes(limit)) are read; divide the assets among several pipeline files",
      at: pipeline.document.output.scalar.position)
  }

  private func newEntries(_ assets: [PlannedAsset]) -> Int {
    var settings: [ObjectIdentifier: Int] = [:]
    var total = 0
    for asset in assets where asset.problem == nil {
      var parents: Int?
      for node in asset.nodes {
        for output in node.outputs where !output.isCurrent && output.path.flatMap({ manifest?[$0] }) == nil {
          let link = asset.asset.chain.links[node.place.stage]
          let ofLink = settings[ObjectIdentifier(link.identity)] ?? Self.size(of: link)
          settings[ObjectIdentifier(link.identity)] = ofLink
          let ofParents = parents ?? asset.files.keys.reduce(0) { $0 + $1.string.utf8.count + Self.fixedParent }
          parents = ofParents
          total += Self.fixedEntry + asset.name.utf8.count + (output.path ?? output.name).utf8.count + ofLink + ofParents
        }
      }
    }
    return total
  }

  /// Returns the bytes of a link's settings in an entry.
  private static func size(of link: Chain.Link) -> Int {
    link.settings.shown.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 6 }
  }

  private func newBindings(_ assets: [PlannedAsset]) -> Int {
    guard pipeline.billingDomain == .real else { return 0 }
    return assets.reduce(0) { total, asset in
      let added = asset.nodes.compactMap(\.exchange).count { bindings[$0.slot]?.key != $0.identity.key }
      return added == 0 ? total : total + LockFile.maximumBytes(ofAsset: asset.name, entries: added)
    }
  }
}

extension Diagnostic.ID {
  fileprivate static let recordTooLarge: Diagnostic.ID = "record-too-large"
}
