import BuiltIns
import Diagnostics
import Dialects
import Execution
import GatewayAPI
import GatewayEmulator
import ImageCore
import PipelineModel
import Planning
import Reporting
import Runs
import Storage

/// One command over one pipeline file: it prints diagnostics, and mistakes end it.
struct Session: Sendable {
  let planning: PlanningSession
  let format: OutputFormat
  let defaults: UserConfiguration.Defaults
  /// Where what is found goes too, for who reads a stream of events.
  private let events: EventStream?
  private let log: EventLog?

  init(
    _ invocation: PipelineInvocation, format: OutputFormat, environment: ProcessEnvironment, events: EventStream? = nil,
    log: EventLog? = nil
  ) throws {
    let configuration = try UserConfiguration.read(joining: Session.components, format: format, environment: environment)
    let options = invocation.options(defaultStore: environment.variable("AQUATINT_STORE"))
    self.init(configuration, options: options, format: format, environment: environment, events: events, log: log)
  }

  init(
    _ configuration: UserConfiguration, options: PipelineOptions, format: OutputFormat, environment: ProcessEnvironment,
    events: EventStream? = nil, log: EventLog? = nil
  ) {
    var options = options
    options.defaultGateways = configuration.defaults.gateways
    planning = PlanningSession(components: configuration.components, options: options, environment: environment)
    defaults = configuration.defaults
    self.format = format
    self.events = events
    self.log = log
  }

  var environment: ProcessEnvironment { planning.environment }
  var components: Components { planning.components }
  var options: PipelineOptions { planning.options }

  /// The built-in components, without the user's own configuration; see ``UserConfiguration``.
  static var components: Components {
    Components(
      codecs: CodecRegistry(BuiltIns.codecs), stages: StageRegistry(BuiltIns.stages),
      collectors: CollectorRegistry(BuiltIns.collectors), dialects: BuiltIns.dialects.map(\.facts),
      gateways: BuiltIns.gateways, models: BuiltIns.models, textModels: BuiltIns.textModels)
  }

  /// Reads the file; if it has mistakes, prints all of them and ends the command.
  func load(_ file: String) throws -> LoadedPipeline {
    let reading = try planning.read(try readPipelineFile(file), name: file)
    guard let loaded = reading.usable else {
      printer(for: reading.source).print(reading.diagnostics)
      throw ExitStatus.wrongInput
    }
    return loaded
  }

  /// Reads a pipeline file's bytes, or those of standard input; refuses a kept plan.
  func readPipelineFile(_ file: String) throws -> [UInt8] {
    let isStandardInput = file == PipelineLoader.standardInput
    if !isStandardInput, try InputFile.isKeptPlan(file, what: .pipeline, environment) {
      let command = "aquatint run \(CommandLineText.quoted(file))"
      throw CommandFailure(.wrongInput, "'\(file)' is a kept plan; `\(command)` carries it out")
    }
    let bytes =
      isStandardInput
      ? try InputFile.standardInput(what: "the pipeline") : try InputFile.read(file, what: .pipeline, environment)
    if let codec = components.codecs.codec(recognizing: bytes.span) {
      let command = "aquatint inspect \(CommandLineText.quoted(file))"
      throw CommandFailure(.wrongInput, "'\(file)' is a \(codec.format.id) picture and no pipeline file; did you mean `\(command)`?")
    }
    return bytes
  }

  /// Plans; mistakes are printed and end the command. Warnings are printed.
  func plan(_ loaded: LoadedPipeline, store: Store) async throws -> Plan {
    try await planAndSay(loaded, store: store).plan
  }

  /// Plans in the same way, and returns the plan with the printed diagnostics.
  /// - Parameter kept: the cache of opened pictures, for later use.
  func planAndSay(
    _ loaded: LoadedPipeline, store: Store, showsProblems: Bool = false, kept: SourceByteCache? = nil
  ) async throws -> (plan: Plan, said: [Diagnostic]) {
    let outcome = try await planning.plan(loaded, store: store, kept: kept)
    // A run reports an asset that cannot be made when it fails; reporting it twice is of no use.
    let said = outcome.diagnostics.filter { showsProblems || !Planner.toldByFailures.contains($0.id) }.sortedAndUnique
    printer(for: loaded.source).print(said)
    guard let plan = outcome.plan else { throw ExitStatus.wrongInput }
    return (plan, said)
  }

  /// Collects the page of a pipeline; if its files have mistakes, prints them and ends the command.
  func gatherContactSheet(of loaded: LoadedPipeline, store: Store, commands: CommandLineText) async throws -> ContactSheet {
    do {
      return try await planning.contactSheet(of: loaded, store: store, commands: commands)
    } catch let rejected as RejectedPipeline {
      printer(for: loaded.source).print(rejected.diagnostics)
      throw ExitStatus.wrongInput
    }
  }

  /// Returns the session that runs the pipeline.
  /// - Parameter other: planning with other options than the command's, or `nil` for those.
  func runs(_ other: PlanningSession? = nil, control: Interruption, observer: any RunObserver) -> RunSession {
    RunSession(
      other ?? planning, dialects: BuiltIns.dialects,
      emulator: EmulatorServer(dialects: BuiltIns.dialects, cards: BuiltIns.models, codecs: CodecRegistry(BuiltIns.codecs)),
      control: control, observer: observer)
  }

  /// Carries out an order while signals are listened to, shows and logs it, and ends the command with its status unless that is success.
  func carryOut(_ order: RunOrder, verbosity: Verbosity) async throws {
    let interruption = Interruption()
    let display = RunDisplay(printer(for: order.loaded.source), verbosity: verbosity)
    interruption.onMessage { display.say($0) }
    let status = try await interruption.whileListening {
      try await mappingSessionErrors {
        let observer: any RunObserver = log.map { LoggedObserver(shown: display, log: $0) } ?? display
        let outcome = try await runs(control: interruption, observer: observer).run(order)
        display.finish(outcome)
        log?.take(outcome.summary)
        return ExitStatus(outcome, order.jobs)
      }
    }
    if status != .success { throw status }
  }

  func printer(for source: SourceText) -> DiagnosticPrinter {
    DiagnosticPrinter(source: source, format: format, environment: environment, events: events, log: log)
  }

  /// Ends the command if files in the output folder would have to be written through a link.
  func refuseLinks(in plan: Plan) throws {
    guard let obstacle = try OutputObstacles.first(in: plan), let diagnostic = OutputObstacles.diagnostic(obstacle, in: plan) else {
      return
    }
    printer(for: plan.pipeline.source).print([diagnostic])
    throw CommandFailure(.environmentError, "nothing can be made: \(obstacle.description)")
  }

  /// Returns the answer that each slot of a pipeline, or of one of its assets, uses.
  func bindings(of pipeline: Pipeline, asset: String? = nil, in store: Store) async throws -> [Slot: Binding] {
    do {
      return try await BindingWriter(pipeline: pipeline, store: store).read(asset: asset)
    } catch let failure as AssetFailure {
      throw CommandFailure(.environmentError, failure.message)
    }
  }
}
