import GatewayAPI
import PipelineModel
import Planning
import Reporting

/// Assets of a plan with the same steps for the same reasons.
struct PlanGroup {
  enum Kind: Int, Comparable {
    case current
    case judged
    case rerendered
    case local
    case waiting
    case refreshed
    case changed
    case new
    case failing
    case blocked

    static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }

    /// Indicates whether each of its assets has a reason of its own, which is shown instead of steps.
    var showsReasons: Bool { self == .failing || self == .blocked }

    var mark: String {
      switch self {
      case .current: "="
      case .judged, .rerendered, .local: "*"
      case .waiting: ">"
      case .refreshed, .changed: "~"
      case .new: "+"
      case .failing, .blocked: "!"
      }
    }

    var words: String {
      switch self {
      case .current: "up to date"
      case .judged: "to be checked, free"
      case .rerendered: "made again, free"
      case .local: "to be made, free"
      case .waiting: "on its way, 'collect' fetches it"
      case .refreshed: "to be asked again"
      case .changed: "changed"
      case .new: "new"
      case .failing: "fails again"
      case .blocked: "cannot be made"
      }
    }

    var emphasis: TextStyle.Emphasis? {
      switch self {
      case .current, .waiting: .faint
      case .judged, .rerendered, .local: .cyan
      case .refreshed, .changed: .yellow
      case .new: .green
      case .failing, .blocked: .red
      }
    }
  }

  let kind: Kind
  let assets: [PlannedAsset]
  /// The steps of the first asset; those of the others are the same but for the values in them.
  let rows: [PlanRow]
  /// Indicates whether the others' changed values are the same too.
  let hasEqualChanges: Bool

  /// Returns the assets in groups, the ones with the least to do first: the most important then stand last, next to the totals.
  static func groups(of assets: [PlannedAsset]) -> [PlanGroup] {
    struct Key: Hashable {
      let kind: Kind
      let rows: [String]
    }
    var order: [Key] = []
    var members: [Key: [PlannedAsset]] = [:]
    var rows: [Key: [PlanRow]] = [:]
    var unequal: Set<Key> = []
    for asset in assets {
      let kind = kind(of: asset)
      // Some show no steps, whatever their chains are like.
      let own = kind == .current || kind.showsReasons ? [] : PlanRow.rows(of: asset)
      let key = Key(kind: kind, rows: own.map(\.identity))
      if let first = rows[key] {
        if first.map(\.changes) != own.map(\.changes) { unequal.insert(key) }
      } else {
        order.append(key)
        rows[key] = own
      }
      members[key, default: []].append(asset)
    }
    let groups = order.map { key in
      PlanGroup(kind: key.kind, assets: members[key] ?? [], rows: rows[key] ?? [], hasEqualChanges: !unequal.contains(key))
    }
    return groups.enumerated().sorted { ($0.element.kind, $0.offset) < ($1.element.kind, $1.offset) }.map(\.element)
  }

  /// Returns the reason why an asset fails, with its remedy, or `nil` if it does not.
  static func reason(of asset: PlannedAsset) -> String? {
    if let problem = asset.problem { return problem.message }
    return asset.storedFailure.map {
      "\($0.displayName); change the prompt, or ask again with --refresh \(CommandLineText.quoted(asset.name))"
    }
  }

  static func kind(of asset: PlannedAsset) -> Kind {
    if asset.problem != nil { return .blocked }
    let calls = asset.nodes.filter { $0.status == .call }
    if !calls.isEmpty {
      if calls.contains(where: { !$0.reason.changes.isEmpty }) { return .changed }
      return calls.contains { $0.reason == .new } ? .new : .refreshed
    }
    if asset.storedFailure != nil { return .failing }
    if asset.isWaiting { return .waiting }
    guard asset.hasWork else { return .current }
    let outputs = asset.nodes.flatMap(\.outputs).filter { !$0.isCurrent }
    if outputs.isEmpty { return .judged }
    return outputs.contains { $0.reason != .new } ? .rerendered : .local
  }
}
