import PipelineModel

extension Asset {
  /// Returns a node's inputs: the node before it or the chain's beginning, then, for a generation that sends the turns before it along, the
  /// last of those, and for a local stage what it looks at.
  ///
  /// - Parameter beginnings: the last generations of the assets that this one starts from or looks at.
  func inputs(of node: ChainNodes.Node, among beginnings: [String: NodeID]) -> [NodeID] {
    let link = chain.links[node.place.stage]
    var inputs: [NodeID] = []
    switch link.input?.input {
    case .file?: inputs.append(.source(asset: name))
    case .asset(let other, _)?: if let dependency = beginnings[other] { inputs.append(dependency) }
    case .result?, nil: if let input = node.input { inputs.append(.stage(asset: name, input)) }
    }
    var further: [NodeID?] = []
    if link.generation?.replaysHistory == true { further.append(node.generation.map { .stage(asset: name, $0) }) }
    for side in link.stage.sideInputs {
      switch side.origin {
      case .source: further.append(.source(asset: name))
      case .turn(let turn): further.append(graph.generation(turn, before: node.place).map { .stage(asset: name, $0) })
      case .asset(let other): further.append(beginnings[other])
      case .mask: break
      }
    }
    for case let found? in further where !inputs.contains(found) { inputs.append(found) }
    return inputs
  }
}
