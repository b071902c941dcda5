import ArgumentParser
import Execution
import Reporting
import Runs

/// `aquatint merge PLAN --shared DIR`
struct MergeCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Joins what runs of several machines have made: ledger, manifest, lock file, contact sheet. Sends nothing.",
    discussion: """
      Missing files are made from shared answers, for nothing. It may be run at any time and again; its exit code is that of one run over \
      everything.
      """)

  @OptionGroup var arguments: ChoosingArguments
  @OptionGroup var sharing: SharedOptions

  @Option(help: ArgumentHelp("Local tasks at most.", valueName: "n"))
  var jobs: Int?

  @Flag(name: .customLong("no-report"), help: "Does not write the contact sheet, index.html.")
  var leavesOutReport = false

  @OptionGroup var formatOptions: FormatOptions

  func validate() throws {
    if sharing.shared == nil { throw ValidationError("name the folder that the machines share with --shared") }
    if let jobs, !(1...256).contains(jobs) { throw ValidationError("--jobs takes a number from 1 to 256") }
    try arguments.refuseSelectors("a merge goes over everything that the plan has")
  }

  func run(in environment: ProcessEnvironment) async throws {
    let events = formatOptions.events(in: environment)
    try await EventStream.reporting(to: events) { try await run(in: environment, events) }
  }

  private func run(in environment: ProcessEnvironment, _ events: EventStream?) async throws {
    guard let kept = try KeptPlan.read(arguments.file, environment) else {
      return try await merge(arguments.invocation, within: nil, in: environment, events)
    }
    let approved = try kept.approved(path: arguments.file, environment)
    let planned = try arguments.invocation.carryingOut(kept)
    try await KeptPlanProblem.surfacing(path: arguments.file) { try await merge(planned, within: approved, in: environment, events) }
  }

  private func merge(
    _ planned: PipelineInvocation, within approved: ApprovedPlan?, in environment: ProcessEnvironment, _ events: EventStream?
  ) async throws {
    let session = try Session(planned, format: formatOptions.format, environment: environment, events: events)
    var order = RunOrder(try session.load(planned.file))
    order.command = "merge"
    order.id = events?.run
    order.execution.isFrozen = true
    order.execution.frozenReason = "'merge' makes none; 'run' does"
    order.execution.jobs = jobs
    order.approved = approved
    order.pageCommands = leavesOutReport ? nil : CommandLineText(planned)
    order.crashes = try environment.crashPoints()
    order.shared = try sharing.order(.merge, of: arguments.file, shard: nil, for: order.loaded.pipeline, environment)
    let interruption = Interruption()
    let display = RunDisplay(session.printer(for: order.loaded.source), verbosity: messages.verbosity)
    interruption.onMessage { display.say($0) }
    let status = try await interruption.whileListening {
      try await mappingSessionErrors {
        let outcome = try await session.runs(control: interruption, observer: display).run(order)
        display.finish(outcome)
        return ExitStatus(outcome)
      }
    }
    if status != .success { throw status }
  }
}
