import BuiltIns
import Diagnostics
import GatewayAPI
import ImageCore
import PipelineEngine
import Storage
import SystemPackage

/// One command over one pipeline file: loading, planning, and what is needed to run.
struct Session: Sendable {
  let surroundings: Surroundings
  let components: Components
  let options: PipelineOptions
  let format: OutputFormat

  init(arguments: PipelineArguments, format: OutputFormat, surroundings: Surroundings) throws {
    self.surroundings = surroundings
    self.format = format
    components = try UserConfiguration.components(joining: Session.components, format: format, surroundings: surroundings)
    options = try arguments.options(defaultStore: surroundings.variable("AQUATINT_STORE"))
  }

  init(components: Components, options: PipelineOptions, format: OutputFormat, surroundings: Surroundings) {
    self.surroundings = surroundings
    self.components = components
    self.options = options
    self.format = format
  }

  /// What is built in, without what the user's own configuration adds; see ``UserConfiguration``.
  static var components: Components {
    Components(
      codecs: CodecRegistry(BuiltIns.codecs), stages: StageRegistry(BuiltIns.stages), gateways: BuiltIns.gateways,
      models: BuiltIns.models)
  }

  /// A pipeline that may be planned, with what was said about it so far.
  struct Loaded: Sendable {
    let pipeline: Pipeline
    let source: SourceText
    let diagnostics: [Diagnostic]
    /// For the first plan; later ones look again.
    let expansion: Planner.Expansion?
  }

  /// Reads the file; if it has mistakes, says all of them and ends the command.
  func load(_ file: String) throws -> Loaded {
    let (outcome, expansion, diagnostics) = try Self.diagnose(file, components: components, options: options, surroundings: surroundings)
    guard let pipeline = outcome.pipeline, !diagnostics.hasErrors else {
      DiagnosticPrinter(source: outcome.source, format: format, surroundings: surroundings).print(diagnostics)
      throw ExitStatus.wrongInput
    }
    return Loaded(pipeline: pipeline, source: outcome.source, diagnostics: outcome.diagnostics, expansion: expansion)
  }

  /// A pipeline file's bytes; a kept plan is none.
  static func readPipelineFile(_ file: String) throws -> [UInt8] {
    let bytes = try InputFile.read(file, what: "the pipeline file")
    if PlanFile.isOne(bytes) {
      let command = "aquatint run \(CommandLineText.quoted(file))"
      throw CommandFailure(.wrongInput, "'\(file)' is a kept plan; `\(command)` carries it out")
    }
    return bytes
  }

  /// Everything that is wrong with a file, offline and without a store.
  static func diagnose(
    _ file: String, components: Components, options: PipelineOptions, surroundings: Surroundings
  ) throws -> (outcome: PipelineLoader.Outcome, expansion: Planner.Expansion?, diagnostics: [Diagnostic]) {
    let bytes = try readPipelineFile(file)
    let loader = PipelineLoader(
      components: components, options: options, currentFolder: surroundings.currentFolder, today: surroundings.today)
    let outcome = loader.load(bytes, name: file)
    guard let pipeline = outcome.pipeline else { return (outcome, nil, outcome.diagnostics) }
    let expansion = try Planner.expand(pipeline, components: components)
    return (outcome, expansion, (outcome.diagnostics + expansion.diagnostics).withoutConsequences.sortedAndUnique)
  }

  /// Plans; if that finds mistakes, says them and ends the command. Warnings are printed.
  /// - Parameters:
  ///   - isFirst: false looks for sources anew.
  ///   - kept: where sources that are read are kept for a run.
  func plan(_ loaded: Loaded, store: Store, isFirst: Bool = true, kept: KeptSources? = nil) async throws -> Plan {
    try await planAndSay(loaded, store: store, isFirst: isFirst, kept: kept).plan
  }

  /// The same, with what was said.
  func planAndSay(
    _ loaded: Loaded, store: Store, showsProblems: Bool = false, isFirst: Bool = true, kept: KeptSources? = nil
  ) async throws -> (plan: Plan, said: [Diagnostic]) {
    let planner = Planner(components: components, store: store, options: options, kept: kept)
    let outcome = try await planner.plan(
      loaded.pipeline, after: loaded.diagnostics, expansion: isFirst ? loaded.expansion : nil)
    let printer = DiagnosticPrinter(source: loaded.source, format: format, surroundings: surroundings)
    // A run tells of an asset that cannot be made when it fails; telling it twice helps nobody.
    let said = outcome.diagnostics.filter { showsProblems || $0.id != Planner.assetProblem }.sortedAndUnique
    printer.print(said)
    guard let plan = outcome.plan else { throw ExitStatus.wrongInput }
    return (plan, said)
  }

  /// Which answer each slot of a pipeline shows.
  func bindings(of pipeline: Pipeline, in store: Store) async throws -> [Slot: Binding] {
    do {
      return try await BindingWriter(pipeline: pipeline, store: store).read()
    } catch let failure as AssetFailure {
      throw CommandFailure(.wrongSurroundings, failure.message)
    }
  }

  // MARK: keys

  /// The keys of the gateways that need one, by profile name; and the gateways whose key is not set.
  func keys(for pipeline: Pipeline) -> (keys: [String: APIKey], missing: [GatewayProfile]) {
    var keys: [String: APIKey] = [:]
    var missing: [GatewayProfile] = []
    for gateway in pipeline.gateways where gateway.authentication != .none {
      if let key = surroundings.key(from: gateway.keySource) {
        keys[gateway.name] = key
      } else if gateway.keySource.isCommand {
        continue
      } else if gateway.lane == .real {
        missing.append(gateway)
      }
    }
    return (keys, missing)
  }

  /// The keys that commands of the user's own configuration give; runs them, so only when a call is to be made.
  func keysFromCommands(for pipeline: Pipeline) throws -> [String: APIKey] {
    var keys: [String: APIKey] = [:]
    for gateway in pipeline.gateways {
      if case .command(let command) = gateway.keySource { keys[gateway.name] = try KeyCommandRunner.key(from: command, of: gateway.name) }
    }
    return keys
  }

  /// The warning about a gateway whose key is not set.
  func missingKey(of gateway: GatewayProfile) -> Diagnostic {
    if surroundings.unusableKey(from: gateway.keySource) != nil {
      return Diagnostic("unusable-key", advice(for: gateway), severity: .warning)
    }
    return Diagnostic("key-not-set", advice(for: gateway), severity: .warning)
  }

  /// How to set a gateway's key.
  func advice(for gateway: GatewayProfile) -> String {
    if let path = gateway.keySource.file {
      return "the key of the gateway '\(gateway.name)' is missing: \(surroundings.keyFileProblem(path))"
    }
    if let (variable, problem) = surroundings.unusableKey(from: gateway.keySource) {
      return "the key of the gateway '\(gateway.name)' is set in \(variable), but cannot be sent: it \(problem)"
    }
    let variables = gateway.keySource.variables
    return variables.isEmpty
      ? "the gateway '\(gateway.name)' has no key; give it one with 'key: ${env.NAME}' under 'gateways:'"
      : "the key of the gateway '\(gateway.name)' is not set; set \(variables.joined(separator: " or "))"
  }
}
