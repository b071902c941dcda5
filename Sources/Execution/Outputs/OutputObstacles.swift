package import Diagnostics
import PipelineModel
import PipelineSpec
package import Planning
package import Storage

/// What stands in the output folder where a plan needs something else.
package enum OutputObstacles {
  private static let linkInOutput: Diagnostic.ID = "link-in-output"

  /// Looks for the first symbolic link, or file, that stands where a plan needs a folder of the output.
  /// - Returns: the error that writing there would end with; `nil` where every way is free.
  package static func first(in plan: Plan) throws(StorageError) -> StorageError? {
    let folder = plan.pipeline.outputFolder
    var looked: Set<String> = []
    for asset in plan.assets {
      // Of some outputs no more than the folder is known yet.
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

  /// Says it at the place where the file names the output folder; `nil` for what `plan` leaves to the run.
  package static func diagnostic(_ error: StorageError, in plan: Plan) -> Diagnostic? {
    guard case .link = error.kind else { return nil }
    return Diagnostic(linkInOutput, error.description, at: plan.pipeline.document.output.scalar.position)
  }
}
