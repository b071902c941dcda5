import Execution
import FileWatching
import GatewayAPI
import JSON
import Watching

extension EventJSON {
  /// Returns an event of a watch as JSON, one line each, or `nil` for events that are not shown in this way. The names are stable.
  static func value(_ event: WatchEvent) -> JSONValue? {
    switch event {
    case .watching(let sources, let folders):
      return .object([("event", .text("watching")), ("sources", .integer(sources)), ("folders", .integer(folders))])
    case .polling(let reason): return .object([("event", .text("polling")), ("reason", .text(reason.description))])
    case .eventsLost: return .object([("event", .text("eventsLost"))])
    case .unreadableFolder(let message): return .object([("event", .text("unreadableFolder")), ("message", .text(message))])
    case .batchStarted(let number, let sources, let assets):
      return .object([
        ("event", .text("batchStarted")), ("batch", .integer(number)), ("sources", .integer(sources)), ("assets", .integer(assets)),
      ])
    case .batchFinished(let number, let summary):
      return .object([
        ("event", .text("batchFinished")), ("batch", .integer(number)), ("assets", .integer(summary.assets)),
        ("succeeded", .integer(summary.succeeded)), ("failed", .integer(summary.failed)), ("notBegun", .integer(summary.notBegun)),
        ("waiting", .integer(summary.waiting)), ("calls", .integer(summary.calls)),
        ("reused", .integer(summary.reused)), ("outputs", .integer(summary.outputs)), ("cost", .text(summary.cost.description)),
        ("costUnknown", .integer(summary.costUnknown)),
      ])
    case .setAside(let source, let reason, _):
      return .object([("event", .text("setAside")), ("source", .text(source)), ("reason", .text(reason))])
    case .sourceRemoved(let source): return .object([("event", .text("sourceRemoved")), ("source", .text(source))])
    case .budgetReached(let spending, let budget, let isHourly, let waiting, let resumes):
      return .object([
        ("event", .text("budgetReached")), ("window", .text(isHourly ? "hour" : "day")), ("waiting", .integer(waiting)),
        ("spentInDay", .text(spending.day.description)), ("spentInHour", .text(spending.hour.description)),
        ("maxCost", .text(budget.perDay.description)), ("maxCostPerHour", .text(budget.perHour.description)),
        ("resumesAt", .optional(resumes.map { Timestamp.text(milliseconds: $0) })),
      ])
    case .waiting(let reason, let sources):
      return .object([("event", .text("waiting")), ("reason", .text(reason)), ("sources", .integer(sources))])
    case .undecided(let message, _, let sources):
      return .object([("event", .text("undecided")), ("message", .text(message)), ("sources", .integer(sources))])
    case .pipelineReloaded: return .object([("event", .text("pipelineReloaded"))])
    case .pipelineRejected(let message): return .object([("event", .text("pipelineRejected")), ("message", .text(message))])
    case .idle: return .object([("event", .text("idle"))])
    case .status, .pageNotWritten: return nil
    }
  }
}
