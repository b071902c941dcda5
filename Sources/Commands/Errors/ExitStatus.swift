import Execution
import PipelineModel
import Runs

/// The exit code of the process.
enum ExitStatus: Int32, Error {
  case success = 0
  case someFailed = 1
  /// The file or the command line is wrong.
  case wrongInput = 2
  /// No key, gateway unreachable, disk full.
  case environmentError = 3
  case budgetReached = 4
  case quotaExhausted = 5
  /// Exchanges with an unknown outcome need a decision.
  case undecided = 6
  /// Answers of batch jobs are still on their way.
  case waiting = 7
  /// `plan --detailed-exitcode`: a run would do something.
  case workPlanned = 10
  case interrupted = 130

  /// Creates the status of a run: the first that applies.
  /// - Parameter isDoneWhenSubmitted: whether calls that are on their way are all that was asked for.
  init(_ summary: RunSummary, wasInterrupted: Bool, hasUnknown: Bool, isDoneWhenSubmitted: Bool = false) {
    self =
      if wasInterrupted {
        .interrupted
      } else if summary.failed(.unknownExchange) || hasUnknown {
        .undecided
      } else if summary.failed(.environment) || summary.problem != nil {
        .environmentError
      } else if summary.failed(.quota) {
        .quotaExhausted
      } else if summary.failed(.budget) {
        .budgetReached
      } else if summary.isLacking {
        .someFailed
      } else if summary.onTheirWay > 0, !isDoneWhenSubmitted {
        .waiting
      } else {
        .success
      }
  }
}

extension ExitStatus {
  /// Creates the status of a run: the first that applies.
  init(_ outcome: RunOutcome, _ jobs: JobOrder = JobOrder()) {
    let status = ExitStatus(
      outcome.summary, wasInterrupted: outcome.wasInterrupted, hasUnknown: outcome.hasUndecidedExchanges,
      isDoneWhenSubmitted: jobs.mode == .submit && !jobs.waits)
    let isLeast = status == .success || status == .someFailed || status == .waiting
    self = outcome.closingError != nil && isLeast ? .environmentError : status
  }
}

/// Ends a command with a message for a person.
struct CommandFailure: Error {
  let status: ExitStatus
  let message: String

  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }
}
