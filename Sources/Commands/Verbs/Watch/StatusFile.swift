import GatewayAPI
import Glibc
import JSON
import PipelineModel
import Storage
import Synchronization
import SystemPackage
import Watching

/// A file with the state of a watch, for other programs: always whole, written when something changes.
struct StatusFile: Sendable {
  let path: String
  private let name: String
  private let file: String
  private let clock: UTCClock

  init(path: String, pipeline: Pipeline, clock: UTCClock) {
    self.path = path
    self.clock = clock
    name = pipeline.name
    file = pipeline.path.string
  }

  /// Refuses to replace a file that is no status: a mistyped option must not cost a source or the pipeline file.
  static func check(_ path: FilePath) throws {
    try WrittenAnew.check(path, beginningWith: beginning, option: "--status", what: "status file")
  }

  private static let beginning = Array(#"{"state":""#.utf8)

  func write(_ status: WatchStatus) throws(StorageError) {
    let budget = status.budget
    let value = JSONValue.object([
      ("state", .text(status.state.rawValue)), ("format", .text(JSONDocument.status.format)), ("pipeline", .text(name)),
      ("file", .text(file)), ("process", .integer(Int(getpid()))),
      ("updated", .integer(Int(clock.milliseconds() / 1_000))), ("backend", .text(status.isPolling ? "polling" : "inotify")),
      ("sources", .integer(status.sources)), ("unsettled", .integer(status.unsettled)), ("waiting", .integer(status.waiting)),
      (
        "setAside",
        .array(status.setAside.map { .object([("source", .text($0.source)), ("reason", .text($0.reason))]) })
      ),
      ("batches", .integer(status.batches)), ("succeeded", .integer(status.succeeded)), ("failed", .integer(status.failed)),
      ("calls", .integer(status.calls)), ("reused", .integer(status.reused)), ("outputs", .integer(status.outputs)),
      ("spentInDay", .optional(status.spending?.day.description)), ("spentInHour", .optional(status.spending?.hour.description)),
      ("maxCost", .optional(budget?.perDay.description)), ("maxCostPerHour", .optional(budget?.perHour.description)),
      ("lastError", .optional(status.lastError)),
    ])
    _ = try AtomicFile.write(Array((value.line + "\n").utf8), to: path)
  }
}

/// A status line at the bottom of a terminal; other lines go above it.
final class StatusLine: Sendable {
  private let text = Mutex("")

  func show(_ line: String) {
    let new = Output.standardError.fitting(line)
    text.withLock { text in
      Output.standardError.write((text.isEmpty ? "" : TerminalText.control("\r\u{1B}[K")) + new)
      text = new
    }
  }

  func hide() { show("") }

  /// Prints a line that stays.
  func say(_ line: String) {
    text.withLock { text in
      Output.standardError.write((text.isEmpty ? "" : TerminalText.control("\r\u{1B}[K")) + line + "\n" + text)
    }
  }
}
