package import Execution
package import FileWatching
package import Runs

/// An event of a watch beside the events of its runs.
package enum WatchEvent: Sendable {
  /// The folders are watched and have been scanned once.
  case watching(sources: Int, folders: Int)
  case polling(PollingReason)
  /// Events were lost, so all folders are scanned again.
  case eventsLost
  case unreadableFolder(message: String)
  case batchStarted(number: Int, sources: Int, assets: Int)
  case batchFinished(number: Int, RunSummary)
  /// - Parameter canReturn: `true` if it may come back without a change of its own, as when a name becomes free.
  case setAside(source: String, reason: String, canReturn: Bool)
  case sourceRemoved(source: String)
  /// - Parameter resumes: when the first of the spending does not count any more, in milliseconds since 1970 UTC.
  case budgetReached(spending: WatchBudget.Spending, budget: WatchBudget, isHourly: Bool, waiting: Int, resumes: Int64?)
  /// The environment or a quota keeps sources waiting.
  case waiting(reason: String, sources: Int)
  /// Calls in doubt block sources until a person decides.
  /// - Parameter wasPlanned: `true` if the plan knew of it already; its message explains how to decide.
  case undecided(message: String, wasPlanned: Bool, sources: Int)
  case pipelineReloaded
  /// The file was changed and has mistakes, or cannot be used; the old one remains in use.
  case pipelineRejected(message: String)
  /// The output folder's page could not be updated.
  case pageNotWritten(PageProblem)
  /// Nothing is to be done at present.
  case idle
  case status(WatchStatus)
}

/// The state of a watch.
package struct WatchStatus: Hashable, Sendable {
  package enum State: String, Sendable {
    case watching
    /// A batch is being processed.
    case working
    case stopped
  }

  package struct SetAside: Hashable, Sendable {
    package let source: String
    package let reason: String
  }

  package var state = State.watching
  package var sources = 0
  /// Files that are settling or not found complete so far.
  package var unsettled = 0
  /// Finished files that wait: for their batch, a budget, the environment.
  package var waiting = 0
  package var setAside: [SetAside] = []
  package var batches = 0
  package var succeeded = 0
  package var failed = 0
  package var calls = 0
  package var reused = 0
  package var outputs = 0
  package var spending: WatchBudget.Spending?
  /// The smaller of the command line's and the pipeline file's, as it is now.
  package var budget: WatchBudget?
  package var isPolling = false
  package var lastError: String?
}
