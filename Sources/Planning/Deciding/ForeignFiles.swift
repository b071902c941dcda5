import Diagnostics
import ImageCore
import PipelineModel
import Storage

/// Finds files of others where a plan's assets would write theirs.
struct ForeignFiles {
  let pipeline: Pipeline
  let manifest: ManifestIndex?
  let snapshot: LedgerSnapshot
  /// The extensions that an original can come to have, which nobody knows before its call.
  let extensions: [String]

  /// What is in the way of an asset's files.
  struct Finding {
    let problem: PlannedProblem
    /// Whether the asset cannot be made; otherwise that is so only if what it makes has other bytes.
    let isCertain: Bool
  }

  /// Looks for the first file that is in the way. An asset that would pay must not find out afterwards; one that only works locally may well make
  /// the same bytes, and is let go on.
  func first(in asset: PlannedAsset) throws(StorageError) -> Finding? {
    guard asset.problem == nil, asset.hasWork else { return nil }
    let pays = asset.nodes.contains { $0.status == .call }
    for node in asset.nodes where node.status != .current {
      for output in node.outputs where !output.isCurrent {
        if let path = output.path {
          let known = node.exchange != nil ? output.key : nil
          if try isForeign(path, wanted: known) {
            return Finding(problem: PlannedProblem(.foreignFile(pipeline.outputFolder.path(of: path))), isCertain: pays || known != nil)
          }
        } else if node.status == .call {
          for fileExtension in extensions {
            let name = OutputNaming.fileName(output.name, variant: node.place.variant, extension: fileExtension)
            let path = "\(asset.name)/\(name)"
            if try isForeign(path, wanted: nil) {
              return Finding(problem: PlannedProblem(.foreignFile(pipeline.outputFolder.path(of: path))), isCertain: true)
            }
          }
        }
      }
    }
    return nil
  }

  /// - Parameter wanted: the digest of what would be written, where it is known.
  private func isForeign(_ path: String, wanted: Digest?) throws(StorageError) -> Bool {
    if manifest?[path] != nil { return false }
    do throws(StorageError) {
      switch try pipeline.outputFolder.occupant(of: path) {
      case nil: return false
      case .folder?, .other?: return true
      case .file(let stamp)?:
        if let published = snapshot.published[path], published.stamp == stamp { return false }
        let present = try pipeline.outputFolder.digest(of: path)
        return present != wanted && present != snapshot.published[path]?.blob.digest
          && !(snapshot.intended[path]?.contains(present) ?? false)
      }
    } catch {
      // What stands on the way there is said elsewhere.
      switch error.kind {
      case .link, .notAFolder: return false
      default: throw error
      }
    }
  }
}

extension PlannedAsset {
  /// The same asset, known to fail because of a file that is in the way.
  func blocked(by finding: ForeignFiles.Finding) -> PlannedAsset {
    PlannedAsset(
      asset: asset, isRefreshed: isRefreshed, nodes: nodes.map(\.blockedUnlessCurrent), problem: finding.problem, dependency: dependency,
      files: files, hasSourcePicture: hasSourcePicture)
  }
}

extension Diagnostic {
  /// Warns of a file that stays unless the same bytes come out.
  static func foreignFile(_ finding: ForeignFiles.Finding, of asset: String) -> Diagnostic {
    Diagnostic(
      Planner.foreignFile, "the asset '\(asset)' may not be made: \(finding.problem.message)", severity: .warning,
      notes: [Note("if the same bytes come out, it stays as it is")])
  }
}
