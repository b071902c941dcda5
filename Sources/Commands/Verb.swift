import ArgumentParser
import Runs

/// A command that has parsed its arguments, and runs with the environment of the process at its start.
protocol Verb: ParsableCommand {
  var messages: MessageOptions { get }

  func run(in environment: ProcessEnvironment) async throws
}

/// A command whose results are printed as text or JSON.
protocol FormattedVerb: Verb {
  var formatOptions: FormatOptions { get }
}

extension FormattedVerb {
  var messages: MessageOptions { formatOptions.messages }
}
