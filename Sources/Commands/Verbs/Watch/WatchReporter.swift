import Diagnostics
import Execution
import FileWatching
import GatewayAPI
import JSON
import PipelineModel
import Planning
import Runs
import Storage
import Synchronization
import Watching

/// Shows a watch: JSON lines on standard output, or lines for a person on standard error with a status line on terminals.
final class WatchReporter: RunObserver {
  private struct State {
    /// The display of the run in progress.
    var run: RunReporter?
    var saidFileTrouble = false
    var saidMetricsTrouble = false
    var isReady = false
  }

  /// Where events go; nil for a person.
  private let events: EventStream?
  private let verbosity: Verbosity
  private let environment: ProcessEnvironment
  private let file: StatusFile?
  private let metrics: MetricsFile?
  private let manager: ServiceManager?
  private let line: StatusLine?
  private let state = Mutex(State())

  init(events: EventStream?, verbosity: Verbosity, environment: ProcessEnvironment, file: StatusFile?, metrics: MetricsFile?) {
    self.events = events
    self.verbosity = verbosity
    self.environment = environment
    self.file = file
    self.metrics = metrics
    manager = ServiceManager(environment)
    let isLively = events == nil && verbosity != .quiet && environment.terminals.error && environment.movesCursor
    line = isLively ? StatusLine() : nil
  }

  // MARK: batches

  func observe(_ event: SessionEvent) {
    switch event {
    // A plan that has mistakes makes no batch, and the keys were reported when the watch began.
    case .found: break
    case .planned(let plan): beginRun(of: plan)
    case .waitingForOutput(let folder): say("aquatint: another run writes into '\(folder)'; waiting for it to end")
    case .note(let message): say("aquatint: \(message)")
    case .run(let event): state.withLock { $0.run }?.take(event)
    case .batchEnded(let summary): endRun(summary)
    }
  }

  func whileExecuting(_ body: () async throws -> RunSummary) async throws -> RunSummary {
    guard let run = state.withLock({ $0.run }) else { return try await body() }
    return try await run.whileShowing(body)
  }

  private func beginRun(of plan: Plan) {
    line?.hide()
    let run = RunReporter(events: events, verbosity: verbosity, environment: environment, plan: plan)
    state.withLock { $0.run = run }
  }

  private func endRun(_ summary: RunSummary?) {
    if events == nil, let summary, let run = state.withLock({ $0.run }) { run.finish(summary, page: nil) }
    state.withLock { $0.run = nil }
  }

  // MARK: the watch

  /// Prints a line on standard error, above the status line.
  func say(_ line: String) {
    // Who looks at a terminal in the morning wants to know when it was; a journal has its own times.
    let text = environment.terminals.error ? "\(Timestamp.timeOfDay(milliseconds: environment.clock.milliseconds())) \(line)" : line
    if let run = state.withLock({ $0.run }) { return run.say(text) }
    if let display = self.line { display.say(text) } else { Output.standardError.line(text) }
  }

  func take(_ event: WatchEvent) {
    switch event {
    case .status(let status): return show(status)
    case .pageNotWritten(let problem):
      events?.sendError(problem.message)
      return say("aquatint: \(problem.message)")
    default: break
    }
    if let events {
      if let value = EventJSON.value(event) { events.send(value) }
    } else if let text = text(for: event) {
      say(text)
    }
  }

  /// Shows an event of files outside of runs.
  func take(_ event: RunEvent) {
    if let events {
      events.send(EventJSON.value(event))
    } else if case .pruned(let path) = event {
      say("removed \(path)")
    }
  }

  /// Returns the lines that a person wants to read afterwards.
  private func text(for event: WatchEvent) -> String? {
    switch event {
    case .watching(let sources, let folders):
      return folders > 0 ? "watching \(Count.of(folders, "folder")), \(Count.of(sources, "source")) so far" : nil
    case .polling(let reason): return "looking through the folders by the clock: \(reason)"
    case .eventsLost: return "events were lost; everything is looked through again"
    case .unreadableFolder(let message): return message
    case .setAside(let source, let reason, let canReturn):
      return "set aside '\(source)': \(reason); it is tried again when \(canReturn ? "that is no longer so" : "it changes")"
    case .sourceRemoved(let source): return "'\(source)' is gone"
    case .budgetReached(let spending, let budget, let isHourly, let waiting, let resumes):
      let (spent, limit, time) =
        isHourly ? (spending.hour, budget.perHour, "an hour") : (spending.day, budget.perDay, "24 hours")
      return
        "the budget is reached: \(spent) of \(limit) USD in \(time) are spent; \(Count.of(waiting, "source")) \(waiting == 1 ? "waits" : "wait")"
        + (resumes.map { "; resumes at \(Timestamp.minute(milliseconds: $0)) at the earliest" } ?? "")
    case .waiting(let reason, let sources):
      return "\(Count.of(sources, "source")) \(sources == 1 ? "waits and is" : "wait and are") tried again: \(reason)"
    case .undecided(let message, let wasPlanned, _):
      return message + (wasPlanned ? "" : "; decide with 'aquatint ledger resolve'") + "; the others go on"
    case .pipelineReloaded: return "the pipeline file was changed and is in force"
    case .pipelineRejected(let message): return "the changed pipeline file is not used: \(message)"
    case .batchStarted, .batchFinished, .idle, .status, .pageNotWritten: return nil
    }
  }

  private func show(_ status: WatchStatus) {
    if let file {
      do throws(StorageError) {
        try file.write(status)
        state.withLock { $0.saidFileTrouble = false }
      } catch {
        let isNew = state.withLock { state in
          defer { state.saidFileTrouble = true }
          return !state.saidFileTrouble
        }
        if isNew { say("the status file cannot be written: \(error)") }
      }
    }
    if let metrics {
      do throws(StorageError) {
        try metrics.write(status)
        state.withLock { $0.saidMetricsTrouble = false }
      } catch {
        let isNew = state.withLock { state in
          defer { state.saidMetricsTrouble = true }
          return !state.saidMetricsTrouble
        }
        if isNew { say("the file of metrics cannot be written: \(error)") }
      }
    }
    if let manager { notify(manager, of: status) }
    guard let line, state.withLock({ $0.run == nil }) else { return }
    line.show(status.state == .stopped ? "" : text(for: status))
  }

  private func notify(_ manager: ServiceManager, of status: WatchStatus) {
    guard status.state != .stopped else { return manager.notify("STOPPING=1", "STATUS=ended") }
    let isFirst = state.withLock { state in
      defer { state.isReady = true }
      return !state.isReady
    }
    let said = "STATUS=\(text(for: status))"
    if isFirst { manager.notify("READY=1", said) } else { manager.notify(said) }
  }

  private func text(for status: WatchStatus) -> String {
    var parts = ["\(Count.of(status.sources, "source"))"]
    if status.unsettled > 0 { parts.append("\(status.unsettled) settling") }
    if status.waiting > 0 { parts.append("\(status.waiting) waiting") }
    if !status.setAside.isEmpty { parts.append("\(status.setAside.count) set aside") }
    parts.append("\(Count.of(status.calls, "call"))")
    if let spending = status.spending, let budget = status.budget { parts.append("\(spending.day) of \(budget.perDay) USD in 24 hours") }
    return "watching: \(parts.joined(separator: ", "))"
  }

  /// Prints the end, with the totals since the beginning.
  func finish(_ summary: RunSummary) {
    line?.hide()
    events?.send(EventJSON.value(summary))
  }
}
