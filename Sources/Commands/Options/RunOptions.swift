import ArgumentParser
import GatewayAPI

struct RunOptions: ParsableArguments {
  static let jobsRange = 1...256

  @Option(name: .shortAndLong, help: ArgumentHelp("Paid calls in flight, and local tasks, at most.", valueName: "n"))
  var jobs: Int?

  @Option(
    name: .customLong("max-cost"), parsing: .unconditional,
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
    if let jobs, !Self.jobsRange.contains(jobs) { throw ValidationError("--jobs takes a number from 1 to 256") }
  }
}
