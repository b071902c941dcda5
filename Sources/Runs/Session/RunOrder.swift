package import Execution
package import Reporting
package import Storage

/// What is to be run, and how.
package struct RunOrder: Sendable {
  package let loaded: LoadedPipeline
  /// What the ledger names as having started it.
  package var command = "run"
  package var execution = ExecutionOptions()
  /// The kept plan beyond which it may not go.
  package var approved: ApprovedPlan?
  /// What the choices of the page are made of; nil leaves the page out.
  package var pageCommands: CommandLineText?
  /// Where the process is to be killed, for tests of what that leaves.
  package var crashes = CrashPoints.none

  package init(_ loaded: LoadedPipeline) { self.loaded = loaded }
}
