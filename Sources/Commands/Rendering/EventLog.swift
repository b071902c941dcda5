import Diagnostics
import Execution
import GatewayAPI
import JSON
import Logging
import PipelineModel
import Planning
import Runs
import Storage
import Synchronization
import SystemPackage
import Watching

/// A file that lines are appended to. It is opened for each line, so that it may be moved away at any time.
final class LogFile: Sendable {
  private let folder: String
  private let name: String
  private let saidTrouble = Mutex(false)

  init(folder: String, name: String) {
    self.folder = folder
    self.name = name
  }

  /// Finds out whether lines can be appended, before anything happens that would be logged.
  /// - Throws: a ``CommandFailure`` for a file that is there and is no log; a `StorageError`.
  func check() throws {
    if case .file(let stamp)? = try confined.occupant(of: name), stamp.size > 0,
      !Timestamp.begins(try confined.beginning(of: name, count: 32))
    {
      throw CommandFailure(.wrongInput, "--log: '\(confined.path(of: name))' is there and is no log; name another")
    }
    try confined.prepareAppending(to: name)
  }

  /// Appends a line; that this is not possible is said once, and ends nothing.
  func append(_ line: String) {
    do throws(StorageError) {
      try confined.append(TerminalText.escaped(line), to: name)
    } catch {
      let isNew = saidTrouble.withLock { said in
        defer { said = true }
        return !said
      }
      if isNew { Output.standardError.line("aquatint: the log cannot be written: \(error)") }
    }
  }

  private var confined: ConfinedFolder { ConfinedFolder(folder, role: .named) }
}

/// What happens, as lines of a log: time, level, event, then what belongs to it as `name=value`. The names are those of the event stream.
struct EventLog: Sendable {
  private let logger: Logger

  init(file: LogFile, level: Logger.Level, clock: UTCClock) {
    var logger = Logger(label: "aquatint") { _ in LogLines(file: file, clock: clock) }
    logger.logLevel = level
    self.logger = logger
  }

  func take(_ event: SessionEvent) {
    switch event {
    // Whoever prints findings logs them.
    case .found: break
    case .planned(let plan):
      write(.info, "planned", [("pipeline", .text(plan.pipeline.name)), ("assets", .integer(plan.assets.count))])
    case .waitingForOutput(let folder): write(.notice, "waitingForOutput", [("folder", .text(folder.string))])
    case .run(let event): write(Self.level(of: event), EventJSON.value(event))
    case .note(let message): write(.notice, "note", [("message", .text(message))])
    case .batchEnded: break
    }
  }

  func take(_ diagnostic: Diagnostic) {
    write(Self.level(of: diagnostic.severity), "diagnostic", DiagnosticJSON.members(diagnostic))
  }

  func take(_ event: WatchEvent) {
    if case .pageNotWritten(let problem) = event {
      write(.warning, "pageNotWritten", [("message", .text(problem.message))])
    } else if let value = EventJSON.value(event) {
      write(Self.level(of: event), value)
    }
  }

  func take(_ summary: RunSummary) { write(.info, EventJSON.value(summary)) }

  func take(_ failure: CommandFailure) { write(.error, "error", [("message", .text(failure.message))]) }

  private func write(_ level: Logger.Level, _ value: JSONValue) {
    guard let event = value.members.first?.value.string else { preconditionFailure("an event begins with its name") }
    write(level, event, Array(value.members.dropFirst()))
  }

  private func write(_ level: Logger.Level, _ event: String, _ members: [(name: String, value: JSONValue)]) {
    guard level >= logger.logLevel else { return }
    // Metadata has no order, and an event's members have one.
    let text = members.map { "\($0.name)=\(Self.text(of: $0.value))" }.joined(separator: " ")
    logger.log(level: level, "\(text.isEmpty ? event : "\(event) \(text)")")
  }

  /// Returns a value as it stands, or as JSON where it would not be one word.
  private static func text(of value: JSONValue) -> String {
    guard let text = value.string, !text.isEmpty, !text.contains(where: { $0.isWhitespace || $0 == "\"" || $0 == "=" }) else {
      return value.line
    }
    return text
  }

  private static func level(of severity: Diagnostic.Severity) -> Logger.Level {
    switch severity {
    case .error: .error
    case .warning: .warning
    case .note: .info
    }
  }

  private static func level(of event: RunEvent) -> Logger.Level {
    switch event {
    case .assetStarted, .callStarted, .outputWritten: .debug
    case .callFinished, .pruned, .delivered(_, _, _, _, nil), .assetFinished(_, nil): .info
    case .waiting, .note: .notice
    case .delivered, .assetFinished: .error
    }
  }

  private static func level(of event: WatchEvent) -> Logger.Level {
    switch event {
    case .status: .trace
    case .idle, .batchStarted: .debug
    case .watching, .batchFinished, .sourceRemoved, .pipelineReloaded: .info
    case .polling, .waiting, .budgetReached: .notice
    case .eventsLost, .unreadableFolder, .setAside, .undecided, .pipelineRejected, .pageNotWritten: .warning
    }
  }
}

/// The lines of a log file.
private struct LogLines: LogHandler {
  let file: LogFile
  let clock: UTCClock
  var logLevel = Logger.Level.info
  var metadata: Logger.Metadata = [:]

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    file.append("\(Timestamp.text(milliseconds: clock.milliseconds())) \(event.level.rawValue) \(event.message)")
  }
}

/// Logs what another observer shows.
struct LoggedObserver: RunObserver {
  let shown: any RunObserver
  let log: EventLog

  func observe(_ event: SessionEvent) {
    log.take(event)
    shown.observe(event)
  }

  func whileExecuting(_ body: () async throws -> RunSummary) async throws -> RunSummary { try await shown.whileExecuting(body) }
}
