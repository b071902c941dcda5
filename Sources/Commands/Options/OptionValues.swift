import ArgumentParser
import Diagnostics
import GatewayAPI
import ImageCore
import Runs

/// An amount of USD on the command line, such as `2.50`.
struct AmountArgument: ExpressibleByArgument {
  let amount: Amount

  init?(argument: String) {
    guard let amount = Amount(argument), amount >= .zero else { return nil }
    self.amount = amount
  }
}

/// A limit on pictures on the command line, such as `pixels=500000000`.
struct LimitArgument: ExpressibleByArgument {
  let setting: DecodeLimits.Setting
  let value: Int

  init?(argument: String) {
    let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
    guard parts.count == 2, let setting = DecodeLimits.settings.first(where: { $0.name == parts[0] }),
      let value = Int(parts[1]), DecodeLimits.range.contains(value)
    else { return nil }
    self.setting = setting
    self.value = value
  }

  /// The values that help lists; `N` stands for any number in the range.
  static var allValueStrings: [String] { DecodeLimits.settings.map { "\($0.name)=N" } }
}

extension [LimitArgument] {
  /// The usual limits with these in their place.
  var decodeLimits: DecodeLimits { reduce(into: .standard) { $0[keyPath: $1.setting.path] = $1.value } }
}

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

/// Entries of a list that are selected by name.
enum NamedEntries {
  /// Returns the entries that were named, in the order of `entries`; all if none was.
  /// - Parameters:
  ///   - subject: the noun for an entry, such as `gateway`.
  ///   - known: the names by which an entry is found, its own first.
  static func chosen<Entry>(_ wanted: [String], among entries: [Entry], _ subject: String, known: (Entry) -> [String]) throws -> [Entry] {
    let names = entries.flatMap(known)
    for name in wanted where !names.contains(name) {
      let nearest = Suggestion.nearest(to: name, among: names)
      throw CommandFailure(
        .wrongInput,
        "there is no \(subject) '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "; known are \(names.joined(separator: ", "))"))
    }
    return wanted.isEmpty ? entries : entries.filter { entry in known(entry).contains { wanted.contains($0) } }
  }
}
