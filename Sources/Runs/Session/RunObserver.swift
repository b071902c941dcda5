package import Diagnostics
package import Execution
package import PipelineModel
package import Planning
package import SystemPackage

/// An event of a run beside the events of its assets, as it happens. The caller shows it; nothing is decided by it.
package enum SessionEvent: Sendable {
  /// The findings of planning, or of reading the keys; mistakes are included if they end the run.
  case found([Diagnostic])
  /// The plan that is executed from now on. It replaces an earlier one if the output folder has changed meanwhile.
  case planned(Plan)
  /// Another run writes into this output folder, and its end is waited for.
  case waitingForOutput(FilePath)
  case run(RunEvent)
  /// What people are told beside all that.
  case note(String)
  /// A batch has ended, or `nil` if an error ended it.
  case batchEnded(RunSummary?)
}

/// The observer of a run. Called from any task; must not block for long.
package protocol RunObserver: Sendable {
  func observe(_ event: SessionEvent)

  /// Runs `body`, which executes the plan; a display may move meanwhile.
  func whileExecuting(_ body: () async throws -> RunSummary) async throws -> RunSummary
}

extension RunObserver {
  package func whileExecuting(_ body: () async throws -> RunSummary) async throws -> RunSummary { try await body() }
}

/// The control by which a run is stopped from outside.
package protocol RunControl: Sendable {
  /// Set when no new work is to begin.
  var stop: StopSignal { get }
  /// Indicates whether a user stopped it; a run that fails fast sets the signal itself.
  var wasInterrupted: Bool { get }

  /// Takes a closure that gives up the calls in flight, while there may be some. They may be billed all the same.
  func onSecond(_ abandon: @escaping @Sendable () -> Void)
}
