package import Diagnostics
package import PipelineModel
import Planning
package import Runs
package import Storage

extension PlanningSession {
  /// Plans a pipeline without any of its sources, which finds the problems of its output folder.
  /// - Returns: the problems that prevent watching; none if there are none.
  package func problemsOfOutput(of pipeline: Pipeline, store: Store) async throws(StorageError) -> [Diagnostic] {
    let planner = Planner(components: components, store: store, options: options, needsSources: false, sources: [])
    let outcome = try await planner.plan(pipeline, after: [])
    return outcome.plan == nil ? outcome.diagnostics.sortedAndUnique : []
  }
}
