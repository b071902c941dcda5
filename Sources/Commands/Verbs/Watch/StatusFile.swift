import GatewayAPI
import Glibc
import PipelineEngine
import Storage
import SystemPackage

/// A file that says how a watch stands, for other programs: always whole, written when something changes.
struct StatusFile: Sendable {
  let path: String
  private let name: String
  private let file: String

  init(path: String, pipeline: Pipeline) {
    self.path = path
    name = pipeline.name
    file = pipeline.path.string
  }

  func write(_ status: WatchStatus, budget: WatchBudget?) throws(StorageError) {
    let value = JSONValue.object([
      ("state", .text(status.state.rawValue)), ("pipeline", .text(name)), ("file", .text(file)), ("process", .integer(Int(getpid()))),
      ("updated", .integer(Int(UTCClock.system.milliseconds() / 1_000))), ("backend", .text(status.isPolling ? "polling" : "inotify")),
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
