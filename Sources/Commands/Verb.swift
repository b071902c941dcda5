import ArgumentParser
import Runs

/// A command that does something: it has parsed its arguments, and calls and renders with what the program found around it when it started.
protocol Verb: ParsableCommand {
  func run(in environment: ProcessEnvironment) async throws
}
