import Execution
import GatewayAPI
import ImageCore
import PipelineModel
import Runs

/// What happens in a run.
public enum RunEvent: Sendable {
  /// The plan that is carried out from now on; another one if the output folder has changed meanwhile.
  case planned(Plan)
  /// Another run writes into the output folder, and its end is waited for.
  case waitingForOutputFolder
  case assetStarted(asset: String)
  /// A request is sent.
  case callStarted(Call)
  /// Its answer is stored, or it has failed: `outcome` is `picture`, `text`, or the name of a failure.
  case callFinished(Call, outcome: String, cost: Money?, elapsed: Duration)
  /// A request waits for its turn, or for a retry.
  case waiting(asset: String, gateway: String, time: Duration)
  /// What a person should know of an asset that goes on.
  case note(asset: String, stage: String, message: String)
  /// A file is whole; `path` is relative to the output folder.
  case fileWritten(asset: String, path: String, bytes: Int)
  /// An asset is made, or is not.
  case assetFinished(asset: String, failure: Failure?)
  case filePruned(path: String)
  /// What is made of all assets together.
  case delivered(collector: String, folder: String, files: Int, missing: [String], failure: String?)

  /// A request to a gateway.
  public struct Call: Hashable, Sendable {
    /// The asset that it is for.
    public let asset: String
    /// The stage that asks.
    public let stage: String
    /// From 1.
    public let variant: Int
    /// The gateway that is asked; empty once it has answered, because another may have.
    public let gateway: String
  }

  init(_ event: PipelineModel.RunEvent) {
    self =
      switch event {
      case .assetStarted(let asset): .assetStarted(asset: asset)
      case .callStarted(let asset, let stage, let variant, let gateway, _):
        .callStarted(Call(asset: asset, stage: stage, variant: variant, gateway: gateway))
      case .callFinished(let asset, let stage, let variant, _, let outcome, let cost, let elapsed):
        .callFinished(
          Call(asset: asset, stage: stage, variant: variant, gateway: ""), outcome: outcome, cost: cost.map { Money($0) },
          elapsed: elapsed)
      case .waiting(let asset, _, let gateway, let time, _): .waiting(asset: asset, gateway: gateway, time: time)
      case .note(let asset, let stage, let message): .note(asset: asset, stage: stage, message: message)
      case .outputWritten(let asset, let path, let bytes, _): .fileWritten(asset: asset, path: path, bytes: bytes)
      case .assetFinished(let asset, let failure): .assetFinished(asset: asset, failure: failure.map { Failure($0) })
      case .pruned(let path): .filePruned(path: path)
      case .delivered(let collector, let folder, let files, let missing, let failure):
        .delivered(collector: collector, folder: folder, files: files, missing: missing, failure: failure)
      }
  }
}

/// Why an asset was not made.
public struct Failure: Error, Hashable, Sendable {
  /// What kind of trouble it is.
  public enum Kind: String, Sendable {
    /// Its source, its pictures, or its answer.
    case asset
    /// A request may have been billed without an answer; a person has to decide.
    case unknown
    /// No key, no gateway, no disk.
    case environment
    case quota
    case budget
    /// A request was needed, and none was allowed.
    case frozen
    /// The run was stopped before its turn.
    case stopped
    /// A gateway has the request as an item of a job, and will answer later.
    case waiting
  }

  /// What kind of trouble it is.
  public let kind: Kind
  /// A stable name such as `refused`; the page of messages explains each.
  public let code: String
  /// For people; it may change.
  public let message: String
  /// The stage at which it happened, or `nil` before the first.
  public let stage: String?

  init(_ failure: AssetFailure) {
    kind =
      switch failure.kind {
      case .asset: .asset
      case .unknownExchange: .unknown
      case .environment: .environment
      case .quota: .quota
      case .budget: .budget
      case .frozen: .frozen
      case .stopped: .stopped
      case .waiting: .waiting
      }
    code = failure.code.name
    message = failure.message
    stage = failure.stage
  }
}

/// What a run came to. `assets` is the sum of the four counts after it.
public struct RunSummary: Sendable {
  /// All that the run worked on.
  public let assets: Int
  /// Assets whose files are all there.
  public let succeeded: Int
  /// Assets that could not be made.
  public let failed: Int
  /// Stopped, or kept from beginning, before their turn.
  public let notBegun: Int
  /// Without room in the budget, or with an answer that is on its way.
  public let waiting: Int
  /// Requests that were sent.
  public let calls: Int
  /// Stored answers that were used again.
  public let reused: Int
  /// Files that were written.
  public let outputs: Int
  /// Of the requests whose cost is known.
  public let cost: Money
  /// Requests that were answered without a figure.
  public let callsOfUnknownCost: Int
  /// By asset.
  public let failures: [String: Failure]
  /// Why the run could not begin or end, for people, or `nil`.
  public let problem: String?

  init(_ outcome: RunOutcome) {
    let summary = outcome.summary
    assets = summary.assets
    succeeded = summary.succeeded
    failed = summary.failed
    notBegun = summary.notBegun
    waiting = summary.waiting
    calls = summary.calls
    reused = summary.reused
    outputs = summary.outputs
    cost = Money(summary.cost)
    callsOfUnknownCost = summary.costUnknown
    failures = Dictionary(summary.failures.map { ($0.asset, Failure($0.failure)) }) { first, _ in first }
    problem = summary.problem
  }
}
