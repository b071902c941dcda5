import Diagnostics
import ImageCore
import PipelineModel
import Storage

/// Finds files of other programs in the places of a plan's outputs.
struct ForeignFiles {
  let pipeline: Pipeline
  let manifest: ManifestIndex?
  let snapshot: LedgerSnapshot
  /// The extensions that an original may get, which are not known before its call.
  let extensions: [String]

  /// A file that is in the way of an asset's files.
  struct Finding {
    let problem: PlannedProblem
    /// Indicates whether the asset cannot be made; otherwise that is so only if its output has other bytes.
    let isCertain: Bool
  }

  /// Returns the first file that is in the way. An asset that would pay must not find out afterwards; one that only works locally may well
  /// make the same bytes, and continues.
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

  /// Returns whether the file at a path is another program's.
  /// - Parameter wanted: the digest of the output, if it is known.
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
      // Obstacles on the way there are reported elsewhere.
      switch error.kind {
      case .link, .notAFolder: return false
      default: throw error
      }
    }
  }
}

extension PlannedAsset {
  /// Returns the same asset, known to fail because of a file that is in the way.
  func blocked(by finding: ForeignFiles.Finding) -> PlannedAsset {
    PlannedAsset(
      asset: asset, isRefreshed: isRefreshed, nodes: nodes.map(\.blockedUnlessCurrent), problem: finding.problem, dependency: dependency,
      files: files, masks: masks, hasSourcePicture: hasSourcePicture, shownVariant: shownVariant)
  }
}

extension Diagnostic {
  /// Returns a warning about a file that stays unless the output has the same bytes.
  static func foreignFile(_ finding: ForeignFiles.Finding, of asset: String) -> Diagnostic {
    Diagnostic(
      Planner.foreignFile, "the asset '\(asset)' may not be made: \(finding.problem.message)", severity: .warning,
      notes: [Note("if the same bytes come out, it stays as it is")])
  }
}
