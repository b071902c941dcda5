package import Diagnostics
package import PipelineModel
import PipelineSpec
package import Planning
package import Reporting
package import Storage

extension PlanningSession {
  /// Gathers the page of a pipeline as it stands now: all its assets, whatever was selected for a run.
  ///
  /// - Parameters:
  ///   - commands: what the page's choices are made of.
  ///   - current: a plan that is still true; nil to look again.
  ///   - failures: what a run has just met.
  /// - Throws: ``RejectedPipeline`` where the files have changed and are wrong now; `StorageError`.
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

  /// Gathers the page of a plan of all assets.
  package func contactSheet(
    of plan: Plan, store: Store, commands: CommandLineText, failures: [String: AssetFailure]
  ) async throws(StorageError) -> ContactSheet {
    let report = try await ReportBuilder(components: components, store: store).report(on: plan, failures: failures)
    return ContactSheet(report: report, command: commands.namingStore(of: plan.pipeline))
  }
}

/// What became of the page of an output folder.
package enum PageOutcome: Hashable, Sendable {
  /// It shows everything as it stands; also where not a byte had to change.
  case written(path: String)
  case failed(PageProblem)
}

/// Why a page was not written; what it would have shown is in the store and the output folder all the same.
package enum PageProblem: Hashable, Sendable {
  /// A page of somebody else is in the way, and stays.
  case foreign(path: String)
  case storage(StorageError)
  /// The pipeline's files have changed meanwhile; with the mistakes that they have now, if that is what is wrong.
  case changed([Diagnostic])
}

extension PageOutcome {
  /// Gathers a page, writes it, and takes what goes wrong for a problem of the page alone.
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
