package import Diagnostics
import GatewayAPI
import ImageCore
import Storage

/// The reason why one asset was not made; the others go on.
package struct AssetFailure: Error, Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// Its source, its pictures, or its answer.
    case asset
    /// A call may have been billed without an answer.
    case unknownExchange
    /// No key, no gateway, no disk.
    case environment
    case quota
    case budget
    /// A call was needed and the run forbids calls.
    case frozen
    /// The run was stopped before this asset was done.
    case stopped
    /// A gateway has its request as an item of a job, and will answer later.
    case waiting
  }

  /// What an asset counts as that was not made.
  package enum Standing: Hashable, Sendable {
    case failed
    /// The run ended before its turn came, or in the middle of it; the same command goes on from there.
    case notBegun
    /// It is made by itself once there is room in the budget, or its answer has come.
    case waiting
  }

  package let kind: Kind
  package let code: FailureCode
  package let message: String
  /// The stage at which it happened, and its place in the file.
  package let stage: String?
  package let position: SourcePosition?

  package init(_ kind: Kind, _ code: FailureCode, _ message: String, stage: String? = nil, position: SourcePosition? = nil) {
    self.kind = kind
    self.code = code
    self.message = message
    self.stage = stage
    self.position = position
  }

  package var standing: Standing {
    if kind == .stopped { return .notBegun }
    return kind == .waiting || code == .budgetReached ? .waiting : .failed
  }

  /// Returns the same failure, located at a stage unless it has one already.
  package func at(_ link: Chain.Link) -> AssetFailure {
    stage != nil ? self : AssetFailure(kind, code, message, stage: link.name, position: link.position)
  }
}

extension AssetFailure {
  package init(_ problem: PlannedProblem) {
    let (kind, code): (Kind, FailureCode) =
      switch problem.cause {
      case .source: (.asset, .unusableSource)
      case .foreignFile: (.asset, .foreignFile)
      case .unknownExchange: (.unknownExchange, .unknownExchange)
      case .boundAnswerMissing, .originalMissing, .publishedCallMissing, .lossAccepted: (.asset, .missingAnswer)
      }
    self.init(kind, code, problem.message, position: problem.position)
  }

  /// Converts any error to a failure of the asset; the only place where that is done.
  package init(_ error: any Error) {
    self =
      switch error {
      case let failure as AssetFailure: failure
      case let failure as StageFailure: AssetFailure(.asset, .stage(failure.code), failure.message)
      case let failure as StorageError:
        AssetFailure(failure.isEnvironment ? .environment : .asset, .storage, failure.description)
      case let failure as GatewayError:
        AssetFailure(failure.isQuota ? .quota : failure.isEnvironment ? .environment : .asset, .gateway, failure.message)
      case let failure as CodecError: AssetFailure(.asset, .unusablePicture, failure.description)
      case is CancellationError: AssetFailure(.stopped, .stopped, "the run was stopped")
      default: AssetFailure(.asset, .unexpected, "something that was not expected: \(error)")
      }
  }
}
