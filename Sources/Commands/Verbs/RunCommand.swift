import ArgumentParser
import Diagnostics
import Execution
import GatewayAPI
import PipelineModel
import Reporting
import Runs

/// `aquatint run FILE`
struct RunCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Makes the assets of a pipeline file. What is there already is kept; what was paid for is used again.")

  @OptionGroup var arguments: PipelineArguments
  @OptionGroup var part: ShardOptions
  @OptionGroup var sharing: SharedOptions

  @Option(
    help: ArgumentHelp("How many parts run at a time, on all machines; the gateways' limits are divided among them.", valueName: "w"))
  var atOnce = 1

  @OptionGroup var runOptions: RunOptions
  @OptionGroup var batchArguments: BatchArguments

  @Flag(help: "Stays until the answers of batch jobs have come; an interruption leaves the jobs running.")
  var wait = false

  @OptionGroup var logOptions: LogOptions
  @OptionGroup var formatOptions: FormatOptions

  func validate() throws {
    try batchArguments.check(arguments)
    if batchArguments.batch, runOptions.frozen { throw ValidationError("--frozen makes no call, so --batch has no place here") }
    if batchArguments.batch, sharing.shared != nil {
      throw ValidationError("claims are of calls that are answered at once, so --batch cannot be combined with --shared")
    }
    try arguments.refusePruningSelection(runOptions.prune)
    guard RunsAtOnce.range.contains(atOnce) else { throw ValidationError("--at-once takes a number from 1 to 1000000") }
    if runOptions.prune, part.shard != nil {
      throw ValidationError("--prune goes over all assets, so it cannot be combined with --shard")
    }
    if runOptions.prune, sharing.shared != nil {
      throw ValidationError("--prune goes over the whole output folder, so it cannot be combined with --shared")
    }
  }

  func run(in environment: ProcessEnvironment) async throws {
    let events = formatOptions.events(in: environment)
    let log = try logOptions.makeLog(in: environment)
    try await EventStream.reporting(to: events, log) { try await run(in: environment, events, log) }
  }

  private func run(in environment: ProcessEnvironment, _ events: EventStream?, _ log: EventLog?) async throws {
    var invocation = try arguments.invocation(in: environment)
    invocation.shard = part.shard?.shard
    batchArguments.apply(to: &invocation)
    guard let kept = try KeptPlan.read(invocation.file, environment) else {
      if sharing.shared != nil, !invocation.refresh.isEmpty {
        throw CommandFailure(
          .wrongInput, "--refresh with --shared would ask again each time a part is started; keep a plan with --refresh, and run that")
      }
      return try await run(invocation, within: nil, of: invocation.file, in: environment, events, log)
    }
    let approved = try kept.approved(path: invocation.file, environment)
    if batchArguments.batch { throw CommandFailure(.wrongInput, "a plan says itself how its calls are made; plan again with --batch") }
    let planned = try invocation.carryingOut(kept)
    try await KeptPlanProblem.surfacing(path: invocation.file) {
      try await run(planned, within: approved, of: invocation.file, in: environment, events, log)
    }
  }

  /// - Parameter file: what was given on the command line: the pipeline file, or the kept plan.
  private func run(
    _ invocation: PipelineInvocation, within approved: ApprovedPlan?, of file: String, in environment: ProcessEnvironment,
    _ events: EventStream?, _ log: EventLog?
  ) async throws {
    let session = try Session(invocation, format: formatOptions.format, environment: environment, events: events, log: log)
    var order = RunOrder(try session.load(invocation.file))
    order.execution = runOptions.execution(budget: order.loaded.pipeline.budget, defaults: session.defaults)
    order.execution.runsAtOnce = atOnce
    try RunsAtOnce.require(atOnce, dividing: order.loaded.pipeline.gateways)
    if invocation.tier == .batch { order.jobs.mode = .submit }
    order.jobs.waits = wait
    order.approved = approved
    order.id = events?.run
    order.pageCommands = runOptions.leavesOutReport ? nil : CommandLineText(invocation)
    order.crashes = try environment.crashPoints()
    if let shared = try sharing.order(.part, of: file, shard: part.shard?.shard, for: order.loaded.pipeline, environment) {
      order.shared = shared
      order.pageCommands = nil
    }
    try await session.carryOut(order, verbosity: messages.verbosity)
  }
}
