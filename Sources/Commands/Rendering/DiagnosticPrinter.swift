import Diagnostics
import Runs

/// Prints diagnostics to standard error, as text or as JSON lines, so that results stay clean.
struct DiagnosticPrinter: Sendable {
  let source: SourceText
  let format: OutputFormat
  let environment: ProcessEnvironment
  /// Where what is found goes too, for who reads a stream of events.
  var events: EventStream?

  func print(_ diagnostics: [Diagnostic]) {
    guard !diagnostics.isEmpty else { return }
    let style = TextStyle(usesColour: format == .text && environment.usesColour(onTerminal: environment.terminals.error))
    let renderer = DiagnosticRenderer(source: source, style: style)
    for diagnostic in diagnostics {
      events?.send(diagnostic, in: source)
      Output.standardError.line(format == .json ? renderer.json(diagnostic) : renderer.text(diagnostic))
    }
  }
}

extension DiagnosticRenderer {
  /// Creates a printer that shows lines of the text without the keys in them, and the words for severities in colour if there are colours.
  init(source: SourceText, style: TextStyle) {
    self.init(source: source.withoutKeys) { word, severity in style(style(word, .bold), severity == .error ? .red : .yellow) }
  }
}
