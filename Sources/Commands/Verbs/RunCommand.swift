import ArgumentParser
import Diagnostics
import GatewayAPI
import PipelineModel
import Reporting
import Runs

/// `aquatint run FILE`
struct RunCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Makes the assets of a pipeline file. What is there already is kept; what was paid for is used again.")

  @OptionGroup var arguments: PipelineArguments
  @OptionGroup var runOptions: RunOptions
  @OptionGroup var formatOptions: FormatOptions

  func validate() throws {
    try arguments.refusePruningSelection(runOptions.prune)
  }

  func run(in environment: ProcessEnvironment) async throws {
    let events = formatOptions.events(in: environment)
    try await EventStream.reporting(to: events) { try await run(in: environment, events) }
  }

  private func run(in environment: ProcessEnvironment, _ events: EventStream?) async throws {
    let invocation = try arguments.invocation(in: environment)
    guard let kept = try KeptPlan.read(invocation.file, environment) else {
      return try await run(invocation, within: nil, in: environment, events)
    }
    let approved = try kept.approved(path: invocation.file, environment)
    let planned = try invocation.carryingOut(kept)
    try await KeptPlanProblem.surfacing(path: invocation.file) { try await run(planned, within: approved, in: environment, events) }
  }

  private func run(
    _ invocation: PipelineInvocation, within approved: ApprovedPlan?, in environment: ProcessEnvironment, _ events: EventStream?
  ) async throws {
    let session = try Session(invocation, format: formatOptions.format, environment: environment, events: events)
    var order = RunOrder(try session.load(invocation.file))
    order.execution = runOptions.execution(budget: order.loaded.pipeline.budget, defaults: session.defaults)
    order.approved = approved
    order.id = events?.run
    order.pageCommands = runOptions.leavesOutReport ? nil : CommandLineText(invocation)
    order.crashes = try environment.crashPoints()
    let interruption = Interruption()
    let display = RunDisplay(
      session.printer(for: order.loaded.source), verbosity: messages.verbosity)
    interruption.onMessage { display.say($0) }
    let status = try await interruption.whileListening {
      try await Surfacing.sessionErrors {
        let outcome = try await session.runs(control: interruption, observer: display).run(order)
        display.finish(outcome)
        return ExitStatus(outcome)
      }
    }
    if status != .success { throw status }
  }
}
