import ArgumentParser
import Diagnostics
import Execution
import FoundationEssentials
import GatewayAPI
import GatewayClient
import GatewayEmulator
import JSON
import PipelineModel
import PipelineSpec
import Planning
import Runs
import Storage
import SystemPackage

/// `aquatint gateways probe NAME`
struct GatewaysProbeCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "probe",
    abstract: "Makes one small paid call and says what of it the gateway honoured. Names the cost and asks first.")

  @Argument(help: "The gateway: a built-in one, or one of your configuration.", completion: WordCompletion.gateways)
  var name: String

  @Option(
    help: ArgumentHelp("The model to ask. Default: the first that the gateway lists.", valueName: "id"), completion: WordCompletion.models)
  var model: String?

  @Flag(help: "Does not ask.")
  var yes = false

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var formatOptions: FormatOptions

  func run(in environment: ProcessEnvironment) async throws {
    let configuration = try UserConfiguration.read(joining: Session.components, format: formatOptions.format, environment: environment)
    let components = configuration.components
    let probe = try GatewayProbe(gateway: name, model: model, components: components, today: environment.today)
    let temporary = ConfinedFolder(FileManager.default.temporaryDirectory.path, role: .named)
    let folder = "aquatint-probe-\(UUID().uuidString)"
    try temporary.createFolder(folder, mode: 0o700)
    defer {
      do throws(StorageError) {
        try temporary.removeTree(folder)
      } catch {
        Output.standardError.line("aquatint: the folder \(temporary.path(of: folder)) stays behind: \(error)")
      }
    }
    let file = try temporary.write(Array(probe.pipelineFile.utf8), to: "\(folder)/probe.yaml").path

    var options = PipelineOptions()
    options.store = storeOptions.path(environment)
    // An earlier answer of the gateway proves nothing about its present state.
    options.refresh = [GlobText("*")]
    let session = Session(configuration, options: options, format: formatOptions.format, environment: environment)
    let loaded = try session.load(file)
    let interruption = Interruption()
    let status = try await interruption.whileListening {
      try await mappingStorageErrors { try await execute(probe, loaded, session: session, interruption: interruption) }
    }
    if status != .success { throw status }
  }

  private func execute(
    _ probe: GatewayProbe, _ loaded: LoadedPipeline, session: Session, interruption: Interruption
  ) async throws -> ExitStatus {
    let estimate = try await session.plan(loaded, store: try await Store.openReadOnly(loaded.pipeline.store.string))
    var keys = GatewayKeys(for: loaded.pipeline, in: session.planning)
    if let refusal = keys.refused.first { throw CommandFailure(.environmentError, refusal.message) }
    if let missing = keys.missing.first { throw CommandFailure(.environmentError, missing.description) }
    try askForConsent(probe, cost: estimate.cost, session.environment)
    do throws(KeyCommandFailure) {
      try keys.runCommands()
    } catch {
      throw CommandFailure(.environmentError, error.description)
    }

    let store = try await Store.open(loaded.pipeline.store.string)
    let storeRun = try await store.startRun(pipeline: loaded.pipeline.name, command: "probe")
    let plan = try await session.plan(loaded, store: store)
    let observation = ProbeObservation()
    let runs = session.runs(control: interruption, observer: observation)
    let generator = runs.makeGenerator(keys: keys)
    let summary: RunSummary
    do {
      summary = try await runs.execute(
        plan, with: generator, in: store, as: storeRun, options: ExecutionOptions(), startsEmulator: true)
    } catch let error as EmulatorError {
      throw CommandFailure(.environmentError, error.description)
    }
    try await storeRun.finish(outcome: summary.isComplete ? "succeeded" : "failed")
    let report = try await ProbeReport(
      probe, summary: summary, call: observation.call, store: store, generator: generator, gateway: loaded.pipeline.gateways[0])
    try store.ledger.close()
    switch formatOptions.format {
    case .text: Output.standardOutput.line(report.lines.joined(separator: "\n"))
    case .json: Output.standardOutput.line(report.json.line)
    }
    let status = ExitStatus(
      summary, wasInterrupted: interruption.wasInterrupted, hasUnknown: summary.failed(.unknownExchange))
    // A picture of another shape than the requested one is a failure.
    return status == .success && report.isDishonoured ? .someFailed : status
  }

  /// Shows the cost, and continues only if the user agrees.
  private func askForConsent(_ probe: GatewayProbe, cost: CostRange?, _ environment: ProcessEnvironment) throws {
    let price = cost.map { $0.low == $0.high ? "\($0.low) USD" : "\($0.low) to \($0.high) USD" } ?? "an unknown amount"
    let question = "one call of the model '\(probe.model)' through the gateway '\(name)' costs \(price)"
    if yes { return Output.standardError.line(question) }
    guard Confirmation.isPossible(environment) else {
      throw CommandFailure(.wrongInput, "\(question); agree to that with --yes")
    }
    Output.standardError.write("\(question). Make it? [y/N] ")
    guard ["y", "yes"].contains(readLine()?.lowercased() ?? "") else {
      throw CommandFailure(.wrongInput, "no call was made")
    }
  }
}
