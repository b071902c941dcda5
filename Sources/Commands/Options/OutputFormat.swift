import ArgumentParser

/// How results are printed.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  case text
  case json
}

struct FormatOptions: ParsableArguments {
  @Option(help: "How results are printed: text or json.")
  var format = OutputFormat.text
}
