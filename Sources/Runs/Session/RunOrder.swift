package import Execution
package import Reporting
package import Storage

/// The order to run a plan, with its options.
package struct RunOrder: Sendable {
  package let loaded: LoadedPipeline
  /// What the ledger calls the run; `nil` for a name of its own.
  package var id: RunID?
  /// The command in the ledger's record of the run.
  package var command = "run"
  package var execution = ExecutionOptions()
  package var jobs = JobOrder()
  /// The kept plan that limits it.
  package var approved: ApprovedPlan?
  /// The folder that it shares with runs of other machines, or `nil` if it shares none.
  package var shared: SharedOrder?
  /// The commands that the page offers, or `nil` for no page.
  package var pageCommands: CommandLineText?
  /// The point at which the process is to be killed, for tests of the consequences.
  package var crashes = CrashPoints.none

  package init(_ loaded: LoadedPipeline) { self.loaded = loaded }
}
