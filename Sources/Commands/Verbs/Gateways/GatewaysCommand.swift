import ArgumentParser
import GatewayAPI
import JSON
import PipelineModel
import Runs

/// `aquatint gateways`
struct GatewaysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gateways", abstract: "Lists the gateways, with what each takes; or tries one with a single call.",
    subcommands: [GatewaysListCommand.self, GatewaysProbeCommand.self], defaultSubcommand: GatewaysListCommand.self)
}

/// `aquatint gateways list`, the default of `aquatint gateways`.
struct GatewaysListCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the gateways that are built in or configured, with what each takes.")

  @Argument(help: "Only these gateways; all where none is named.", completion: WordCompletion.gateways)
  var names: [String] = []

  @OptionGroup var formatOptions: FormatOptions

  func run(in environment: ProcessEnvironment) async throws {
    let components = try UserConfiguration.components(
      joining: Session.components, format: formatOptions.format, environment: environment)
    let facts = try NamedEntries.chosen(names, among: components.gateways, "gateway") { [$0.name] }.map(GatewayFacts.init)
    switch formatOptions.format {
    case .text: Output.standardOutput.line(facts.map { $0.lines.joined(separator: "\n") }.joined(separator: "\n\n"))
    case .json: Output.standardOutput.line(JSONValue.array(facts.map(\.json)).line)
    }
  }
}
