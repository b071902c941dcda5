import ArgumentParser
import GatewayAPI

/// The file and the selectors of commands that make, or show what would be made: run, plan, watch.
struct PipelineArguments: ParsableArguments {
  @Argument(
    help: "The pipeline file. Default: pipeline.yaml, else the only pipeline file in the current folder.", completion: .file())
  var file: String?

  @OptionGroup var pipeline: PipelineReplacements
  @OptionGroup var assets: AssetSelectors

  func refusePruningSelection(_ prunes: Bool) throws {
    if prunes, !(assets.only.isEmpty && assets.skip.isEmpty) {
      throw ValidationError("--prune goes over all assets, so it cannot be combined with --only or --skip")
    }
  }
}

/// The file of commands that are about single assets, which they name themselves, or about all of them.
struct ChoosingArguments: ParsableArguments {
  @Argument(help: "The pipeline file.", completion: .file())
  var file: String

  @OptionGroup var pipeline: PipelineReplacements
  /// Understood, so that it can be said why they have no place here.
  @OptionGroup(visibility: .private) var assets: AssetSelectors

  var invocation: PipelineInvocation { assets.applied(to: pipeline.applied(to: PipelineInvocation(file: file))) }

  /// Refuses the options that choose assets, for a command over which they have no say.
  func refuseSelectors(_ reason: String) throws {
    guard assets.only.isEmpty, assets.skip.isEmpty, assets.refresh.isEmpty else {
      throw ValidationError("\(reason), so --only, --skip and --refresh have no place here")
    }
  }
}

/// What the command line says in place of the pipeline file.
struct PipelineReplacements: ParsableArguments {
  @Option(
    help: ArgumentHelp("The gateway to use instead of the file's; may be repeated, in order of preference.", valueName: "name"),
    completion: WordCompletion.gateways)
  var gateway: [String] = []

  @Option(
    help: ArgumentHelp("The model to use instead of the file's.", valueName: "id"), completion: WordCompletion.models)
  var model: String?

  @Option(
    help: ArgumentHelp("The tier to ask for instead of the file's: flex, standard or priority.", valueName: "tier"))
  var tier: TierArgument?

  @Option(name: .customLong("set"), help: ArgumentHelp("Replaces one of the file's values; may be repeated.", valueName: "name=value"))
  var values: [ValueArgument] = []

  @Option(name: .shortAndLong, help: ArgumentHelp("The output folder instead of the file's.", valueName: "folder"), completion: .directory)
  var output: String?

  @Option(
    help: ArgumentHelp("The folder of stored answers. Default: AQUATINT_STORE, else .aquatint beside the file.", valueName: "folder"),
    completion: .directory)
  var store: String?

  @Option(
    name: .customLong("allow-key"),
    help: ArgumentHelp(
      "Lets the pipeline file send this key where it says: a variable, or the absolute path of a key file; may be repeated.",
      valueName: "name|path"))
  var allowKey: [String] = []

  func applied(to invocation: PipelineInvocation) -> PipelineInvocation {
    var invocation = invocation
    invocation.gateway = gateway
    invocation.model = model
    invocation.tier = tier?.tier
    invocation.values = values
    invocation.output = output
    invocation.store = store
    invocation.allowKey = allowKey
    return invocation
  }
}

/// Which assets are meant.
struct AssetSelectors: ParsableArguments {
  @Option(
    name: .customLong("only"), help: ArgumentHelp("Only assets whose name matches; may be repeated.", valueName: "glob"),
    completion: WordCompletion.assets)
  private var onlyArguments: [SelectorArgument] = []

  @Option(
    name: .customLong("skip"), help: ArgumentHelp("Not assets whose name matches; may be repeated.", valueName: "glob"),
    completion: WordCompletion.assets)
  private var skipArguments: [SelectorArgument] = []

  @Option(
    name: .customLong("refresh"),
    help: ArgumentHelp("Asks again for assets whose name matches; may be repeated. Each is a paid call.", valueName: "glob"),
    completion: WordCompletion.assets)
  private var refreshArguments: [SelectorArgument] = []

  @Flag(help: "Replaces files in the output folder that aquatint did not write.")
  var overwrite = false

  func applied(to invocation: PipelineInvocation) -> PipelineInvocation {
    var invocation = invocation
    invocation.only = only
    invocation.skip = skip
    invocation.refresh = refresh
    invocation.overwrite = overwrite
    return invocation
  }

  var only: [String] {
    get { onlyArguments.flatMap(\.texts) }
    set { onlyArguments = [SelectorArgument(newValue)] }
  }

  var skip: [String] {
    get { skipArguments.flatMap(\.texts) }
    set { skipArguments = [SelectorArgument(newValue)] }
  }

  var refresh: [String] {
    get { refreshArguments.flatMap(\.texts) }
    set { refreshArguments = [SelectorArgument(newValue)] }
  }
}

/// A tier that calls can ask for.
struct TierArgument: ExpressibleByArgument {
  let tier: ServiceTier

  init?(argument: String) {
    guard let tier = ServiceTier.choosable.first(where: { $0.rawValue == argument }) else { return nil }
    self.tier = tier
  }

  static var allValueStrings: [String] { ServiceTier.choosable.map(\.rawValue) }
}

/// `name=value`.
struct ValueArgument: ExpressibleByArgument, Sendable {
  let name: String
  let value: String

  init?(argument: String) {
    guard let split = argument.firstIndex(of: "="), split != argument.startIndex else { return nil }
    name = String(argument[..<split])
    value = String(argument[argument.index(after: split)...])
  }
}
