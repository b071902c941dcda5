import ArgumentParser
import BuiltIns

/// `aquatint gateways`
struct GatewaysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gateways", abstract: "Lists the gateways that are built in, with what each takes.")

  @OptionGroup var formatOptions: FormatOptions

  func run() {
    let facts = BuiltIns.gateways.map(GatewayFacts.init)
    switch formatOptions.format {
    case .text: Output.standardOutput.line(facts.map { $0.lines.joined(separator: "\n") }.joined(separator: "\n\n"))
    case .json: Output.standardOutput.line(JSONValue.array(facts.map(\.json)).line)
    }
  }
}
