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
    case refreshed
    case changed
    case new
    case failing
    case blocked

    static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }

    /// Indicates whether each of its assets has a reason of its own, which is shown instead of steps.
    var isTold: Bool { self == .failing || self == .blocked }

    var mark: String {
      switch self {
      case .current: "="
      case .judged, .rerendered, .local: "*"
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
      case .refreshed: "to be asked again"
      case .changed: "changed"
      case .new: "new"
      case .failing: "fails again"
      case .blocked: "cannot be made"
      }
    }

    var emphasis: TextStyle.Emphasis? {
      switch self {
      case .current: .faint
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
      let own = PlanRow.rows(of: asset)
      // These have no steps, whatever their chains are like.
      let key = Key(kind: kind, rows: kind == .current || kind.isTold ? [] : own.map(\.identity))
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
      "\($0.phrase); change the prompt, or ask again with --refresh \(CommandLineText.quoted(asset.name))"
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
    guard asset.hasWork else { return .current }
    let outputs = asset.nodes.flatMap(\.outputs).filter { !$0.isCurrent }
    if outputs.isEmpty { return .judged }
    return outputs.contains { $0.reason != .new } ? .rerendered : .local
  }
}

/// One step of an asset, or the same step of several of its variants.
struct PlanRow {
  /// The stage's place in the chain, from 0.
  let index: Int
  /// The stage, with its turn if there are several, and with the variant if not all variants are alike.
  private(set) var label: String
  let status: PlannedNode.Status
  let reason: PlanReason
  /// Of the node, then of its files if they differ from the node's.
  let changes: [[PlannedChange]]
  /// The files that are written for the same reason as the step.
  let written: [String]
  /// The reasons of other files, with their names.
  let files: [(reason: PlanReason, names: [String])]
  private(set) var variants: Int
  /// Indicates whether the label names its variants.
  private(set) var isNumbered = false

  /// The properties that rows of the same kind share.
  var identity: String {
    let fields = changes.map { $0.map(\.field).joined(separator: ",") }.joined(separator: ";")
    let others = files.map { "\($0.reason.text) \($0.names.joined(separator: ","))" }.joined(separator: ";")
    return "\(label)|\(status.rawValue)|\(reason.text)|\(fields)|\(written)|\(others)|\(variants)"
  }

  static func rows(of asset: PlannedAsset) -> [PlanRow] {
    var rows: [PlanRow] = []
    var latest: [Int: Int] = [:]
    var firstVariants: [Int] = []
    for node in asset.nodes {
      let row = PlanRow(node, of: asset)
      if let place = latest[row.index], rows[place].identity(besidesVariants: row) {
        rows[place].variants += 1
      } else {
        latest[row.index] = rows.count
        firstVariants.append(node.place.variant)
        rows.append(row)
      }
    }
    let counts = Dictionary(rows.map { ($0.index, 1) }, uniquingKeysWith: +)
    for place in rows.indices where counts[rows[place].index, default: 1] > 1 {
      let (first, last) = (firstVariants[place], firstVariants[place] + rows[place].variants - 1)
      rows[place].label += first == last ? " #\(first)" : " #\(first)-\(last)"
      rows[place].isNumbered = true
    }
    // In the order of the chain, not variant by variant.
    return rows.enumerated().sorted { ($0.element.index, $0.offset) < ($1.element.index, $1.offset) }.map(\.element)
  }

  private init(_ node: PlannedNode, of asset: PlannedAsset) {
    label = Self.label(of: node, in: asset)
    index = node.place.stage
    status = node.status
    reason = node.reason
    variants = 1
    var changes = [node.reason.changes]
    var files: [(reason: PlanReason, names: [String])] = []
    var written: [String] = []
    let wanted = node.outputs.filter { !$0.isCurrent && $0.path != nil && (node.status == .run || node.status == .reuse) }
    for output in wanted {
      if output.reason == node.reason {
        written.append(output.name)
        continue
      }
      if !changes.contains(output.reason.changes) { changes.append(output.reason.changes) }
      if let place = files.firstIndex(where: { $0.reason.text == output.reason.text }) {
        files[place].names.append(output.name)
      } else {
        files.append((output.reason, [output.name]))
      }
    }
    self.changes = changes.filter { !$0.isEmpty }
    self.files = files
    self.written = written
  }

  /// Returns a node's stage, with its turn if there are several.
  static func label(of node: PlannedNode, in asset: PlannedAsset) -> String {
    let graph = asset.asset.graph
    guard graph.turns > 1, let turn = graph[node.place]?.turn else { return node.stage }
    return "\(node.stage), turn \(turn)"
  }

  /// Indicates whether the step is shown: it is paid, has changes, or writes a file. Steps that only serve those are not shown.
  var matters: Bool { status == .call || status == .reuse || status == .blocked || !changes.isEmpty || !files.isEmpty || !written.isEmpty }

  private func identity(besidesVariants other: PlanRow) -> Bool {
    var other = other
    other.variants = variants
    return identity == other.identity && changes == other.changes
  }

  /// Returns the action in a word; `isBilled` is `true` if calls cost anything.
  static func word(_ status: PlannedNode.Status, isBilled: Bool) -> String {
    switch status {
    case .call: isBilled ? "pay" : "call"
    case .reuse: "reuse"
    case .run: "make"
    case .current: "keep"
    case .waiting: "wait"
    case .blocked: "blocked"
    }
  }

  static func emphasis(_ status: PlannedNode.Status) -> TextStyle.Emphasis? {
    switch status {
    case .call: .yellow
    case .blocked: .red
    case .run: .cyan
    case .reuse, .current, .waiting: .faint
    }
  }
}
