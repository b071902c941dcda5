import ArgumentParser
import Diagnostics
import GatewayAPI
import PipelineSpec
import Planning
import Reporting

/// The file and the selectors that all commands over a pipeline share.
struct PipelineArguments: ParsableArguments {
  @Argument(help: "The pipeline file.")
  var file: String

  @Option(help: ArgumentHelp("The gateway to use instead of the file's; may be repeated, in order of preference.", valueName: "name"))
  var gateway: [String] = []

  @Option(help: ArgumentHelp("The model to use instead of the file's.", valueName: "id"))
  var model: String?

  @Option(
    help: ArgumentHelp("The tier to ask for instead of the file's: flex, standard or priority.", valueName: "tier"))
  var tier: TierArgument?

  @Option(name: .customLong("set"), help: ArgumentHelp("Replaces one of the file's values; may be repeated.", valueName: "name=value"))
  var values: [ValueArgument] = []

  @Option(help: ArgumentHelp("Only assets whose name matches; may be repeated.", valueName: "glob"))
  var only: [String] = []

  @Option(help: ArgumentHelp("Not assets whose name matches; may be repeated.", valueName: "glob"))
  var skip: [String] = []

  @Option(help: ArgumentHelp("Asks again for assets whose name matches; may be repeated. Each is a paid call.", valueName: "glob"))
  var refresh: [String] = []

  @Option(help: ArgumentHelp("The output folder instead of the file's.", valueName: "folder"))
  var output: String?

  @Option(help: ArgumentHelp("The folder of stored answers. Default: AQUATINT_STORE, else .aquatint beside the file.", valueName: "folder"))
  var store: String?

  @Option(
    name: .customLong("allow-key"),
    help: ArgumentHelp(
      "Lets the pipeline file send this key where it says: a variable, or the absolute path of a key file; may be repeated.",
      valueName: "name|path"))
  var allowKey: [String] = []

  @Flag(help: "Replaces files in the output folder that aquatint did not write.")
  var overwrite = false

  /// Refuses the options that select assets, for a command on which they have no effect.
  func refuseSelectors(_ reason: String) throws {
    guard only.isEmpty, skip.isEmpty, refresh.isEmpty else {
      throw ValidationError("\(reason), so --only, --skip and --refresh have no place here")
    }
  }

  /// Returns the options of loading and planning.
  /// - Parameter defaultStore: the store that the environment names, if it does.
  func options(defaultStore: String?) -> PipelineOptions {
    var options = PipelineOptions()
    options.gateways = gateway
    options.model = model
    options.tier = tier?.tier
    options.values = values.map { ($0.name, $0.value) }
    options.output = output
    options.overwrites = overwrite
    options.allowedKeys = Set(allowKey)
    options.store = store ?? defaultStore
    options.selection.only = only.map(GlobText.init)
    options.selection.skip = skip.map(GlobText.init)
    options.refresh = refresh.map(GlobText.init)
    return options
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
struct ValueArgument: ExpressibleByArgument {
  let name: String
  let value: String

  init?(argument: String) {
    guard let split = argument.firstIndex(of: "="), split != argument.startIndex else { return nil }
    name = String(argument[..<split])
    value = String(argument[argument.index(after: split)...])
  }
}

extension CommandLineText {
  /// - Parameter store: as the command line names it, or `nil` if it does not.
  init(_ arguments: PipelineArguments, store: String?) {
    var options: [String] = []
    for gateway in arguments.gateway { options += ["--gateway", gateway] }
    if let model = arguments.model { options += ["--model", model] }
    if let tier = arguments.tier { options += ["--tier", tier.tier.rawValue] }
    for value in arguments.values { options += ["--set", "\(value.name)=\(value.value)"] }
    if let output = arguments.output { options += ["--output", output] }
    self.init(file: arguments.file, options: options, store: store)
  }
}
