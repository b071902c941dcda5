import ArgumentParser

/// `aquatint models`
struct ModelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "Lists the models that are known; or holds what is known of them against a file of facts.",
    subcommands: [ModelsListCommand.self, ModelsCheckCommand.self], defaultSubcommand: ModelsListCommand.self)
}
