import ArgumentParser

/// `aquatint ledger …`
struct LedgerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger", abstract: "What was asked, what it cost, and what is still in doubt.",
    subcommands: [
      LedgerReportCommand.self, LedgerResolveCommand.self, LedgerHistoryCommand.self, LedgerGCCommand.self, LedgerExportCommand.self,
      LedgerImportCommand.self, LedgerRebuildCommand.self,
    ],
    defaultSubcommand: LedgerReportCommand.self)
}
