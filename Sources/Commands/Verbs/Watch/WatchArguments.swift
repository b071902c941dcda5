import ArgumentParser
import Execution
import FileWatching
import GatewayAPI
import Watching

/// The options of a watch.
struct WatchArguments: ParsableArguments {
  @Option(
    name: .customLong("max-cost"), parsing: .unconditional,
    help: ArgumentHelp(
      "What may be spent for this pipeline in any 24 hours, in USD such as 5 or 2.50, restarts included. Needed if the chain generates.",
      valueName: "usd"))
  var maximumCost: AmountArgument?

  @Option(
    name: .customLong("max-cost-per-hour"), parsing: .unconditional,
    help: ArgumentHelp("What may be spent in any hour, in USD. Default: a quarter of --max-cost.", valueName: "usd"))
  var maximumCostPerHour: AmountArgument?

  @Option(help: ArgumentHelp("How long a file must stay as it is before it is looked at, 0 to 3600.", valueName: "seconds"))
  var settle: SecondsArgument = SecondsArgument(duration: .seconds(1))

  @Flag(help: "Works on what is there and ends, with the codes of 'run'.")
  var once = false

  @Option(
    help: ArgumentHelp("Keeps a JSON file that says how things stand, for other programs to read.", valueName: "file"), completion: .file())
  var status: String?

  @Option(
    help: ArgumentHelp("Keeps a file of figures for Prometheus' text file collector.", valueName: "file"), completion: .file())
  var metrics: String?

  @Option(help: ArgumentHelp("Looks through the folders this often, 0 to 3600, instead of waiting for events.", valueName: "seconds"))
  var poll: SecondsArgument?

  @Option(name: .shortAndLong, help: ArgumentHelp("Paid calls in flight, and local tasks, at most.", valueName: "n"))
  var jobs: Int?

  @Flag(help: "Makes any call that is needed an error.")
  var frozen = false

  @Flag(help: "Removes the outputs of sources that were removed.")
  var prune = false

  @Flag(name: .customLong("no-report"), help: "Does not keep the contact sheet, index.html, up to date.")
  var leavesOutReport = false

  func validate() throws {
    if let jobs, !RunOptions.jobsRange.contains(jobs) { throw ValidationError("--jobs takes a number from 1 to 256") }
    if let poll, poll.duration < .milliseconds(10) { throw ValidationError("--poll takes 0.01 seconds or more") }
    if maximumCostPerHour != nil, maximumCost == nil { throw ValidationError("--max-cost-per-hour goes with --max-cost") }
  }

  var budget: WatchBudget? {
    maximumCost.map {
      WatchBudget(perDay: $0.amount, perHour: maximumCostPerHour?.amount ?? WatchBudget.standardPerHour(of: $0.amount))
    }
  }

  func options(ignoring ignored: [String]) -> WatchOptions {
    var options = WatchOptions(rules: DebounceRules(interval: settle.duration))
    options.once = once
    options.budget = budget
    options.prunes = prune
    if let poll {
      options.polls = true
      options.pollInterval = poll.duration
    }
    options.ignored = ignored
    return options
  }

  func execution(defaults: UserConfiguration.Defaults) -> ExecutionOptions {
    var options = ExecutionOptions()
    options.jobs = jobs ?? defaults.jobs
    options.isFrozen = frozen
    return options
  }
}

/// A time in seconds on the command line, such as `0.5`: at most an hour.
struct SecondsArgument: ExpressibleByArgument {
  let duration: Duration

  init(duration: Duration) { self.duration = duration }

  init?(argument: String) {
    guard let seconds = Double(argument), (0...3_600).contains(seconds) else { return nil }
    duration = .milliseconds(Int((seconds * 1_000).rounded()))
  }

  var defaultValueDescription: String { "\(Double(duration.milliseconds) / 1_000)" }
}
