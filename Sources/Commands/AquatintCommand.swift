package import ArgumentParser
import BuiltIns
import ImageCore
import ImageOperations
import Runs
import Storage

/// The program's verbs.
package struct AquatintCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "aquatint",
    abstract: "Turns a pipeline file and source pictures into a finished, verified set of image assets.",
    discussion: """
      Begin with `aquatint init`, then `aquatint plan pipeline.yaml` and `aquatint run pipeline.yaml`: no key is needed and nothing is paid.

      Exit codes: 0 everything asked for is there, 1 some assets failed, 2 the file or the command line is wrong, 3 the surroundings are \
      (no key, no gateway, no disk), 4 the budget is reached, 5 a quota is exhausted, 6 calls with an unknown outcome need a decision, \
      7 answers of batch jobs are still on their way, 10 `plan --detailed-exitcode` found something to do, 130 interrupted.
      """,
    version: Version.long,
    groupedSubcommands: [
      CommandGroup(name: "Starting", subcommands: [InitCommand.self, DoctorCommand.self]),
      CommandGroup(
        name: "Making",
        subcommands: [CheckCommand.self, PlanCommand.self, RunCommand.self, CollectCommand.self, WatchCommand.self, PrepareCommand.self]),
      CommandGroup(name: "Several machines", subcommands: [ScriptsCommand.self, StatusCommand.self, MergeCommand.self]),
      CommandGroup(
        name: "Choosing", subcommands: [ReviewCommand.self, ReportCommand.self, PickCommand.self, UnpickCommand.self, AcceptCommand.self]),
      CommandGroup(
        name: "Looking",
        subcommands: [
          InspectCommand.self, GatewaysCommand.self, ModelsCommand.self, LedgerCommand.self, BatchCommand.self, ManifestCommand.self,
          ExplainCommand.self,
        ]),
      CommandGroup(name: "Other", subcommands: [EmulateCommand.self, SchemaCommand.self, ManualCommand.self]),
    ])

  @Flag(name: [.customShort("V")], help: "Show the version.")
  var showsVersion = false

  package init() {}

  /// What is done without a command.
  package func run() throws {
    guard showsVersion else { throw CleanExit.helpRequest(self) }
    Output.standardOutput.line(Version.long)
  }
}

/// A command that has parsed its arguments, and runs with the environment of the process at its start.
protocol Verb: ParsableCommand {
  var messages: MessageOptions { get }

  func run(in environment: ProcessEnvironment) async throws
}

/// A command whose results are printed as text or JSON.
protocol FormattedVerb: Verb {
  var formatOptions: FormatOptions { get }
}

extension FormattedVerb {
  var messages: MessageOptions { formatOptions.messages }
}

/// The program's version.
enum Version {
  static let text = "0.1.0"

  /// The version with the libraries that read, write and convert pictures and keep the ledger, one a line: a bug report needs them.
  static var long: String {
    // One library may read several formats.
    let libraries = BuiltIns.codecs.map(\.format.library).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return ([text] + libraries + [ColourLibrary.name, LedgerLibrary.name]).joined(separator: "\n")
  }
}
