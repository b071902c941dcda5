import ArgumentParser

/// `aquatint gateways`
struct GatewaysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gateways", abstract: "Lists the gateways, with what each takes; or tries one with a single call.",
    subcommands: [GatewaysListCommand.self, GatewaysProbeCommand.self], defaultSubcommand: GatewaysListCommand.self)
}
