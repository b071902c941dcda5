import GatewayAPI
import PipelineModel
import Storage
import SystemPackage
import Watching

/// A file with the figures of a watch for Prometheus' text file collector, always whole:
/// https://prometheus.io/docs/instrumenting/exposition_formats/
struct MetricsFile: Sendable {
  let path: String
  private let pipeline: String
  private let clock: UTCClock

  init(path: String, pipeline: Pipeline, clock: UTCClock) {
    self.path = path
    self.pipeline = pipeline.name
    self.clock = clock
  }

  private static let beginning = "# HELP aquatint_"

  /// Refuses to replace a file that holds no metrics: a mistyped option must not cost a source or the pipeline file.
  static func check(_ path: FilePath) throws {
    try WrittenAnew.check(path, beginningWith: Array(beginning.utf8), option: "--metrics", what: "file of metrics")
  }

  func write(_ status: WatchStatus) throws(StorageError) {
    _ = try AtomicFile.write(Array(text(of: status).utf8), to: path)
  }

  func text(of status: WatchStatus) -> String {
    var lines: [String] = []
    func add(_ name: String, _ help: String, _ type: String, _ values: [(label: String, value: String)]) {
      guard !values.isEmpty else { return }
      lines += ["# HELP aquatint_\(name) \(help)", "# TYPE aquatint_\(name) \(type)"]
      lines += values.map { "aquatint_\(name){pipeline=\"\(Self.escaped(pipeline))\"\($0.label)} \($0.value)" }
    }
    func gauge(_ name: String, _ help: String, _ value: Int) { add(name, help, "gauge", [("", String(value))]) }
    func counter(_ name: String, _ help: String, _ value: Int) { add(name + "_total", help, "counter", [("", String(value))]) }
    gauge("updated_timestamp_seconds", "When the figures were written, in seconds since 1970.", Int(clock.milliseconds() / 1_000))
    gauge("watching", "1 while the folders are watched, 0 once that has ended.", status.state == .stopped ? 0 : 1)
    gauge("working", "1 while a batch is worked on.", status.state == .working ? 1 : 0)
    gauge("sources", "Sources that are there.", status.sources)
    gauge("sources_unsettled", "Sources that are still being written.", status.unsettled)
    gauge("sources_waiting", "Whole sources that wait for their turn, for the budget or for the environment.", status.waiting)
    gauge("sources_set_aside", "Sources that are left alone until something changes.", status.setAside.count)
    counter("batches", "Batches since the watch began.", status.batches)
    counter("assets_succeeded", "Assets that were made.", status.succeeded)
    counter("assets_failed", "Assets that were not made.", status.failed)
    counter("calls", "Requests that were sent, retries included.", status.calls)
    counter("answers_reused", "Stored answers that were used again.", status.reused)
    counter("files_written", "Files that were written.", status.outputs)
    if let spending = status.spending {
      add(
        "spent_usd", "What the ledger holds for the window.", "gauge",
        [(",window=\"day\"", spending.day.description), (",window=\"hour\"", spending.hour.description)])
    }
    if let budget = status.budget {
      add(
        "budget_usd", "What may be spent in the window.", "gauge",
        [(",window=\"day\"", budget.perDay.description), (",window=\"hour\"", budget.perHour.description)])
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func escaped(_ label: String) -> String {
    label.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}
