import ArgumentParser
import Runs

/// The format in which results are printed.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  case text
  case json
}

struct FormatOptions: ParsableArguments {
  @Option(help: "How results are printed: text or json.")
  var format = OutputFormat.text

  @OptionGroup var messages: MessageOptions
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

/// How much a command says, and in which colours; every command takes these.
struct MessageOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Says only results, and what is wrong.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Says more: each call, and each file that is written.")
  var verbose = false

  @Option(help: ArgumentHelp("Where text is coloured: auto (on terminals, unless NO_COLOR is set), always or never.", valueName: "when"))
  var color = ColourChoice.auto

  /// The long names of these options, which the manual explains once.
  static let names: Set<String> = ["quiet", "verbose", "color"]

  func validate() throws {
    if quiet, verbose { throw ValidationError("--quiet and --verbose are opposites; give one of them") }
  }

  var verbosity: Verbosity { quiet ? .quiet : verbose ? .verbose : .normal }
}

/// How much is said beside results and mistakes.
enum Verbosity: Sendable {
  case quiet
  case normal
  case verbose
}

enum ColourChoice: String, CaseIterable, ExpressibleByArgument {
  case auto
  case always
  case never

  /// Returns what the process finds around it, with this choice.
  func applied(to environment: ProcessEnvironment) -> ProcessEnvironment {
    var environment = environment
    environment.colour = self == .auto ? nil : self == .always
    return environment
  }
}
