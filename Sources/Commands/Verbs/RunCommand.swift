import ArgumentParser
import Diagnostics
import GatewayAPI
import PipelineModel
import Reporting
import Runs

/// `aquatint run FILE`
struct RunCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Makes the assets of a pipeline file. What is there already is kept; what was paid for is used again.")

  @OptionGroup var arguments: PipelineArguments
  @OptionGroup var runOptions: RunOptions
  @OptionGroup var formatOptions: FormatOptions

  func validate() throws {
    if runOptions.prune, !(arguments.only.isEmpty && arguments.skip.isEmpty) {
      throw ValidationError("--prune goes over all assets, so it cannot be combined with --only or --skip")
    }
  }

  func run(in environment: ProcessEnvironment) async throws {
    guard let kept = try KeptPlan.read(arguments.file, environment) else { return try await run(within: nil, in: environment) }
    let approved = try kept.approved(path: arguments.file, environment)
    var command = self
    command.arguments = try arguments.carryingOut(kept)
    try await KeptPlanProblem.surfacing(path: arguments.file) { try await command.run(within: approved, in: environment) }
  }

  private func run(within approved: ApprovedPlan?, in environment: ProcessEnvironment) async throws {
    let session = try Session(arguments: arguments, format: formatOptions.format, environment: environment)
    var order = RunOrder(try session.load(arguments.file))
    order.execution = runOptions.execution(budget: order.loaded.pipeline.budget)
    order.approved = approved
    order.pageCommands = runOptions.leavesOutReport ? nil : CommandLineText(arguments, store: arguments.store)
    order.crashes = try environment.crashPoints()
    let interruption = Interruption()
    let display = RunDisplay(session.printer(for: order.loaded.source))
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
