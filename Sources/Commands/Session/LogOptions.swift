import ArgumentParser
import Logging
import PipelineModel
import Runs
import Storage
import SystemPackage

/// Where a command logs what happens, and how much of it.
struct LogOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Appends what happens to a file, one line for each event.", valueName: "file"), completion: .file())
  var log: String?

  @Option(
    help: ArgumentHelp(
      "The least that is logged: trace, debug, info, notice, warning, error or critical. Default: info.", valueName: "level"))
  var logLevel: LogLevel?

  func validate() throws {
    if logLevel != nil, log == nil { throw ValidationError("--log-level goes with --log") }
  }

  /// Returns the path of the log, or `nil` where none is wanted.
  func path(in environment: ProcessEnvironment) -> FilePath? { log.map { environment.currentFolder.resolving($0) } }

  /// Returns the log, or `nil` where none is wanted.
  /// - Throws: a ``CommandFailure`` if the file cannot be written.
  func makeLog(in environment: ProcessEnvironment) throws -> EventLog? {
    guard let path = path(in: environment) else { return nil }
    guard let name = path.lastComponent?.string else { throw CommandFailure(.wrongInput, "--log names no file") }
    let file = LogFile(folder: path.removingLastComponent().string, name: name)
    try mappingStorageErrorsNow { try file.check() }
    return EventLog(file: file, level: (logLevel ?? .info).level, clock: environment.clock)
  }
}

/// The names of levels on the command line: those of swift-log.
enum LogLevel: String, CaseIterable, ExpressibleByArgument {
  case trace, debug, info, notice, warning, error, critical

  var level: Logger.Level {
    guard let level = Logger.Level(rawValue: rawValue) else { preconditionFailure("every level is one of swift-log") }
    return level
  }
}
