import PipelineModel
import Planning
import Runs
import Storage

/// The page that shows all assets, as a run writes it at its end.
extension WatchSession {
  /// Updates the page if it is due.
  /// - Parameter isLast: `true` if there is no later opportunity.
  mutating func refreshPage(isQuiet: Bool, isLast: Bool = false) async {
    guard let commands = services.pageCommands else { return }
    let began = Instant.now
    guard isLast ? pageRefresh.isStale : pageRefresh.isDue(at: began, isQuiet: isQuiet) else { return }
    let all = sources.filter { claims.owns($0.key) }.values.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    var everything = planOptions
    everything.selection = Selection()
    everything.refresh = []
    do throws(StorageError) {
      let planner = Planner(
        components: services.components, store: services.store, options: everything, needsSources: false, sources: all)
      if let plan = try await planner.plan(pipeline, after: []).plan {
        tell(await services.runs.writePage(of: plan, in: services.store, commands: commands, failures: state.failures))
      }
    } catch {
      state.status.lastError = error.description
    }
    pageRefresh.made(from: began, to: .now)
  }

  /// Reports a problem with the page once; it has no other effect.
  private mutating func tell(_ outcome: PageOutcome) {
    guard case .failed(let problem) = outcome else {
      state.pageProblem = nil
      return
    }
    guard state.pageProblem != problem else { return }
    state.pageProblem = problem
    services.events(.pageNotWritten(problem))
  }
}
