import ArgumentParser
import GatewayAPI
import JSON
import Runs

/// `aquatint explain`
struct ExplainCommand: Verb {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Explains a subject: gateway-errors, what each error of a gateway leads to, and who says so.")

  /// The subjects that can be explained.
  private enum Subject: String, CaseIterable {
    case gatewayErrors = "gateway-errors"
  }

  @Argument(help: "What to explain: gateway-errors.")
  var subject: String

  @OptionGroup var formatOptions: FormatOptions

  func run(in environment: ProcessEnvironment) async throws {
    guard let subject = Subject(rawValue: subject) else {
      let known = Subject.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      throw CommandFailure(.wrongInput, "'\(subject)' is nothing that can be explained; expected \(known)")
    }
    switch subject {
    case .gatewayErrors:
      switch formatOptions.format {
      case .text: Output.standardOutput.line(GatewayErrorFacts.text)
      case .json: Output.standardOutput.line(GatewayErrorFacts.json.line)
      }
    }
  }
}
