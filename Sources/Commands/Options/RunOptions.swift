import ArgumentParser
import Execution
import GatewayAPI

struct RunOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Paid calls in flight, and local tasks, at most.", valueName: "n"))
  var jobs: Int?

  @Option(
    name: .customLong("max-cost"),
    help: ArgumentHelp("Stops before more than this is spent by this run, in USD such as 5 or 2.50.", valueName: "usd"))
  var maximumCost: AmountArgument?

  @Flag(help: "Makes calls of unknown price although there is a budget.")
  var allowUnknownPrice = false

  @Flag(help: "Makes any call that is needed an error.")
  var frozen = false

  @Flag(help: "The first failure stops what has not begun.")
  var failFast = false

  @Flag(help: "Removes files that an earlier run wrote and that are no longer wanted.")
  var prune = false

  @Flag(name: .customLong("no-report"), help: "Does not write the contact sheet, index.html.")
  var leavesOutReport = false

  func validate() throws {
    if let jobs, !(1...256).contains(jobs) { throw ValidationError("--jobs takes a number from 1 to 256") }
  }

  /// Returns the options of executing a plan.
  /// - Parameter budget: the limit of the file; the smaller of both limits applies.
  func execution(budget: Amount?) -> ExecutionOptions {
    var options = ExecutionOptions()
    options.jobs = jobs
    options.maximumCost = [maximumCost?.amount, budget].compactMap { $0 }.min()
    options.allowsUnknownPrice = allowUnknownPrice
    options.isFrozen = frozen
    options.failsFast = failFast
    options.prunes = prune
    return options
  }
}
