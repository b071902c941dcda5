import ArgumentParser
import Diagnostics
import FoundationEssentials
import Glibc
import Reporting
import Runs
import Storage
import SystemPackage

/// Runs the command line and ends the process with the exit code of the outcome.
package enum Program {
  /// Off the main actor: from its queue every step to an actor and back would wait for another thread, twice for each asset.
  @concurrent
  package static func main() async -> Never {
    // A reader that goes away (`aquatint plan | head`) ends the write with an error instead of the process.
    signal(SIGPIPE, SIG_IGN)
    TerminalWidth.prepare()
    do {
      var command = try AquatintCommand.parseAsRoot(RepeatedSelectors.joined(Array(CommandLine.arguments.dropFirst())))
      if let verb = command as? any Verb {
        try await verb.run(in: verb.messages.color.applied(to: .current()))
      } else {
        try command.run()
      }
      if let reason = Output.standardOutput.failure {
        throw CommandFailure(.environmentError, "standard output could not be written: \(reason)")
      }
      exit(ExitStatus.success.rawValue)
    } catch {
      exit(report(error).rawValue)
    }
  }

  /// Prints an error, unless it was reported already, and returns the exit code of the process.
  private static func report(_ error: any Error) -> ExitStatus {
    if let status = error as? ExitStatus { return status }
    if let failure = error as? CommandFailure {
      Output.standardError.line("aquatint: \(failure.message)")
      return failure.status
    }
    let isRequest = AquatintCommand.exitCode(for: error).isSuccess
    if !isRequest, let message = unknownCommand(CommandLine.arguments.dropFirst().first) {
      Output.standardError.line("aquatint: \(message)")
      return .wrongInput
    }
    if !isRequest, let message = OtherProgramsOptions.message(for: Array(CommandLine.arguments.dropFirst())) {
      Output.standardError.line("aquatint: \(message)")
      return .wrongInput
    }
    let message = AquatintCommand.fullMessage(for: error)
    // A help text or a script for a shell holds no text from outside.
    if isRequest { Output.standardOutput.writeVerbatim(message + "\n") } else { Output.standardError.line(message) }
    // The parser has a code of its own for a wrong command line.
    return isRequest ? .success : .wrongInput
  }

  /// Returns a message if the first word is no command; the parser would report the words behind it instead.
  private static func unknownCommand(_ word: String?) -> String? {
    let names = AquatintCommand.configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    guard let word, !word.hasPrefix("-"), !names.contains(word) else { return nil }
    if word.hasSuffix(".yaml") || word.hasSuffix(".yml") {
      let file = CommandLineText.quoted(word)
      return "there is no command '\(word)'; `aquatint plan \(file)` shows what would be done, `aquatint run \(file)` does it"
    }
    let nearest = Suggestion.nearest(to: word, among: names)
    return "there is no command '\(word)'; " + (nearest.map { "did you mean '\($0)'?" } ?? "`aquatint --help` lists them")
  }
}

extension ProcessEnvironment {
  /// Reads the process. Nothing else asks for variables, the current folder, cores, the time of day or terminals.
  static func current() -> ProcessEnvironment {
    let process = ProcessInfo.processInfo
    return ProcessEnvironment(
      variables: process.environment, currentFolder: FilePath(FileManager.default.currentDirectoryPath),
      cores: max(1, process.activeProcessorCount),
      terminals: Terminals(input: isatty(STDIN_FILENO) == 1, output: isatty(STDOUT_FILENO) == 1, error: isatty(STDERR_FILENO) == 1),
      program: programFile())
  }

  /// Returns the stamp of the program's file, where the system says which that is (https://man7.org/linux/man-pages/man5/proc_pid_exe.5.html).
  private static func programFile() -> FileStamp? {
    do throws(StorageError) {
      return try FileStamp.of("/proc/self/exe")
    } catch {
      return nil
    }
  }
}
