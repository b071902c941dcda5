import GatewayAPI
import PipelineModel
import PipelineSpec
import Planning
import Reporting
import Runs
import SystemPackage

/// Which pipeline a command is about, and what the command line says in place of its file.
struct PipelineInvocation: Sendable {
  /// As the person gave it; ``PipelineLoader/standardInput`` for what is read from there.
  var file: String
  var gateway: [String] = []
  var model: String?
  var tier: ServiceTier?
  var values: [ValueArgument] = []
  var only: [String] = []
  var skip: [String] = []
  var refresh: [String] = []
  var output: String?
  var store: String?
  var allowKey: [String] = []
  var overwrite = false
  /// The part of the assets, or `nil` for all of them.
  var shard: Shard?

  var selectsAssets: Bool { !only.isEmpty || !skip.isEmpty }

  /// - Parameter defaultStore: what the environment says, where it says something.
  func options(defaultStore: String?) -> PipelineOptions {
    var options = PipelineOptions()
    options.gateways = gateway
    options.model = model
    options.tier = tier
    options.values = values.map { ($0.name, $0.value) }
    options.output = output
    options.overwrites = overwrite
    options.allowedKeys = Set(allowKey)
    options.store = store ?? defaultStore
    options.selection.only = only.map(GlobText.init)
    options.selection.skip = skip.map(GlobText.init)
    options.selection.shard = shard
    options.refresh = refresh.map(GlobText.init)
    return options
  }

  // MARK: kept plans

  /// What a kept plan says of the options that it was made with.
  /// - Parameter store: absolute.
  func kept(in currentFolder: FilePath, store: String) -> KeptPlan.Options {
    var options = KeptPlan.Options(
      gateway: gateway, model: model, set: values.map { "\($0.name)=\($0.value)" }, only: only, skip: skip, refresh: refresh,
      output: output.map { currentFolder.resolving($0).string }, store: store)
    options.tier = tier?.rawValue
    return options
  }

  /// Returns what a kept plan was made of; the command line may not select anything beside it but a part, and
  /// may name a store of the machine's own.
  func carryingOut(_ plan: KeptPlan) throws -> PipelineInvocation {
    let selectors = gateway + only + skip + refresh + [model, tier?.rawValue, output].compactMap(\.self)
    guard selectors.isEmpty, values.isEmpty else {
      throw CommandFailure(.wrongInput, "a plan says itself which gateway, assets and folders are meant; plan again with other options")
    }
    var invocation = self
    invocation.file = plan.pipeline
    invocation.gateway = plan.options.gateway
    invocation.model = plan.options.model
    invocation.tier = plan.options.tier.flatMap(ServiceTier.init(rawValue:))
    invocation.values = plan.options.set.compactMap { ValueArgument(argument: $0) }
    invocation.only = plan.options.only
    invocation.skip = plan.options.skip
    invocation.refresh = plan.options.refresh
    invocation.output = plan.options.output
    invocation.store = store ?? plan.options.store
    return invocation
  }
}

extension CommandLineText {
  init(_ invocation: PipelineInvocation) {
    var options: [String] = []
    for gateway in invocation.gateway { options += ["--gateway", gateway] }
    if let model = invocation.model { options += ["--model", model] }
    // Of a batch no word is needed: these commands make no call.
    if let tier = invocation.tier, tier != .batch { options += ["--tier", tier.rawValue] }
    for value in invocation.values { options += ["--set", "\(value.name)=\(value.value)"] }
    if let output = invocation.output { options += ["--output", output] }
    self.init(file: invocation.file, options: options, store: invocation.store)
  }
}
