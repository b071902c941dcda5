package import ArgumentParser

/// The program's verbs.
package struct AquatintCommand: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "aquatint",
    abstract: "Turns a pipeline file and source pictures into a finished, verified set of image assets.",
    discussion: """
      Exit codes: 0 everything asked for is there, 1 some assets failed, 2 the file or the command line is wrong, 3 the surroundings are \
      (no key, no gateway, no disk), 4 the budget is reached, 5 a quota is exhausted, 6 calls with an unknown outcome need a decision, \
      130 interrupted.
      """,
    version: Version.long,
    subcommands: [
      RunCommand.self, WatchCommand.self, PlanCommand.self, CheckCommand.self, PrepareCommand.self, InspectCommand.self,
      EmulateCommand.self, GatewaysCommand.self, ModelsCommand.self, LedgerCommand.self, PickCommand.self, AcceptCommand.self,
      ReportCommand.self, SchemaCommand.self, InitCommand.self, DoctorCommand.self,
    ])

  package init() {}
}
