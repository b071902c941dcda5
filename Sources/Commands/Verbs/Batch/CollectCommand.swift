import ArgumentParser
import Diagnostics
import Execution
import Reporting
import Runs

/// `aquatint collect FILE`
struct CollectCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "collect",
    abstract: "Fetches what gateways have answered of batch jobs, and makes the files. Sends no call and spends nothing.")

  @OptionGroup var arguments: PipelineArguments

  @Flag(help: "Stays until all answers have come; an interruption leaves the jobs running.")
  var wait = false

  @Flag(name: .customLong("no-report"), help: "Does not write the contact sheet, index.html.")
  var leavesOutReport = false

  @OptionGroup var logOptions: LogOptions
  @OptionGroup var formatOptions: FormatOptions

  func validate() throws {
    if !arguments.assets.refresh.isEmpty { throw ValidationError("'collect' asks for nothing, so --refresh has no place here") }
  }

  func run(in environment: ProcessEnvironment) async throws {
    let events = formatOptions.events(in: environment)
    let log = try logOptions.makeLog(in: environment)
    try await EventStream.reporting(to: events, log) { try await run(in: environment, events, log) }
  }

  private func run(in environment: ProcessEnvironment, _ events: EventStream?, _ log: EventLog?) async throws {
    let invocation = try arguments.invocation(in: environment)
    let session = try Session(invocation, format: formatOptions.format, environment: environment, events: events, log: log)
    var order = RunOrder(try session.load(invocation.file))
    order.id = events?.run
    order.command = "collect"
    order.jobs.mode = .collect
    order.jobs.waits = wait
    order.pageCommands = leavesOutReport ? nil : CommandLineText(invocation)
    order.crashes = try environment.crashPoints()
    try await session.carryOut(order, verbosity: messages.verbosity)
  }
}
