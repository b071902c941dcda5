import Diagnostics
import Execution
import Reporting
import Runs
import Storage
import Synchronization

/// Shows a run from its planning to its end: the diagnostics of the file, then the assets, then the totals.
final class RunDisplay: RunObserver {
  private let printer: DiagnosticPrinter
  private let verbosity: Verbosity
  /// The reporter of the plan that is executed.
  private let reporter = Mutex<RunReporter?>(nil)

  init(_ printer: DiagnosticPrinter, verbosity: Verbosity) {
    self.printer = printer
    self.verbosity = verbosity
  }

  func observe(_ event: SessionEvent) {
    switch event {
    case .found(let diagnostics): printer.print(diagnostics)
    case .planned(let plan):
      let new = RunReporter(events: printer.events, verbosity: verbosity, environment: printer.environment, plan: plan)
      reporter.withLock { $0 = new }
    case .waitingForOutput(let folder): say("aquatint: another run writes into '\(folder)'; waiting for it to end")
    case .run(let event): current?.take(event)
    case .note(let message): say("aquatint: \(message)")
    case .batchEnded: break
    }
  }

  func whileExecuting(_ body: () async throws -> RunSummary) async throws -> RunSummary {
    guard let current else { return try await body() }
    return try await current.whileShowing(body)
  }

  /// Prints a line on standard error, above the moving display.
  func say(_ line: String) {
    if let current { current.say(line) } else { Output.standardError.line(line) }
  }

  /// Prints the outcome, with the summary last, whatever the end: not even a full disk may suppress it.
  func finish(_ outcome: RunOutcome) {
    var path: String?
    switch outcome.page {
    case .written(let written)?: path = written
    case .failed(let problem)?:
      if case .changed(let diagnostics) = problem { printer.print(diagnostics) }
      printer.events?.sendError(problem.message)
      say("aquatint: \(problem.message)")
    case nil: break
    }
    if let error = outcome.closingError {
      printer.events?.sendError(error.description)
      say("aquatint: \(error)")
    }
    current?.finish(outcome.summary, page: path)
  }

  private var current: RunReporter? { reporter.withLock { $0 } }
}

extension PageProblem {
  /// A description for people.
  var message: String {
    switch self {
    case .foreign(let path):
      "'\(path)' is not a page of this program, so the contact sheet was not written; move it away or choose another 'output'"
    case .storage(let error): "the contact sheet could not be written: \(error.description)"
    case .changed: "the contact sheet could not be made, because the pipeline's files have changed meanwhile"
    }
  }
}
