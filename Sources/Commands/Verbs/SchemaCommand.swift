import ArgumentParser
import JSON
import Runs

/// `aquatint schema`
struct SchemaCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Prints the JSON Schema of pipeline files, for editors.",
    discussion: """
      An editor with a YAML language server completes and checks a pipeline file whose first line is \
      `# yaml-language-server: $schema=aquatint.schema.json`, with the schema beside it: `aquatint schema >aquatint.schema.json`.
      """)

  @OptionGroup var formatOptions: FormatOptions

  func run(in environment: ProcessEnvironment) async throws {
    let schema = PipelineSchema(components: Session.components).value
    // A schema is JSON in every format; as text it is for reading.
    switch formatOptions.format {
    case .text: Output.standardOutput.line(schema.text())
    case .json: Output.standardOutput.line(schema.line)
    }
  }
}
