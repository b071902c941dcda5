import ArgumentParser
import Diagnostics
import GatewayAPI
import JSON
import PipelineModel
import PipelineSpec
import Runs

/// `aquatint models`
struct ModelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "Lists the models that are known; or holds what is known of them against a file of facts.",
    subcommands: [ModelsListCommand.self, ModelsCheckCommand.self], defaultSubcommand: ModelsListCommand.self)
}

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
    let facts = try NamedEntries.chosen(names, among: components.models + components.textModels, "model") { [$0.id] + $0.aliases }.map(
      ModelFacts.init)
    switch formatOptions.format {
    case .text: Output.standardOutput.line(facts.map { $0.lines.joined(separator: "\n") }.joined(separator: "\n\n"))
    case .json: Output.standardOutput.line(JSONValue.array(facts.map(\.json)).line)
    }
  }
}

/// `aquatint models check`
struct ModelsCheckCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Holds what is known of models against a file of facts, and lists where they differ.",
    discussion: """
      The file is JSON or YAML: a date, and models with what may stand under `models:`, such as \
      {date: 2026-11-30, models: {gemini-3-pro-image: {imageTokens: {4K: 2000}}}}. Nothing is fetched. Ends with 1 where anything differs.
      """)

  @Option(help: ArgumentHelp("The file of facts.", valueName: "file"), completion: .file())
  var against: String

  @OptionGroup var formatOptions: FormatOptions

  func run(in environment: ProcessEnvironment) async throws {
    let components = try UserConfiguration.components(
      joining: Session.components, format: formatOptions.format, environment: environment)
    let outcome = YAMLReader.read(try InputFile.read(against, what: "the facts file", environment), name: against)
    let printer = DiagnosticPrinter(source: outcome.source, format: formatOptions.format, environment: environment)
    var diagnostics = outcome.diagnostics
    var differences: [FactsFile.Difference] = []
    if let root = outcome.node {
      let (file, found) = FactsFile.read(root)
      diagnostics += found
      if let file {
        let (differing, problems) = file.compare(with: components.models, name: against)
        diagnostics += problems
        differences = differing
      }
    }
    printer.print(diagnostics.sortedAndUnique)
    guard !diagnostics.hasErrors else { throw ExitStatus.wrongInput }
    switch formatOptions.format {
    case .text: Output.standardOutput.line(Self.lines(differences).joined(separator: "\n"))
    case .json: Output.standardOutput.line(JSONDocument.facts.value([("differences", .array(differences.map(Self.json)))]).line)
    }
    guard differences.isEmpty else { throw ExitStatus.someFailed }
  }

  private static func lines(_ differences: [FactsFile.Difference]) -> [String] {
    guard !differences.isEmpty else { return ["the cards say what the file says"] }
    return differences.map(line)
  }

  private static func line(_ difference: FactsFile.Difference) -> String {
    guard difference.key != "id" else { return "\(difference.model)  is not known here" }
    let (card, file) = (difference.card ?? "nothing", difference.file ?? "nothing")
    return "\(difference.model)  \(difference.key): the card says \(card), the file \(file)"
  }

  private static func json(_ difference: FactsFile.Difference) -> JSONValue {
    let line: JSONValue = difference.position.map { .integer($0.line) } ?? .null
    return .object([
      ("model", .text(difference.model)), ("key", .text(difference.key)), ("card", .optional(difference.card)),
      ("file", .optional(difference.file)), ("line", line),
    ])
  }
}
