import Execution
import GatewayAPI

extension RunOptions {
  /// - Parameters:
  ///   - budget: what the file allows; the smaller of both limits holds.
  ///   - defaults: what holds where there is no limit.
  func execution(budget: Amount?, defaults: UserConfiguration.Defaults) -> ExecutionOptions {
    var options = ExecutionOptions()
    options.jobs = jobs ?? defaults.jobs
    options.maximumCost = [maximumCost?.amount, budget].compactMap { $0 }.min() ?? defaults.budget
    options.allowsUnknownPrice = allowUnknownPrice
    options.isFrozen = frozen
    options.failsFast = failFast
    options.prunes = prune
    return options
  }
}
