import GatewayAPI
import PipelineModel
import Runs
import SystemPackage

extension PipelineArguments {
  /// Returns the options for a kept plan.
  /// - Parameter store: absolute.
  func kept(in currentFolder: FilePath, store: String) -> KeptPlan.Options {
    var options = KeptPlan.Options(
      gateway: gateway, model: model, set: values.map { "\($0.name)=\($0.value)" }, only: only, skip: skip, refresh: refresh,
      output: output.map { currentFolder.resolving($0).string }, store: store)
    options.tier = tier?.tier.rawValue
    return options
  }

  /// Returns the arguments that a kept plan was made with; those of the command line may not select anything beside it.
  func carryingOut(_ plan: KeptPlan) throws -> PipelineArguments {
    let selectors = gateway + only + skip + refresh + [model, tier?.tier.rawValue, output, store].compactMap(\.self)
    guard selectors.isEmpty, values.isEmpty else {
      throw CommandFailure(.wrongInput, "a plan says itself which gateway, assets and folders are meant; plan again with other options")
    }
    var arguments = self
    arguments.file = plan.pipeline
    arguments.gateway = plan.options.gateway
    arguments.model = plan.options.model
    arguments.tier = plan.options.tier.flatMap { TierArgument(argument: $0) }
    arguments.values = plan.options.set.compactMap { ValueArgument(argument: $0) }
    arguments.only = plan.options.only
    arguments.skip = plan.options.skip
    arguments.refresh = plan.options.refresh
    arguments.output = plan.options.output
    arguments.store = plan.options.store
    return arguments
  }
}
