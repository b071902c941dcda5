import ArgumentParser
import Diagnostics
import GatewayAPI
import JSON
import Runs

/// `aquatint explain SUBJECT`
struct ExplainCommand: FormattedVerb {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explains a message or a failure by its id, or gateway-errors: what each error of a gateway leads to, and who says so.",
    discussion: """
      The id of a message stands in brackets at its end, such as [yaml-syntax]; that of a failure in the JSON events of a run too. \
      `aquatint explain ids` lists them all.
      """)

  private static let gatewayErrors = "gateway-errors"
  private static let ids = "ids"

  @Argument(
    help: "The id of a message or a failure; or gateway-errors; or ids.",
    completion: .custom { _, _, _ in MessagePage.builtIn.entries.map(\.id) + ["gateway-errors", "ids"] })
  var subject: String

  @OptionGroup var formatOptions: FormatOptions

  func run(in environment: ProcessEnvironment) async throws {
    let page = MessagePage.builtIn
    // As it stands in a message, brackets and all.
    let wanted = subject.hasPrefix("[") && subject.hasSuffix("]") ? String(subject.dropFirst().dropLast()) : subject
    switch (wanted, formatOptions.format) {
    case (Self.gatewayErrors, .text): Output.standardOutput.line(GatewayErrorFacts.text)
    case (Self.gatewayErrors, .json): Output.standardOutput.line(GatewayErrorFacts.json.line)
    case (Self.ids, .text): Output.standardOutput.line(page.entries.map(\.id).joined(separator: "\n"))
    case (Self.ids, .json):
      Output.standardOutput.line(JSONDocument.explanation.value([("ids", .array(page.entries.map { .text($0.id) }))]).line)
    default: try explain(wanted, page)
    }
  }

  private func explain(_ wanted: String, _ page: MessagePage) throws {
    let found = page.entries.filter { $0.id == wanted }
    guard !found.isEmpty else {
      let nearest = Suggestion.nearest(to: wanted, among: page.entries.map(\.id) + [Self.gatewayErrors, Self.ids])
      throw CommandFailure(
        .wrongInput,
        "'\(wanted)' is nothing that can be explained; "
          + (nearest.map { "did you mean '\($0)'?" }
            ?? "expected the id of a message, which `aquatint explain ids` lists, or 'gateway-errors'"))
    }
    switch formatOptions.format {
    case .text: Output.standardOutput.line(found.map { "\($0.id)\n\n\($0.text)" }.joined(separator: "\n\n"))
    case .json:
      Output.standardOutput.line(
        JSONDocument.explanation.value([("id", .text(wanted)), ("text", .text(found.map(\.text).joined(separator: "\n\n")))]).line)
    }
  }
}
