package import Diagnostics
package import PipelineModel
import PipelineSpec
package import Planning
package import Reporting
package import Storage

extension PlanningSession {
  /// Collects the page of a pipeline in its present state: all its assets, whatever was selected for a run.
  ///
  /// - Parameters:
  ///   - commands: the commands that the page offers.
  ///   - current: a plan that is still valid; `nil` to plan again.
  ///   - failures: those of the latest run.
  /// - Throws: ``RejectedPipeline`` if the files have changed and are wrong now; `StorageError`.
  package func contactSheet(
    of loaded: LoadedPipeline, store: Store, commands: CommandLineText, current: Plan? = nil, failures: [String: AssetFailure] = [:]
  ) async throws -> ContactSheet {
    let plan: Plan
    if let current {
      plan = current
    } else {
      var everything = options
      everything.selection = Selection()
      everything.refresh = []
      let outcome = try await with(everything).plan(loaded, store: store, isFirst: false)
      guard let made = outcome.plan else { throw RejectedPipeline(diagnostics: outcome.diagnostics.sortedAndUnique) }
      plan = made
    }
    return try await contactSheet(of: plan, store: store, commands: commands, failures: failures)
  }

  /// Collects the page of a plan of all assets.
  package func contactSheet(
    of plan: Plan, store: Store, commands: CommandLineText, failures: [String: AssetFailure]
  ) async throws(StorageError) -> ContactSheet {
    let report = try await ReportBuilder(components: components, store: store).report(on: plan, failures: failures)
    return ContactSheet(report: report, command: commands.namingStore(of: plan.pipeline))
  }
}

/// The result of updating the page of an output folder.
package enum PageOutcome: Hashable, Sendable {
  /// It is up to date; also if no byte had to change.
  case written(path: String)
  case failed(PageProblem)
}

/// The reason why a page was not written; its contents are in the store and the output folder all the same.
package enum PageProblem: Hashable, Sendable {
  /// Another program's page is in the way, and stays.
  case foreign(path: String)
  case storage(StorageError)
  /// The pipeline's files have changed meanwhile; carries their present mistakes, if those are the cause.
  case changed([Diagnostic])
}

extension PageOutcome {
  /// Makes and writes a page, and converts errors to a problem of the page alone.
  static func writing(_ gather: () async throws -> ContactSheet) async -> PageOutcome {
    do {
      let (path, writing) = try ContactSheetFile.write(try await gather())
      return writing == .foreign ? .failed(.foreign(path: path)) : .written(path: path)
    } catch let error as StorageError {
      return .failed(.storage(error))
    } catch let rejected as RejectedPipeline {
      return .failed(.changed(rejected.diagnostics))
    } catch {
      return .failed(.changed([]))
    }
  }
}
