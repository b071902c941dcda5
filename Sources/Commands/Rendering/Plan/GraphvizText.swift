/// A directed graph in the language of graphviz: https://graphviz.org/doc/info/lang.html
///
/// Nodes are numbered in the order in which they are added, so the same graph always gives the same text, and no name becomes an identifier.
struct GraphvizText {
  struct Node {
    /// One line each.
    let label: [String]
    /// Such as `style`, in the order in which they are written.
    var attributes: [(name: String, value: String)] = []
  }

  private struct Cluster {
    let label: String
    var nodes: [(number: Int, node: Node)] = []
  }

  private let name: String
  private var clusters: [Cluster] = []
  private var loose: [(number: Int, node: Node)] = []
  private var edges: [(from: Int, to: Int)] = []
  private var count = 0

  init(name: String) { self.name = name }

  /// Adds a box around nodes.
  /// - Returns: its number, for ``add(_:to:)``.
  mutating func addCluster(_ label: String) -> Int {
    clusters.append(Cluster(label: label))
    return clusters.count - 1
  }

  /// Adds a node to a cluster, or to none.
  /// - Returns: its number, for ``connect(_:to:)``.
  mutating func add(_ node: Node, to cluster: Int?) -> Int {
    defer { count += 1 }
    if let cluster { clusters[cluster].nodes.append((count, node)) } else { loose.append((count, node)) }
    return count
  }

  mutating func connect(_ from: Int, to: Int) { edges.append((from, to)) }

  var text: String {
    var lines = [
      "digraph \(Self.quoted(name)) {", "  rankdir=LR", "  node [shape=box, fontname=\"sans-serif\"]", "  graph [fontname=\"sans-serif\"]",
    ]
    for (index, cluster) in clusters.enumerated() {
      lines += ["  subgraph cluster_\(index) {", "    label=\(Self.quoted(cluster.label))"]
      lines += cluster.nodes.map { "    " + Self.line($0.number, $0.node) }
      lines.append("  }")
    }
    lines += loose.map { "  " + Self.line($0.number, $0.node) }
    lines += edges.map { "  n\($0.from) -> n\($0.to)" }
    return (lines + ["}"]).joined(separator: "\n")
  }

  private static func line(_ number: Int, _ node: Node) -> String {
    // The backslash of the line break is graphviz's own and not one of the label's.
    let label = "\"" + node.label.map(escaped).joined(separator: "\\n") + "\""
    let attributes = ["label=\(label)"] + node.attributes.map { "\($0.name)=\(quoted($0.value))" }
    return "n\(number) [\(attributes.joined(separator: ", "))]"
  }

  private static func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

  /// Returns a label's text. Within quotation marks only these two have a meaning; a line break would be one in the picture, too.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": escaped += "\\\(scalar)"
      case "\n": escaped += "\\n"
      case "\u{0}"..."\u{1F}", "\u{7F}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
