package import GatewayAPI
package import Storage
package import SystemPackage

/// The environment of the process. It is read once, where the program starts, and passed down from there.
package struct ProcessEnvironment: Sendable {
  /// The standard streams that are terminals, so that a person may be present.
  package struct Terminals: Hashable, Sendable {
    package let input: Bool
    package let output: Bool
    package let error: Bool

    package init(input: Bool, output: Bool, error: Bool) {
      self.input = input
      self.output = output
      self.error = error
    }

    package static let none = Terminals(input: false, output: false, error: false)
  }

  package let variables: [String: String]
  /// Absolute.
  package let currentFolder: FilePath
  /// At least 1.
  package let cores: Int
  package let clock: UTCClock
  /// In UTC.
  package let today: CalendarDate
  package let terminals: Terminals
  /// Whether text is coloured, where the user has said so; nil leaves it to terminals and variables.
  package var colour: Bool?
  /// The stamp of the program's own file, or `nil` where that is not known.
  package let program: FileStamp?

  package init(
    variables: [String: String], currentFolder: FilePath, cores: Int, clock: UTCClock = .system, terminals: Terminals = .none,
    program: FileStamp? = nil
  ) {
    self.program = program
    self.variables = variables
    self.currentFolder = currentFolder
    self.cores = cores
    self.clock = clock
    self.terminals = terminals
    today = CalendarDate(secondsSince1970: Int(clock.milliseconds() / 1_000))
  }

  /// Returns the value of a variable, or `nil` if it is not set or empty.
  package func variable(_ name: String) -> String? {
    guard let value = variables[name], !value.isEmpty else { return nil }
    return value
  }

  /// Returns whether text is coloured that goes to a terminal, or elsewhere: https://no-color.org
  package func usesColour(onTerminal isTerminal: Bool) -> Bool { colour ?? (isTerminal && variable("NO_COLOR") == nil && movesCursor) }

  /// Indicates whether a terminal does more than print one line below the other.
  package var movesCursor: Bool { variables["TERM"] != "dumb" }
}
