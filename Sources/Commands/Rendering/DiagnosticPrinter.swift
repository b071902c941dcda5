import Diagnostics
import Runs

/// Prints diagnostics where they belong: text to standard error, JSON lines there too, so that results stay clean.
struct DiagnosticPrinter: Sendable {
  let source: SourceText
  let format: OutputFormat
  let environment: ProcessEnvironment

  func print(_ diagnostics: [Diagnostic]) {
    guard !diagnostics.isEmpty else { return }
    let renderer = DiagnosticRenderer(
      source: source.withoutKeys, usesColour: format == .text && environment.terminals.error && environment.allowsColour)
    for diagnostic in diagnostics {
      Output.standardError.line(format == .json ? renderer.json(diagnostic) : renderer.text(diagnostic))
    }
  }
}
