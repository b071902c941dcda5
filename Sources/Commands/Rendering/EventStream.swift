import Diagnostics
import GatewayAPI
import JSON
import Runs
import Storage
import Synchronization

/// The events of one command on standard output, one JSON object a line. The first says what the stream is; each has the time and the stream's
/// `run`, so that lines of several commands can be told apart in one log.
final class EventStream: Sendable {
  static let format = "aquatint-events/1"

  /// What `run` says; for `aquatint run` the ledger's name for it.
  let run: RunID
  private let clock: UTCClock
  private let output: Output
  private let hasBegun = Mutex(false)

  init(run: RunID = .random(), clock: UTCClock, output: Output = .standardOutput) {
    self.run = run
    self.clock = clock
    self.output = output
  }

  /// Writes an event, and before the first of all that the stream has begun.
  /// - Parameter members: begin with `event`.
  func send(_ members: [(name: String, value: JSONValue)]) {
    begin()
    output.line(JSONValue.object(Array(members.prefix(1)) + stamp() + members.dropFirst()).line)
  }

  func send(_ event: JSONValue) { send(event.members) }

  /// Says what the stream is, unless that has been said.
  func begin() {
    hasBegun.withLock { hasBegun in
      guard !hasBegun else { return }
      hasBegun = true
      output.line(JSONValue.object([("event", .text("started")), ("format", .text(Self.format))] + stamp()).line)
    }
  }

  /// Runs `body`; what ends it outside of any asset is an event too, where there is a stream or a log.
  static func reporting<Result>(
    to events: EventStream?, _ log: EventLog? = nil, _ body: () async throws -> Result
  ) async throws -> Result {
    events?.begin()
    do {
      return try await body()
    } catch let failure as CommandFailure {
      events?.sendError(failure.message, failure.status)
      log?.take(failure)
      throw failure
    }
  }

  /// Something that went wrong outside of any asset.
  /// - Parameter status: what the command ends with for it, where it ends.
  func sendError(_ message: String, _ status: ExitStatus? = nil) {
    send([("event", .text("error")), ("message", .text(message)), ("exitCode", status.map { .integer(Int($0.rawValue)) } ?? .null)])
  }

  /// What was found in a file.
  func send(_ diagnostic: Diagnostic, in source: SourceText) {
    send([("event", .text("diagnostic")), ("path", .text(source.name))] + DiagnosticJSON.members(diagnostic))
  }

  private func stamp() -> [(name: String, value: JSONValue)] {
    [("time", .text(Timestamp.text(milliseconds: clock.milliseconds()))), ("run", .text(run.text))]
  }
}

extension FormatOptions {
  /// Returns where events go, or nil where a person is told.
  func events(in environment: ProcessEnvironment) -> EventStream? { format == .json ? EventStream(clock: environment.clock) : nil }
}

/// A moment as RFC 3339 writes it, in UTC with milliseconds: https://www.rfc-editor.org/rfc/rfc3339
enum Timestamp {
  /// - Parameter milliseconds: since 1970 UTC.
  static func text(milliseconds: Int64) -> String {
    let (seconds, rest) = (milliseconds / 1_000, Int(milliseconds % 1_000))
    let date = CalendarDate(secondsSince1970: Int(seconds))
    return "\(date)T\(clock(seconds)).\(digits(rest, 3))Z"
  }

  /// Indicates whether a line begins with a time as `text(milliseconds:)` writes it, and goes on after a space.
  static func begins(_ line: [UInt8]) -> Bool {
    let example = text(milliseconds: 0).utf8
    return line.count > example.count && line[example.count] == UInt8(ascii: " ")
      && zip(line, example).allSatisfy { byte, form in Self.isDigit(form) ? Self.isDigit(byte) : byte == form }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  /// Returns the hour, minute and second in UTC, as `14:05:09Z`.
  static func timeOfDay(milliseconds: Int64) -> String { clock(milliseconds / 1_000) + "Z" }

  /// Returns the day and the minute in UTC, as `2026-11-30 14:05 UTC`.
  static func minute(milliseconds: Int64) -> String {
    "\(CalendarDate(secondsSince1970: Int(milliseconds / 1_000))) \(clock(milliseconds / 1_000).prefix(5)) UTC"
  }

  private static func clock(_ seconds: Int64) -> String {
    let inDay = Int(seconds % 86_400)
    return "\(digits(inDay / 3_600, 2)):\(digits(inDay / 60 % 60, 2)):\(digits(inDay % 60, 2))"
  }

  private static func digits(_ number: Int, _ count: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
  }
}

/// A diagnostic as members of an object.
enum DiagnosticJSON {
  static func members(_ diagnostic: Diagnostic) -> [(name: String, value: JSONValue)] {
    [
      ("id", .text(diagnostic.id.name)), ("severity", .text(diagnostic.severity.rawValue)), ("message", .text(diagnostic.message)),
      ("line", diagnostic.position.map { .integer($0.line) } ?? .null),
      ("column", diagnostic.position.map { .integer($0.column) } ?? .null),
    ]
  }
}
