import Diagnostics
import Runs

/// Prints diagnostics to standard error, as text or as JSON lines, so that results stay clean.
struct DiagnosticPrinter: Sendable {
  let source: SourceText
  let format: OutputFormat
  let environment: ProcessEnvironment
  /// Where what is found goes too, for who reads a stream of events.
  var events: EventStream?
  var log: EventLog?

  func print(_ diagnostics: [Diagnostic]) {
    guard !diagnostics.isEmpty else { return }
    let style = TextStyle(usesColour: format == .text && environment.usesColour(onTerminal: environment.terminals.error))
    let renderer = DiagnosticRenderer(source: source, style: style)
    for diagnostic in diagnostics {
      events?.send(diagnostic, in: source)
      log?.take(diagnostic)
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

extension SourceText {
  /// The text for showing lines of it: a key that is written after `key:` is masked, so that no message carries it. Columns stay.
  var withoutKeys: SourceText {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(Self.withoutKeys)
    return SourceText(name: name, text: lines.joined(separator: "\n"))
  }

  private static func withoutKeys(_ line: Substring) -> String {
    // Most lines have no key, and looking for one closely takes time.
    guard line.utf8.contains(UInt8(ascii: ":")), line.contains("key") else { return String(line) }
    var shown = ""
    var rest = line
    while let label = rest.firstMatch(of: /(?:^|[\s{,])["']?key["']?\s*:/) {
      shown += rest[..<label.range.upperBound]
      rest = rest[label.range.upperBound...]
      let value = rest.prefix { !",}".contains($0) }
      // A template names a variable, which is no secret; its closing brace is left in the text.
      let isTemplate = value.drop { " \"'".contains($0) }.hasPrefix("${")
      shown += isTemplate ? String(value) : String(value.map { " \"'\r".contains($0) ? $0 : "•" })
      rest = rest[value.endIndex...]
    }
    return shown + rest
  }
}
