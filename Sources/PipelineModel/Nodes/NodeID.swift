/// The place of a node in its asset's chain.
package struct NodePlace: Hashable, Sendable {
  /// The stage's place in the chain, from 0.
  package let stage: Int
  /// From 1; nodes that the variants share belong to the first.
  package let variant: Int

  package init(stage: Int, variant: Int) {
    self.stage = stage
    self.variant = variant
  }
}

/// Names one node of a plan; the same file gives the same names.
package enum NodeID: Hashable, Sendable, CustomStringConvertible {
  /// The file that an asset's chain begins with.
  case source(asset: String)
  /// A stage of an asset's chain, for one variant.
  case stage(asset: String, NodePlace)
  /// A node over a whole set of assets, by its place in the file, from 0.
  case set(index: Int)

  package var description: String {
    switch self {
    case .source(let asset): "\(asset)/source"
    case .stage(let asset, let place): "\(asset)/\(place.stage)#\(place.variant)"
    case .set(let index): "set/\(index)"
    }
  }
}
