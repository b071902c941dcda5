import GatewayAPI
import PipelineModel
import PipelineSpec
import Planning

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
    let names = AssetNameTemplate(asset)
    let wanted = node.outputs.filter { !$0.isCurrent && $0.path != nil && (node.status == .run || node.status == .reuse) }
    for output in wanted {
      if output.reason == node.reason {
        written.append(names.template(of: output.name))
        continue
      }
      if !changes.contains(output.reason.changes) { changes.append(output.reason.changes) }
      if let place = files.firstIndex(where: { $0.reason.text == output.reason.text }) {
        files[place].names.append(names.template(of: output.name))
      } else {
        files.append((output.reason, [names.template(of: output.name)]))
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
  var matters: Bool {
    status == .call || status == .reuse || status == .waiting || status == .blocked || !changes.isEmpty || !files.isEmpty
      || !written.isEmpty
  }

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

/// Names of files with an asset's own values in them: as they stand in the pipeline file, they are the same for all assets.
private struct AssetNameTemplate {
  /// Longer values first, for one may be part of another.
  private let values: [(name: String, value: String)]
  /// Shorter values stand in many names by chance.
  private static let minimumLength = 3

  init(_ asset: PlannedAsset) {
    let bindings = asset.asset.bindings
    values = bindings.map { (name: $0.name, value: $0.value) }.filter { $0.value.utf8.count >= Self.minimumLength }.sorted {
      ($0.value.utf8.count, $1.name) > ($1.value.utf8.count, $0.name)
    }
  }

  func template(of name: String) -> String {
    for (variable, value) in values where name.contains(value) { return name.replacing(value, with: "${\(variable)}") }
    return name
  }
}
