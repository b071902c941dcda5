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

/// How a plan is printed.
enum PlanFormat: String, CaseIterable, ExpressibleByArgument {
  case text
  case json
  /// A graph: https://graphviz.org/doc/info/lang.html
  case dot

  /// How diagnostics are printed beside it.
  var ofMessages: OutputFormat { self == .json ? .json : .text }
}
