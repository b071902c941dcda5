import ArgumentParser
import GatewayAPI
import JSON
import PipelineModel
import Runs

/// `aquatint models list`, which is what `aquatint models` does.
struct ModelsListCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the models that are known, with what each takes, gives and costs.")

  @Argument(help: "Only these models, by id or alias; all where none is named.", completion: WordCompletion.models)
  var names: [String] = []

  @OptionGroup var formatOptions: FormatOptions

  func run(in environment: ProcessEnvironment) async throws {
    let components = try UserConfiguration.components(
      joining: Session.components, format: formatOptions.format, environment: environment)
    let facts = try NamedEntries.chosen(names, among: components.models, "model") { [$0.id] + $0.aliases }.map(ModelFacts.init)
    switch formatOptions.format {
    case .text: Output.standardOutput.line(facts.map { $0.lines.joined(separator: "\n") }.joined(separator: "\n\n"))
    case .json: Output.standardOutput.line(JSONValue.array(facts.map(\.json)).line)
    }
  }
}
