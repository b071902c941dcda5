import Diagnostics
import PipelineEngine
import PipelineSpec
import Storage
import SystemPackage

extension Session {
  /// The page of a pipeline as it stands now: all its assets, whatever was selected for a run.
  ///
  /// - Parameters:
  ///   - current: a plan that is still true; nil to look again.
  ///   - failures: what a run has just met.
  func contactSheet(
    of loaded: Loaded, store: Store, arguments: PipelineArguments, current: Plan? = nil, failures: [String: AssetFailure] = [:]
  ) async throws -> ContactSheet {
    let plan: Plan
    if let current {
      plan = current
    } else {
      var everything = options
      everything.selection = Selection()
      everything.refresh = []
      let planner = Planner(components: components, store: store, options: everything)
      let outcome = try await planner.plan(loaded.pipeline, after: loaded.diagnostics)
      guard let made = outcome.plan else {
        DiagnosticPrinter(source: loaded.source, format: format, surroundings: surroundings).print(outcome.diagnostics.sortedAndUnique)
        throw ExitStatus.wrongInput
      }
      plan = made
    }
    return try await contactSheet(of: plan, store: store, arguments: arguments, failures: failures)
  }

  /// The page of a plan of all assets.
  func contactSheet(
    of plan: Plan, store: Store, arguments: PipelineArguments, failures: [String: AssetFailure]
  ) async throws(StorageError) -> ContactSheet {
    let report = try await ReportBuilder(components: components, store: store).report(on: plan, failures: failures)
    // A variable may have named the store, and the shell of whoever picks need not have it.
    let isBesideFile = plan.pipeline.store == plan.pipeline.folder.appending(".aquatint")
    let path = isBesideFile ? nil : arguments.store ?? plan.pipeline.store.string
    return ContactSheet(report: report, command: CommandLineText(arguments, store: path))
  }
}
