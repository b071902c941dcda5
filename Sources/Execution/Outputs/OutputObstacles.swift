package import Diagnostics
import PipelineModel
import PipelineSpec
package import Planning
package import Storage

/// Obstacles in the output folder in the places of a plan's outputs.
package enum OutputObstacles {
  private static let linkInOutput: Diagnostic.ID = "link-in-output"

  /// Returns the first symbolic link, or file, in the place of a folder that a plan needs in the output.
  /// - Returns: the error that writing there would end with, or `nil` if every path is free.
  package static func first(in plan: Plan) throws(StorageError) -> StorageError? {
    let folder = plan.pipeline.outputFolder
    var looked: Set<String> = []
    for asset in plan.assets {
      // Of some outputs only the folder is known yet.
      var ways = [asset.name + "/"]
      for output in asset.nodes.flatMap(\.outputs) { if let path = output.path { ways.append(path) } }
      for way in ways {
        let above = String(way[..<(way.lastIndex(of: "/") ?? way.startIndex)])
        guard looked.insert(above).inserted, !above.isEmpty else { continue }
        do throws(StorageError) {
          try folder.requireFolders(above)
        } catch {
          switch error.kind {
          case .link, .notAFolder: return error
          default: throw error
          }
        }
      }
    }
    return nil
  }

  /// Returns a diagnostic at the place where the file names the output folder, or `nil` for errors that `plan` leaves to the run.
  package static func diagnostic(_ error: StorageError, in plan: Plan) -> Diagnostic? {
    guard case .link = error.kind else { return nil }
    return Diagnostic(linkInOutput, error.description, at: plan.pipeline.document.output.scalar.position)
  }
}
