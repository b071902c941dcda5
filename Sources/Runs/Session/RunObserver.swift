package import Diagnostics
package import Execution
package import PipelineModel
package import Planning
package import SystemPackage

/// What happens to a run beside the events of its assets, as it happens. Whoever started it shows it; nothing is decided by it.
package enum SessionEvent: Sendable {
  /// What planning, or the look at the keys, found; with the mistakes where they are what ends the run.
  case found([Diagnostic])
  /// What is carried out from now on. A plan takes an earlier one's place where the output folder has changed meanwhile.
  case planned(Plan)
  /// Another run writes into this output folder, and its end is waited for.
  case waitingForOutput(FilePath)
  case run(RunEvent)
  /// A batch has ended; nil where an error ended it.
  case batchEnded(RunSummary?)
}

/// Who is told of a run. Called from any task; must not block for long.
package protocol RunObserver: Sendable {
  func observe(_ event: SessionEvent)

  /// Runs `body`, which works on the assets; a display may move for as long.
  func whileExecuting(_ body: () async throws -> RunSummary) async throws -> RunSummary
}

extension RunObserver {
  package func whileExecuting(_ body: () async throws -> RunSummary) async throws -> RunSummary { try await body() }
}

/// Who may stop a run from outside.
package protocol RunControl: Sendable {
  /// Set where no new work is to begin.
  var stop: StopSignal { get }
  /// Whether somebody stopped it; a run that fails fast sets the signal itself.
  var wasInterrupted: Bool { get }

  /// Takes what gives up the calls in flight, for the time that there may be some. They may be billed all the same.
  func onSecond(_ abandon: @escaping @Sendable () -> Void)
}
