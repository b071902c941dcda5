import GatewayAPI
import PipelineModel
import Planning

/// A plan as a graph for graphviz: a cluster for each asset, an edge for each input, and calls marked with their costs.
struct PlanDot {
  private var graph: GraphvizText
  private var numbers: [NodeID: Int] = [:]

  /// Draws the nodes in the plan's order, so that the same plan always gives the same text.
  init(_ plan: Plan) {
    graph = GraphvizText(name: plan.pipeline.name)
    for asset in plan.assets {
      let cluster = graph.addCluster(asset.name)
      for node in asset.nodes {
        for input in node.inputs where input == .source(asset: asset.name) && numbers[input] == nil {
          numbers[input] = graph.add(Self.source(of: asset), to: cluster)
        }
        numbers[node.id] = graph.add(Self.drawn(node, of: asset), to: cluster)
      }
    }
    for node in plan.assets.lazy.flatMap(\.nodes) {
      for input in node.inputs { connect(input, to: node.id) }
    }
  }

  var text: String { graph.text }

  /// Connects an input. A node of an asset that is not part of the plan stands outside of all clusters.
  private mutating func connect(_ input: NodeID, to node: NodeID) {
    guard let target = numbers[node] else { return }
    let origin = numbers[input] ?? graph.add(GraphvizText.Node(label: [Self.name(of: input)], attributes: [("style", "dashed")]), to: nil)
    numbers[input] = origin
    graph.connect(origin, to: target)
  }

  private static func name(of id: NodeID) -> String {
    switch id {
    case .source(let asset), .stage(let asset, _): asset
    case .set(let index): "set \(index + 1)"
    }
  }

  private static func source(of asset: PlannedAsset) -> GraphvizText.Node {
    let files = asset.asset.chain.links.lazy.compactMap { link -> String? in
      if case .file(let path, _)? = link.input?.input { path } else { nil }
    }
    return GraphvizText.Node(label: [files.first ?? "source"], attributes: [("shape", "note")])
  }

  private static func drawn(_ node: PlannedNode, of asset: PlannedAsset) -> GraphvizText.Node {
    let isDivided = asset.asset.graph.isDivided(node.place)
    let name = isDivided ? "\(node.stage), variant \(node.place.variant)" : node.stage
    switch node.status {
    case .call:
      return GraphvizText.Node(
        label: [name, "call: \(price(of: node.exchange))"], attributes: [("style", "filled"), ("fillcolor", "#ffd97d")])
    case .reuse: return GraphvizText.Node(label: [name, "stored answer"])
    case .run: return GraphvizText.Node(label: [name, node.reason.text], attributes: [("style", "bold")])
    case .current: return GraphvizText.Node(label: [name, node.reason.text], attributes: [("color", "gray")])
    case .waiting: return GraphvizText.Node(label: [name, "waiting for its answer"], attributes: [("style", "dotted")])
    case .blocked: return GraphvizText.Node(label: [name, node.reason.text], attributes: [("color", "red")])
    }
  }

  private static func price(of exchange: PlannedExchange?) -> String {
    guard let cost = exchange?.estimate else { return "cost unknown" }
    return cost.low == cost.high ? "\(cost.low) USD" : "\(cost.low) to \(cost.high) USD"
  }
}
