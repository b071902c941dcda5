import ArgumentParser
import Diagnostics
import GatewayAPI
import JSON
import PipelineModel
import Runs
import Storage
import SystemPackage

/// `aquatint batch (list|cancel) FILE`
struct BatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch", abstract: "Lists and cancels the batch jobs of a pipeline.",
    subcommands: [BatchListCommand.self, BatchCancelCommand.self])
}

/// `aquatint batch list FILE`
struct BatchListCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Shows the batch jobs of a pipeline, as the ledger and the gateways have them. Fetches nothing.")

  @OptionGroup var arguments: ChoosingArguments
  @OptionGroup var formatOptions: FormatOptions

  func run(in environment: ProcessEnvironment) async throws {
    try arguments.refuseSelectors("jobs are listed whole")
    try await BatchOverview(arguments: arguments, options: formatOptions, environment: environment).show(
      names: [], isCancelling: false)
  }
}

/// `aquatint batch cancel FILE [JOB…]`
struct BatchCancelCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "cancel",
    abstract: "Cancels batch jobs that have not ended. Items that were answered before may be billed; 'collect' fetches what there is.")

  @OptionGroup var arguments: ChoosingArguments

  @Argument(help: "Names of jobs; none for all that have not ended.")
  var jobs: [String] = []

  @OptionGroup var formatOptions: FormatOptions

  func run(in environment: ProcessEnvironment) async throws {
    try arguments.refuseSelectors("jobs are cancelled whole")
    try await BatchOverview(arguments: arguments, options: formatOptions, environment: environment).show(
      names: jobs, isCancelling: true)
  }
}

/// What is shown of the jobs of a pipeline.
private struct BatchOverview {
  let arguments: ChoosingArguments
  let options: FormatOptions
  let environment: ProcessEnvironment

  func show(names: [String], isCancelling: Bool) async throws {
    let session = try Session(arguments.invocation, format: options.format, environment: environment)
    let loaded = try session.load(arguments.file)
    let interruption = Interruption()
    let overviews = try await mappingStorageErrors {
      let store = try await Store.openReadOnly(loaded.pipeline.store.string)
      try await refuseOthers(names, pipeline: loaded.pipeline.name, in: store)
      do {
        let display = RunDisplay(session.printer(for: loaded.source), verbosity: options.messages.verbosity)
        return try await session.runs(control: interruption, observer: display)
          .jobs(of: loaded, in: store, named: names, isCancelling: isCancelling)
      } catch let obstacle as RunObstacle {
        throw CommandFailure(.environmentError, obstacle.description)
      }
    }
    switch options.format {
    case .text:
      if overviews.isEmpty { Output.standardOutput.line("no batch jobs") }
      for overview in overviews { Output.standardOutput.line(text(of: overview)) }
    case .json:
      Output.standardOutput.line(JSONDocument.jobs.value([("jobs", .array(overviews.map(json)))]).line)
    }
    if overviews.contains(where: { $0.problem != nil }) { throw ExitStatus.environmentError }
  }

  /// Refuses names of jobs that are another pipeline's, or nobody's.
  private func refuseOthers(_ names: [String], pipeline: String, in store: Store) async throws {
    guard !names.isEmpty else { return }
    let all = try await store.ledger.jobs()
    for name in names {
      guard let job = all.first(where: { $0.name == name || $0.remote == name }) else {
        throw CommandFailure(.wrongInput, "'\(name)': there is no such job; 'aquatint batch list' shows those that there are")
      }
      guard job.pipeline == pipeline else {
        throw CommandFailure(.wrongInput, "'\(name)' is a job of the pipeline '\(job.pipeline)', not of '\(pipeline)'")
      }
    }
  }

  private func state(_ overview: JobOverview) -> String {
    if let report = overview.report { return report.state.rawValue }
    if overview.job.doubtful > 0 { return "unknown" }
    return overview.job.submitted > 0 ? "submitted" : "collected"
  }

  private func text(of overview: JobOverview) -> String {
    let job = overview.job
    var words = "\(job.name)  \(state(overview)), \(Count.of(job.items, "item")) at \(job.gateway)"
    if job.submitted > 0, job.submitted < job.items { words += ", \(job.submitted) not fetched" }
    if let remote = job.remote { words += ", \(remote)" }
    if let said = overview.problem ?? overview.report?.message { words += ": \(said)" }
    return words
  }

  private func json(_ overview: JobOverview) -> JSONValue {
    let job = overview.job
    return .object([
      ("name", .text(job.name)), ("remote", .optional(job.remote)), ("gateway", .text(job.gateway)), ("model", .text(job.model)),
      ("state", .text(state(overview))), ("items", .integer(job.items)), ("submitted", .integer(job.submitted)),
      ("message", .optional(overview.problem ?? overview.report?.message)),
    ])
  }
}
