package import Execution
package import GatewayAPI
package import GatewayEmulator
import PipelineModel
package import Planning
package import Reporting
package import Storage
package import SystemPackage

/// The reason why a run could not begin. Nothing was sent and no file written.
package enum RunObstacle: Error, Hashable, Sendable, CustomStringConvertible {
  /// The store or the output folder cannot be used.
  case storage(StorageError)
  /// No gateway has a key, and calls may be needed.
  case missingKey(MissingKey)
  /// A key would be sent without the user's consent.
  case refusedKey(KeyConsent.Refusal)
  case keyCommand(KeyCommandFailure)
  case emulator(EmulatorError)
  /// Another run has just written into this output folder, so the batch's plan is out of date.
  case outputChanged(FilePath)

  /// A description for people.
  package var description: String {
    switch self {
    case .storage(let error): error.description
    case .missingKey(let missing): missing.description
    case .refusedKey(let refusal): refusal.message
    case .keyCommand(let failure): failure.description
    case .emulator(let error): error.description
    case .outputChanged(let folder): "another run has just written into '\(folder)'"
    }
  }

  /// Converts an error to an obstacle, or returns `nil` if it is something else.
  init?(_ error: any Error) {
    switch error {
    case let obstacle as RunObstacle: self = obstacle
    case let error as StorageError: self = .storage(error)
    case let error as MissingKey: self = .missingKey(error)
    case let error as KeyConsent.Refusal: self = .refusedKey(error)
    case let error as KeyCommandFailure: self = .keyCommand(error)
    case let error as EmulatorError: self = .emulator(error)
    default: return nil
    }
  }
}

package struct RunOutcome: Sendable {
  /// The plan that was executed, or was to be.
  package let plan: Plan
  package let summary: RunSummary
  /// The obstacle, or `nil` if it began.
  package let obstacle: RunObstacle?
  /// A user stopped it.
  package let wasInterrupted: Bool
  /// The result for the page, or `nil` if none was wanted, or the run did not begin.
  package let page: PageOutcome?
  /// The error that kept its record in the ledger from being completed.
  package let closingError: StorageError?

  /// Indicates whether calls may have been billed without an answer, so that a person has to decide.
  package var hasUndecidedExchanges: Bool { summary.failed(.unknownExchange) || !plan.unknown.isEmpty }
}

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
