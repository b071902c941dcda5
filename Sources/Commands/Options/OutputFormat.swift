import ArgumentParser

/// The format in which results are printed.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  case text
  case json
}

struct FormatOptions: ParsableArguments {
  @Option(help: "How results are printed: text or json.")
  var format = OutputFormat.text
}

/// The format in which a plan is printed.
enum PlanFormat: String, CaseIterable, ExpressibleByArgument {
  case text
  case json
  /// A graph: https://graphviz.org/doc/info/lang.html
  case dot

  /// The format in which diagnostics are printed beside it.
  var ofMessages: OutputFormat { self == .json ? .json : .text }
}
