import ArgumentParser
import Runs

/// A command that has parsed its arguments, and runs with the environment of the process at its start.
protocol Verb: ParsableCommand {
  func run(in environment: ProcessEnvironment) async throws
}
