import GatewayAPI
import PipelineModel
import Planning

/// What a run would do, and why.
public struct Plan: Sendable {
  /// One asset of the pipeline.
  public struct Asset: Sendable {
    /// The name of the asset.
    public let name: String
    /// In an order in which each comes after what it is made of.
    public let steps: [Step]
    /// Why the asset cannot be made, for people, or `nil` if nothing is known to be in the way.
    public let obstacle: String?
  }

  /// One stage of an asset and variant.
  public struct Step: Hashable, Sendable {
    /// The stage's name, such as `generate`.
    public let stage: String
    /// From 1.
    public let variant: Int
    /// What would be done.
    public let action: Action
    /// Why.
    public let reason: Reason
  }

  /// What becomes of a step.
  public enum Action: String, Sendable {
    /// A request is sent, which is paid at real gateways.
    case call
    /// A stored answer is used again.
    case reuse
    /// It is made on this machine.
    case run
    /// Its result is there.
    case keep
    /// Its answer is brought by a later run.
    case wait
    /// Something has to be decided or provided first.
    case blocked
  }

  /// Why a step is done, or is not.
  public enum Reason: Hashable, Sendable {
    case upToDate
    case new
    /// The names of the fields that differ from the request whose answer was used; empty if they are not known.
    case requestChanged([String])
    case settingsChanged([String])
    case inputChanged
    /// Somebody has asked for it again.
    case refreshed
    /// An answer to the same request is there.
    case answeredBefore
    /// What was made is no longer there, or is not what was written.
    case outputGone
    /// What it is made of will be made anew.
    case inputWillBeNew
    /// A later version makes it differently.
    case revision
    /// Something has to be decided or provided first.
    case blocked
    /// A step that has its result needs it.
    case neededByOthers
    case other
  }

  /// Whether anything is to be asked or made.
  public let hasWork: Bool
  /// In the order of the file.
  public let assets: [Asset]
  /// Requests, if nothing has to be asked again.
  public let calls: Int
  /// Requests, if everything is asked again that the file allows.
  public let callsAtMost: Int
  /// Stored answers that are used again.
  public let reused: Int
  /// The lowest and the highest cost, or `nil` if a price is not known. Money is never guessed.
  public let cost: ClosedRange<Money>?
  /// What the file should better not say.
  public let warnings: [Problem]

  init(_ plan: Planning.Plan, warnings: [Problem]) {
    hasWork = plan.hasWork
    assets = plan.assets.map { asset in
      Asset(name: asset.name, steps: asset.nodes.map(Step.init), obstacle: asset.problem?.message)
    }
    calls = plan.calls
    callsAtMost = plan.callsAtMost
    reused = plan.reused
    cost = plan.cost.map { Money($0.low)...Money($0.high) }
    self.warnings = warnings
  }
}

extension Plan.Step {
  fileprivate init(_ node: PlannedNode) {
    stage = node.stage
    variant = node.place.variant
    action =
      switch node.status {
      case .call: .call
      case .reuse: .reuse
      case .run: .run
      case .current: .keep
      case .waiting: .wait
      case .blocked: .blocked
      }
    reason = Plan.Reason(node.reason)
  }
}

extension Plan.Reason {
  fileprivate init(_ reason: PlanReason) {
    self =
      switch reason {
      case .upToDate: .upToDate
      case .new: .new
      case .requestChanged(let changes): .requestChanged(changes.map(\.field))
      case .settingsChanged(let changes): .settingsChanged(changes.map(\.field))
      case .inputChanged, .anotherAnswer: .inputChanged
      case .refreshed, .resendDecided, .askingAgain: .refreshed
      case .answeredBefore, .adopted: .answeredBefore
      case .outputMissing, .outputChanged, .storedAnswerGone: .outputGone
      case .inputWillBeNew: .inputWillBeNew
      case .revision, .anotherLibrary, .anotherStage: .revision
      case .problem, .inputMissing, .assetBlocked: .blocked
      case .neededByOthers: .neededByOthers
      default: .other
      }
  }
}

/// An amount of US dollars, counted in billionths, so that sums are exact.
public struct Money: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// 10⁻⁹ USD.
  public let nanos: Int64

  /// Creates an amount from billionths of a dollar.
  public init(nanos: Int64) { self.nanos = nanos }

  /// Reads an amount such as `2.50`, with at most nine decimals; returns `nil` for anything else.
  public init?(_ decimal: String) {
    guard let amount = Amount(decimal) else { return nil }
    nanos = amount.nanos
  }

  init(_ amount: Amount) { nanos = amount.nanos }

  /// Compares two amounts.
  public static func < (left: Money, right: Money) -> Bool { left.nanos < right.nanos }

  /// The decimal number without trailing zeros, such as `0.134`.
  public var description: String { Amount(nanos: nanos).description }
}
