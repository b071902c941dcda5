import Diagnostics
import Execution
import GatewayAPI
import JSON
import PipelineModel
import PipelineSpec
import Planning
import Reporting
package import Runs
import Storage
import Synchronization

/// Makes the session that does a review's work, with an observer of its own.
package typealias ReviewRuns = @Sendable (PlanningSession, any RunObserver) -> RunSession

/// What a review has done besides choosing: asking again, which may be paid, and the local stages of what was chosen.
struct ReviewWork: Sendable {
  let planning: PlanningSession
  let loaded: LoadedPipeline
  let store: Store
  let commands: CommandLineText
  let makeRuns: ReviewRuns
  /// What all that is asked again in this review may cost, or `nil` for what each confirmation shows.
  let maximumCost: Amount?
  let progress = WorkProgress()

  // MARK: asking again

  /// Plans what would be asked again.
  /// - Parameters:
  ///   - drafts: the notes by asset; an asset with an empty one is asked the same again.
  ///   - spent: by this review so far.
  func offer(_ drafts: [String: String], spent: Amount) async throws -> RedoOffer {
    guard !drafts.isEmpty else { throw DecisionProblem(message: "no asset is marked to be made again") }
    let outcome = try await planning.with(try options(for: drafts)).plan(loaded, store: store)
    guard let plan = outcome.plan else {
      throw DecisionProblem(message: outcome.diagnostics.first { $0.severity == .error }?.message ?? "it cannot be planned")
    }
    if let problem = plan.assets.lazy.compactMap(\.problem).first { throw DecisionProblem(message: problem.message) }
    let offer = RedoOffer(plan, drafts: drafts)
    guard let cost = offer.cost else {
      throw DecisionProblem(
        message: "nobody knows what this would cost; `aquatint run` with --refresh and --allow-unknown-price asks again")
    }
    if let maximumCost, spent.adding(cost.high).map({ $0 > maximumCost }) ?? true {
      throw DecisionProblem(
        message:
          "this may cost \(cost.high) USD, and of --max-cost \(maximumCost) \(spent) are spent; mark fewer, or review with a larger one")
    }
    return offer
  }

  /// Asks again: first the notes are kept, then everything is run that is confirmed.
  func redo(_ drafts: [String: String], _ offer: RedoOffer) async throws -> RunSummary {
    let options = try options(for: drafts)
    try await BindingWriter(pipeline: loaded.pipeline, store: store).note(drafts.filter { !$0.value.isEmpty })
    var execution = ExecutionOptions()
    execution.maximumCost = offer.cost?.high
    return try await run(options, execution, of: drafts.count)
  }

  private func options(for drafts: [String: String]) throws -> PipelineOptions {
    let notes = try BindingWriter(pipeline: loaded.pipeline, store: store).remarks().notes
    var options = planning.options
    options.selection = Selection()
    options.selection.only = drafts.keys.sorted().map(GlobText.init)
    options.draftNotes = drafts.filter { !$0.value.isEmpty }
    // What is asked with the same words as before is answered from the store unless it is said to be asked anew.
    options.refresh = drafts.filter { $0.value.isEmpty || notes[$0.key] == $0.value }.keys.sorted().map(GlobText.init)
    return options
  }

  // MARK: local stages

  /// Runs the local stages of what was changed; nothing is sent.
  /// - Returns: the summary, or `nil` if there was nothing to do.
  func apply() async throws -> RunSummary? {
    var options = planning.options
    options.selection = Selection()
    options.refresh = []
    let outcome = try await planning.with(options).plan(loaded, store: store)
    guard let plan = outcome.plan else {
      throw DecisionProblem(message: outcome.diagnostics.first { $0.severity == .error }?.message ?? "it cannot be planned")
    }
    let local = plan.assets.filter { asset in asset.problem == nil && !asset.nodes.contains { $0.status == .call || $0.status == .waiting }
    }
    guard !local.isEmpty, local.contains(where: \.hasWork) || plan.deliveries.contains(where: { $0.status == .run }) else { return nil }
    options.selection.only = local.map { GlobText($0.name) }
    var execution = ExecutionOptions()
    execution.isFrozen = true
    return try await run(options, execution, of: local.count { $0.hasWork })
  }

  private func run(_ options: PipelineOptions, _ execution: ExecutionOptions, of count: Int) async throws -> RunSummary {
    var order = RunOrder(loaded)
    order.command = "review"
    order.execution = execution
    order.pageCommands = commands
    progress.begin(count)
    defer { progress.end() }
    let outcome = try await makeRuns(planning.with(options), progress).run(order)
    return outcome.summary
  }
}

/// How far the work of a review has come; several browsers ask for it.
final class WorkProgress: RunObserver {
  struct State: Equatable, Sendable {
    var done = 0
    var count = 0
    var isWorking = false
  }

  private let current = Mutex(State())

  var state: State { current.withLock { $0 } }

  func begin(_ count: Int) { current.withLock { $0 = State(done: 0, count: count, isWorking: true) } }

  func end() { current.withLock { $0.isWorking = false } }

  func observe(_ event: SessionEvent) {
    guard case .run(.assetFinished) = event else { return }
    current.withLock { $0.done = min($0.done + 1, $0.count) }
  }
}
